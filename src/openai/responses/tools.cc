#include "openai/responses/tools.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/ascii.h"
#include "openai/responses/reading.h"

namespace gw::openai {

namespace {

using json::Value;
using llm::assign;
using llm::Expected;
using llm::is_string;
using llm::Path;
using Kind = ResponsesTool::Kind;

constexpr std::size_t kLongestName = 64;         // Bedrock's limit
constexpr std::string_view kRoot = "functions";  // the namespace that is none
constexpr std::string_view kSearch = "tool_search";

bool fits(char c) { return ascii::is_alpha(c) || ascii::is_digit(c) || c == '_' || c == '-'; }

bool fits(std::string_view name) {
  return name.size() <= kLongestName && std::ranges::all_of(name, [](char c) { return fits(c); });
}

// FNV-1a: the same in every copy of the gateway, so that a conversation keeps its names.
std::uint64_t hash(std::string_view text, std::uint64_t salt) {
  std::uint64_t value = 0xcbf29ce484222325U ^ salt;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return value;
}

// A readable rest of the name, and a hash of all of it.
std::string shortened(std::string_view name, std::string_view key, std::uint64_t salt) {
  constexpr std::size_t kDigits = 10;
  std::string result(name.substr(0, kLongestName - kDigits - 1));
  std::ranges::replace_if(result, [](char c) { return !fits(c); }, '_');
  result += '_';
  std::uint64_t bits = hash(key, salt);
  for (std::size_t i = 0; i < kDigits; ++i, bits >>= 6) {
    result += "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"[bits & 63];
  }
  return result;
}

// An escaped string has no line break of its own.
std::string key_of(const ResponsesTool& tool) { return tool.space + '\n' + tool.name; }

// {"type": "grammar", "syntax": "lark", "definition": …}, or {"type": "text"}.
Expected<> read_format(Value value, const Path& path, llm::Tool& tool, llm::Request& request) {
  const std::optional<json::Object> format = value.object();
  if (!format) return llm::wrong_type(path, "an object", value);
  const std::optional<Value> type = find_set(*format, "type");
  if (!type) return llm::missing(path / "type");
  if (!is_string(*type, "grammar")) {
    if (!is_string(*type, "text")) note_dropped("tools[].format", "", request);
    return {};
  }
  const std::optional<Value> definition = find_set(*format, "definition");
  if (!definition) return llm::missing(path / "definition");
  return assign(tool.grammar, llm::read_text(*definition, path / "definition", request.repaired));
}

Expected<> read_parameters(Value value, const Path& path, llm::Tool& tool, llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return llm::wrong_type(path, "an object", value);
  if (object->begin() == object->end()) return {};
  return assign(tool.parameters, llm::read_json(value, path, request.repaired));
}

Expected<> read_description(json::Object object, const Path& path, llm::Tool& tool,
                            llm::Request& request) {
  const std::optional<Value> text = find_set(object, "description");
  if (!text) return {};
  return assign(tool.description, llm::read_text(*text, path / "description", request.repaired));
}

}  // namespace

Expected<> ResponsesTools::add(Value value, const Path& path) {
  const std::optional<json::Array> list = value.array();
  if (!list) return llm::wrong_type(path, "an array of objects", value);
  std::size_t index = 0;
  for (const Value item : *list) {
    Expected<> added = add_one(item, {}, path / index++);
    if (!added) return added;
  }
  return {};
}

Expected<> ResponsesTools::add_one(Value item, json::RawString space, const Path& path) {
  const std::optional<json::Object> object = item.object();
  if (!object) return llm::wrong_type(path, "an object", item);
  const std::optional<Value> type = find_set(*object, "type");
  if (!type) return llm::missing(path / "type");
  if (!type->string()) return llm::wrong_type(path / "type", "a string", *type);
  if (is_string(*type, "function")) return add_function(*object, space, path);
  if (is_string(*type, "custom")) return add_custom(*object, space, path);
  // Namespaces have none inside, and those without a client to search are OpenAI's own.
  if (is_string(*type, "namespace") && space.empty()) return add_namespace(*object, path);
  const std::optional<Value> execution = find_set(*object, "execution");
  if (is_string(*type, kSearch) && execution && is_string(*execution, "client"))
    return add_search(*object, space, path);
  drop(type->string()->escaped);
  return {};
}

Expected<> ResponsesTools::add_namespace(json::Object object, const Path& path) {
  const Expected<json::RawString> name = read_name(object, "name", path, request_);
  if (!name) return std::unexpected(name.error());
  const std::optional<Value> tools = find_set(object, "tools");
  if (!tools) return llm::missing(path / "tools");
  const std::optional<json::Array> list = tools->array();
  const Path here = path / "tools";
  if (!list) return llm::wrong_type(here, "an array of objects", *tools);
  std::size_t index = 0;
  for (const Value item : *list) {
    Expected<> added = add_one(item, *name, here / index++);
    if (!added) return added;
  }
  return {};
}

// {"name", "description", "parameters", "strict"}. OpenAI takes a missing `strict` for true where
// the schema allows it; here only what is said changes a schema.
Expected<> ResponsesTools::add_function(json::Object object, json::RawString space,
                                        const Path& path) {
  llm::Tool tool;
  Expected<> read = assign(tool.name, read_name(object, "name", path, request_));
  if (read) read = read_description(object, path, tool, request_);
  if (const auto schema = find_set(object, "parameters"); read && schema)
    read = read_parameters(*schema, path / "parameters", tool, request_);
  if (const auto strict = find_set(object, "strict"); read && strict)
    read = assign(tool.strict, llm::read_boolean(*strict, path / "strict"));
  if (read) declare(tool, space, Kind::function);
  return read;
}

// {"name", "description", "format"}
Expected<> ResponsesTools::add_custom(json::Object object, json::RawString space,
                                      const Path& path) {
  llm::Tool tool{.custom = true};
  Expected<> read = assign(tool.name, read_name(object, "name", path, request_));
  if (read) read = read_description(object, path, tool, request_);
  if (const auto format = find_set(object, "format"); read && format)
    read = read_format(*format, path / "format", tool, request_);
  if (read) declare(tool, space, Kind::custom);
  return read;
}

// {"execution": "client", "description", "parameters"}
Expected<> ResponsesTools::add_search(json::Object object, json::RawString space,
                                      const Path& path) {
  llm::Tool tool{.name = {kSearch}};
  Expected<> read = read_description(object, path, tool, request_);
  if (const auto schema = find_set(object, "parameters"); read && schema)
    read = read_parameters(*schema, path / "parameters", tool, request_);
  if (read) declare(tool, space, Kind::search);
  return read;
}

void ResponsesTools::declare(llm::Tool tool, json::RawString space, Kind kind) {
  const ResponsesTool original{std::string(space.escaped), std::string(tool.name.escaped), kind};
  tool.name = flat_name(original);
  form_.tools.at(std::string(tool.name.escaped)).kind = kind;  // perhaps of another kind before
  const auto [entry, added] = declared_.try_emplace(tool.name.escaped, request_.tools.size());
  if (added) {
    request_.tools.push_back(tool);
  } else {
    request_.tools[entry->second] = tool;
  }
}

json::RawString ResponsesTools::flat_name(const ResponsesTool& tool) {
  if (tool.space == kRoot) return flat_name({"", tool.name, tool.kind});
  const auto [entry, added] = names_.try_emplace(key_of(tool));
  if (added) {
    entry->second = request_.repaired.emplace_back(free_name(tool));
    taken_.insert(entry->second);
    form_.tools.emplace(entry->second, tool);
  }
  return {entry->second};
}

// Names without namespace stay as they are: whether a model takes them is for others to say.
std::string ResponsesTools::free_name(const ResponsesTool& tool) const {
  std::string name = tool.space.empty() ? tool.name : tool.space + "__" + tool.name;
  if ((tool.space.empty() || fits(name)) && !taken_.contains(name)) return name;
  const std::string key = key_of(tool);
  for (std::uint64_t salt = 0;; ++salt) {
    std::string other = shortened(name, key, salt);
    if (!taken_.contains(other)) return other;
  }
}

void ResponsesTools::drop(std::string_view type) {
  dropped_ = true;
  note_dropped("tools[].", type, request_);
}

}  // namespace gw::openai
