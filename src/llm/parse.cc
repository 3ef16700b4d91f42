#include "llm/parse.h"

#include <algorithm>

#include "base/ascii.h"

namespace gw::llm {

using json::Value;

std::unexpected<Failure> refuse(const Path& path, std::string_view code, std::string message) {
  return std::unexpected(invalid_request(std::move(message), path.text(), code));
}

std::unexpected<Failure> wrong_type(const Path& path, std::string_view expected, Value got) {
  return refuse(path, "invalid_type",
                "Invalid type for '" + path.text() + "': expected " + std::string(expected) +
                    ", but got " + std::string(name(got.type())) + " instead.");
}

std::unexpected<Failure> missing(const Path& path) {
  return refuse(path, "missing_required_parameter",
                "Missing required parameter: '" + path.text() + "'.");
}

std::unexpected<Failure> not_yet(const Path& path, std::string_view what) {
  return refuse(path, "unsupported_value",
                "Unsupported value for '" + path.text() + "': this version of the gateway " +
                    std::string(what) + ".");
}

void note_name(std::string_view name, std::vector<std::string>& names, std::string_view place) {
  constexpr std::size_t kMostNames = 32;
  std::string whole = std::string(place).append(name);
  if (!is_plain_name(whole)) whole = std::string(place).append("(other)");
  if (names.size() == kMostNames || std::ranges::find(names, whole) != names.end()) return;
  names.push_back(std::move(whole));
}

std::string quoted(Value value) {
  constexpr std::size_t kLongest = 64;
  const std::string_view raw = value.raw();
  return raw.size() <= kLongest ? std::string(raw) : std::string(raw.substr(0, kLongest)) + "...";
}

Expected<json::Object> parse_body(std::string_view body, json::Document& document) {
  const Result<Value> root = document.parse(body);
  if (!root) {
    return refuse(
        Path{}, "invalid_json",
        "The body of the request could not be parsed as JSON: " + root.error().message + ".");
  }
  const std::optional<json::Object> object = root->object();
  if (!object) {
    return refuse(Path{}, "invalid_type",
                  "The body of the request must be a JSON object, but is " +
                      std::string(name(root->type())) + ".");
  }
  return *object;
}

bool is_string(Value value, std::string_view text) {
  return value.string() == json::RawString{text};
}

bool is_plain_name(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, [](char c) {
    return ascii::is_alpha(c) || ascii::is_digit(c) || std::string_view("_-.[]").contains(c);
  });
}

namespace {

// Outside of its strings a JSON value has no escapes, so it can be checked like a string.
Expected<std::string_view> passable(std::string_view raw, const Path& path,
                                    std::list<std::string>& repaired) {
  const json::RawString text{raw};
  if (json::is_well_formed(text)) return raw;
  Result<std::string> fixed = json::repair(text);
  if (!fixed) {
    return refuse(path, "invalid_json",
                  "The body of the request could not be parsed as JSON: '" + path.text() +
                      "' has an invalid escape.");
  }
  return repaired.emplace_back(std::move(*fixed));
}

}  // namespace

Expected<json::RawString> read_text(Value value, const Path& path,
                                    std::list<std::string>& repaired) {
  const std::optional<json::RawString> raw = value.string();
  if (!raw) return wrong_type(path, "a string", value);
  const auto text = passable(raw->escaped, path, repaired);
  if (!text) return std::unexpected(text.error());
  return json::RawString{*text};
}

Expected<json::RawString> read_identifier(Value value, const Path& path,
                                          std::list<std::string>& repaired) {
  Expected<json::RawString> text = read_text(value, path, repaired);
  if (!text || !text->escaped.contains('\\')) return text;
  const Result<std::string> decoded = json::decode(*text);
  return decoded ? json::RawString{repaired.emplace_back(json::escape(*decoded))} : *text;
}

Expected<std::string_view> read_json(Value value, const Path& path,
                                     std::list<std::string>& repaired) {
  return passable(value.raw(), path, repaired);
}

Expected<bool> read_boolean(Value value, const Path& path) {
  const std::optional<bool> flag = value.boolean();
  if (!flag) return wrong_type(path, "a boolean", value);
  return *flag;
}

std::unexpected<Failure> out_of_range(const Path& path, std::string_view kind, bool below,
                                      int limit, Value value) {
  const std::string code = std::string(kind) + (below ? "_below_min_value" : "_above_max_value");
  return refuse(path, code,
                "Invalid '" + path.text() + "': " + std::string(kind) +
                    (below ? " below minimum value. Expected a value >= "
                           : " above maximum value. Expected a value <= ") +
                    std::to_string(limit) + ", but got " + quoted(value) + " instead.");
}

// The largest integer that all readers of JSON agree on (RFC 8259 section 6). It is as good as any
// above it, and what is computed from it stays in range.
constexpr std::int64_t kLargestCount = std::int64_t{1} << 53;

Expected<std::int64_t> read_count(Value value, const Path& path) {
  const std::optional<std::int64_t> number = value.integer();
  if (!number) return wrong_type(path, "an integer", value);
  if (*number < 1) return out_of_range(path, "integer", true, 1, value);
  return std::min(*number, kLargestCount);
}

Expected<double> read_decimal(int maximum, Value value, const Path& path) {
  const std::optional<double> number = value.number();
  if (!number) return wrong_type(path, "a decimal", value);
  if (*number < 0) return out_of_range(path, "decimal", true, 0, value);
  if (*number > maximum) return out_of_range(path, "decimal", false, maximum, value);
  return *number;
}

}  // namespace gw::llm
