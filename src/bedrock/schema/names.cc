#include "bedrock/schema/names.h"

#include <algorithm>
#include <unordered_set>

#include "base/alias.h"
#include "base/ascii.h"
#include "bedrock/schema/keywords.h"
#include "json/raw.h"

namespace gw::schema {

namespace {

constexpr std::size_t kLongestPropertyName = 64;
constexpr std::string_view kNamePunctuation = "_.-";

bool is_name_character(char c) {
  return ascii::is_alpha(c) || ascii::is_digit(c) || kNamePunctuation.contains(c);
}

struct FoundNames {
  std::unordered_set<std::string> plain;
  std::vector<std::string> odd;  // in order
};

void find_names(json::Value value, FoundNames& found);

// Wherever a member "properties" stands: a walk that knows the places of schemas would find no
// other names, but in data that looks like a schema.
void find_names(json::Value value, FoundNames& found) {
  if (const auto array = value.array()) {
    for (const json::Value item : *array) find_names(item, found);
  }
  const auto object = value.object();
  if (!object) return;
  for (const auto [key, member] : *object) {
    find_names(member, found);
    const auto properties = member.object();
    if (key != name(Keyword::properties) || !properties) continue;
    for (const auto [property, schema] : *properties) {
      if (is_plain_name(property)) {
        found.plain.emplace(property);
      } else if (auto decoded = json::decode({property})) {
        if (is_plain_name(*decoded))
          found.plain.insert(*std::move(decoded));
        else
          found.odd.push_back(*std::move(decoded));
      }
    }
  }
}

}  // namespace

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestPropertyName &&
         std::ranges::all_of(name, is_name_character);
}

PropertyNames name_properties(json::Value schema) {
  FoundNames found;
  find_names(schema, found);
  PropertyNames names;
  for (const std::string& name : found.odd) {
    if (names.aliases.contains(name)) continue;
    for (std::uint64_t salt = 0;; ++salt) {
      std::string alias = alias_of(name, kNamePunctuation, kLongestPropertyName, salt);
      if (found.plain.contains(alias) || names.originals.contains(alias)) continue;
      names.aliases.emplace(name, alias);
      names.originals.emplace(std::move(alias), name);
      break;
    }
  }
  return names;
}

std::string property_alias(std::string_view name) {
  return alias_of(name, kNamePunctuation, kLongestPropertyName, 0);
}

bool has_nameless_member(std::string_view json) {
  constexpr std::string_view kNothing = R"("")";
  for (std::size_t at = 0; (at = json.find(kNothing, at)) != json.npos; at += kNothing.size()) {
    const std::size_t behind = json.find_first_not_of(" \t\r\n", at + kNothing.size());
    const bool opens = at == 0 || json[at - 1] != '\\';  // not what ends a text with a quote
    if (opens && behind != json.npos && json[behind] == ':') return true;
  }
  return false;
}

std::string KeyRenamer::add(std::string_view piece) {
  std::string out;
  out.reserve(piece.size() + key_.size());
  for (const char c : piece) next(c, out);
  return out;
}

void KeyRenamer::next(char c, std::string& out) {
  switch (state_) {
    case State::key:
      if (c == '"') return close_key(out);
      if (c == '\\') state_ = State::key_escape;
      key_ += c;
      return;
    case State::key_escape:
      state_ = State::key;
      key_ += c;
      return;
    case State::text:
      if (c == '"') state_ = State::other;
      if (c == '\\') state_ = State::text_escape;
      break;
    case State::text_escape:
      state_ = State::text;
      break;
    case State::other:
      if (c == '"' && expects_key_) {
        state_ = State::key;
        return;
      }
      if (c == '"') state_ = State::text;
      if (c == '{' || c == '[') open_.push_back(c == '{');
      if ((c == '}' || c == ']') && !open_.empty()) open_.pop_back();
      if (c == '{' || c == ',' || c == '}' || c == ']')
        expects_key_ = (c == '{' || c == ',') && !open_.empty() && open_.back();
      if (c == '[') expects_key_ = false;
      break;
  }
  out += c;
}

void KeyRenamer::close_key(std::string& out) {
  state_ = State::other;
  expects_key_ = false;
  const bool escaped = key_.contains('\\');
  const auto found = names_.find(escaped ? json::decode({key_}).value_or(key_) : key_);
  out += '"';
  out += found == names_.end() ? key_ : json::escape(found->second);
  out += '"';
  key_.clear();
}

std::string KeyRenamer::finish() {
  const bool in_key = state_ == State::key || state_ == State::key_escape;
  state_ = State::other;
  std::string rest = in_key ? "\"" + key_ : std::string();
  key_.clear();
  return rest;
}

std::string rename_keys(std::string_view json, const NameMap& names) {
  KeyRenamer renamer(names);
  std::string text = renamer.add(json);
  return text += renamer.finish();
}

}  // namespace gw::schema
