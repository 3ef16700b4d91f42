#include "bedrock/schema/values.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/ascii.h"

namespace gw::schema {

namespace {

constexpr std::array<std::string_view, 7> kTypes{"string", "object",  "integer", "number",
                                                 "array",  "boolean", "null"};
// https://spec.openapis.org/oas/v3.0.3#data-types and the types of languages that people write
// schemas in.
constexpr std::array<std::pair<std::string_view, std::string_view>, 21> kSpellings{{
    {"int", "integer"},     {"int32", "integer"}, {"int64", "integer"},  {"long", "integer"},
    {"float", "number"},    {"double", "number"}, {"decimal", "number"}, {"bool", "boolean"},
    {"str", "string"},      {"text", "string"},   {"char", "string"},    {"date", "string"},
    {"datetime", "string"}, {"file", "string"},   {"dict", "object"},    {"map", "object"},
    {"list", "array"},      {"tuple", "array"},   {"set", "array"},      {"none", "null"},
    {"nil", "null"},
}};

constexpr double kLastSafe = 9007199254740991;          // 2^53 - 1
constexpr double kEndOf64Bits = 9223372036854775808.0;  // 2^63
constexpr std::int64_t kLastCount = std::numeric_limits<std::int32_t>::max();
constexpr std::size_t kDeepestData = 40;

bool is_big_data(json::Value data, std::size_t depth) {
  if (depth > kDeepestData) return true;
  if (data.type() == json::Type::number) return is_big(data);
  if (const auto object = data.object()) {
    for (const auto [key, value] : *object) {
      if (is_big_data(value, depth + 1)) return true;
    }
  } else if (const auto array = data.array()) {
    for (const json::Value value : *array) {
      if (is_big_data(value, depth + 1)) return true;
    }
  }
  return false;
}

}  // namespace

bool is_type(std::string_view name) { return std::ranges::find(kTypes, name) != kTypes.end(); }

std::string_view type_of_spelling(std::string_view name) {
  std::string lower(name.substr(0, 16));
  lower = ascii::to_lower(lower);
  const auto* const type = std::ranges::find(kTypes, lower);
  if (type != kTypes.end()) return *type;
  const auto* const found =
      std::ranges::find(kSpellings, lower, &std::pair<std::string_view, std::string_view>::first);
  return found == kSpellings.end() ? std::string_view() : found->second;
}

bool is_big(json::Value number) {
  const std::optional<double> value = number.number();
  if (!value || !std::isfinite(*value)) return true;
  const bool whole = number.raw().find_first_of(".eE") == std::string_view::npos;
  return std::abs(*value) > (whole ? kLastSafe : std::nextafter(kEndOf64Bits, 0));
}

bool has_big_number(json::Value data) { return is_big_data(data, 0); }

bool is_count(json::Value value) {
  const std::optional<std::int64_t> count = value.integer();
  return count && *count >= 0 && *count <= kLastCount;
}

bool is_endless(json::Value value) {
  const std::optional<double> count = value.number();
  return !count ? value.type() == json::Type::number && !value.raw().starts_with('-')
                : *count > static_cast<double>(kLastCount);
}

bool DistinctNames::add(std::string_view name) {
  if (count_ < kFew) {
    const auto end = few_.begin() + static_cast<std::ptrdiff_t>(count_);
    if (std::find(few_.begin(), end, name) != end) return false;
    few_[count_++] = name;
    return true;
  }
  if (!many_)
    many_ = std::make_unique<std::unordered_set<std::string_view>>(few_.begin(), few_.end());
  return many_->insert(name).second;
}

std::vector<json::Member> distinct_members(json::Object object) {
  std::vector<json::Member> members;
  std::unordered_map<std::string, std::size_t> places;
  for (const json::Member member : object) {
    const auto [place, is_new] = places.try_emplace(
        json::decode({member.key}).value_or(std::string(member.key)), members.size());
    if (is_new)
      members.push_back(member);
    else
      members[place->second].value = member.value;
  }
  return members;
}

bool is_name_list(json::Value value) {
  const std::optional<json::Array> list = value.array();
  if (!list) return false;
  DistinctNames names;
  for (const json::Value item : *list) {
    const std::optional<json::RawString> name = item.string();
    if (!name || !names.add(name->escaped)) return false;
  }
  return true;
}

bool has_lookaround(json::RawString pattern) {
  if (!pattern.escaped.contains("(?")) return false;
  const std::string text = json::decode(pattern).value_or("");
  bool in_class = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (in_class) {
      in_class = text[i] != ']';
    } else if (text[i] == '[') {
      in_class = true;
    } else if (text[i] == '(') {
      const std::string_view rest = std::string_view(text).substr(i);
      for (const std::string_view group : {"(?=", "(?!", "(?<=", "(?<!"}) {
        if (rest.starts_with(group)) return true;
      }
    }
  }
  return false;
}

}  // namespace gw::schema
