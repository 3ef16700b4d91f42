#include "anthropic/messages_content.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "anthropic/messages_facts.h"
#include "anthropic/messages_media.h"

namespace gw::anthropic {

namespace {

using json::Value;
using llm::CacheMark;
using llm::Expected;
using llm::Path;
using llm::Role;

constexpr std::string_view kBillingLine = "x-anthropic-billing-header:";

// A block, where it stands, and what it is part of.
struct BlockIn {
  json::Object object;
  const Path& path;
  llm::Request& request;

  // A text that must be there.
  Expected<json::RawString> text(std::string_view key) const {
    const std::optional<Value> value = object.find(key);
    if (!value) return llm::missing(path / key);
    return llm::read_text(*value, path / key, request.repaired);
  }
  Expected<json::RawString> id(std::string_view key) const {
    const std::optional<Value> value = object.find(key);
    if (!value) return llm::missing(path / key);
    return llm::read_identifier(*value, path / key, request.repaired);
  }
};

using Blocks = std::vector<llm::Block>;
Expected<> read_text_block(const BlockIn& in, Blocks& blocks) {
  const auto text = in.text("text");
  if (!text) return std::unexpected(text.error());
  if (!text->empty()) blocks.push_back({llm::Text{*text}});
  return {};
}

template <llm::Media::Kind kind>
Expected<> read_media_block(const BlockIn& in, Blocks& blocks) {
  const auto part = read_media(in.object, kind, in.path, in.request);
  if (!part) return std::unexpected(part.error());
  blocks.push_back({*part});
  return {};
}

void append_text(std::optional<Value> value, std::string& text) {
  if (!value || !value->string() || value->string()->empty()) return;
  if (!text.empty()) text += "\\n";
  text += value->string()->escaped;
}

// To models that know no search results they are a text: title, source and what was found.
Expected<> read_search_result(const BlockIn& in, Blocks& blocks) {
  std::string text;
  append_text(in.object.find("title"), text);
  append_text(in.object.find("source"), text);
  const std::optional<Value> content = in.object.find("content");
  if (!content) return llm::missing(in.path / "content");
  const auto list = content->array();
  if (!list) return llm::wrong_type(in.path / "content", "an array of objects", *content);
  for (const Value item : *list) {
    if (const auto block = item.object()) append_text(block->find("text"), text);
  }
  if (text.empty()) return {};
  if (!json::is_well_formed({text})) {
    return llm::refuse(in.path, "invalid_json", "'" + in.path.text() + "' has an invalid escape.");
  }
  blocks.push_back({llm::Text{{in.request.repaired.emplace_back(std::move(text))}}});
  return {};
}

// What tool search has found: the tool itself is among the tools.
Expected<> read_tool_reference(const BlockIn& in, Blocks& blocks) {
  const auto name = in.text("tool_name");
  if (!name) return std::unexpected(name.error());
  blocks.push_back({llm::Text{*name}});
  return {};
}

Expected<> read_tool_use(const BlockIn& in, Blocks& blocks) {
  llm::ToolCall call;
  Expected<> read = llm::assign(call.id, in.id("id"));
  if (read) read = llm::assign(call.name, in.id("name"));
  if (!read) return read;
  call.input = "{}";
  if (const std::optional<Value> input = find_set(in.object, "input")) {
    if (!input->object()) return llm::wrong_type(in.path / "input", "an object", *input);
    read = llm::assign(call.input, llm::read_json(*input, in.path / "input", in.request.repaired));
  }
  blocks.push_back({call});
  return read;
}

Expected<> read_thinking(const BlockIn& in, Blocks& blocks) {
  llm::Reasoning reasoning;
  Expected<> read = llm::assign(reasoning.text, in.text("thinking"));
  if (read && find_set(in.object, "signature"))
    read = llm::assign(reasoning.signature, in.text("signature"));
  blocks.push_back({reasoning});
  return read;
}

Expected<> read_redacted_thinking(const BlockIn& in, Blocks& blocks) {
  llm::Reasoning reasoning;
  Expected<> read = llm::assign(reasoning.redacted, in.text("data"));
  if (!reasoning.redacted.empty()) blocks.push_back({reasoning});
  return read;
}

Expected<> read_tool_result(const BlockIn& in, Blocks& blocks);

constexpr unsigned bit(Role role) { return 1U << static_cast<unsigned>(role); }
constexpr unsigned kUser = bit(Role::user);
constexpr unsigned kAssistant = bit(Role::assistant);
constexpr unsigned kAll = kUser | kAssistant | bit(Role::system);

struct BlockType {
  std::string_view type;
  unsigned roles;  // whose messages have it; others' are dropped
  bool in_result;  // may stand in what a tool has answered
  Expected<> (*read)(const BlockIn& in, Blocks& blocks);
};
constexpr std::array kBlockTypes{
    BlockType{"text", kAll, true, read_text_block},
    BlockType{"image", kUser, true, read_media_block<llm::Media::Kind::image>},
    BlockType{"document", kUser, true, read_media_block<llm::Media::Kind::file>},
    BlockType{"search_result", kUser, true, read_search_result},
    BlockType{"tool_reference", kUser, true, read_tool_reference},
    BlockType{"tool_result", kUser, false, read_tool_result},
    BlockType{"tool_use", kAssistant, false, read_tool_use},
    BlockType{"thinking", kAssistant, false, read_thinking},
    BlockType{"redacted_thinking", kAssistant, false, read_redacted_thinking},
};

// Unknown types are named, not refused: clients send back what other services have answered.
Expected<> read_typed(const BlockIn& in, Role role, bool in_result, Blocks& blocks) {
  const std::optional<Value> type = in.object.find("type");
  if (!type) return llm::missing(in.path / "type");
  if (!type->string()) return llm::wrong_type(in.path / "type", "a string", *type);
  const std::string_view name = type->string()->escaped;
  const auto* known = std::ranges::find(kBlockTypes, name, &BlockType::type);
  if (known == kBlockTypes.end() || (known->roles & bit(role)) == 0 ||
      (in_result && !known->in_result)) {
    llm::note_name(name, in.request.unsupported);
    return {};
  }
  return known->read(in, blocks);
}

// A mark belongs to what the block became; one of a block that is not passed on marks what stands
// in front of it.
Expected<> read_mark(const BlockIn& in, Blocks& blocks) {
  const Expected<CacheMark> mark = read_cache_mark(in.object, in.path, in.request);
  if (!mark) return std::unexpected(mark.error());
  if (*mark != CacheMark::none && !blocks.empty()) blocks.back().cache = *mark;
  return {};
}

// A string, or an array of blocks.
Expected<> read_content(Value value, const Path& path, Role role, bool in_result,
                        llm::Request& request, Blocks& blocks) {
  if (value.string()) {
    const auto text = llm::read_text(value, path, request.repaired);
    if (!text) return std::unexpected(text.error());
    if (!text->empty()) blocks.push_back({llm::Text{*text}});
    return {};
  }
  const std::optional<json::Array> list = value.array();
  if (!list) return llm::wrong_type(path, "a string or an array of objects", value);
  std::size_t index = 0;
  for (const Value item : *list) {
    const Path here = path / index++;
    const auto object = item.object();
    if (!object) return llm::wrong_type(here, "an object", item);
    const BlockIn in{*object, here, request};
    Expected<> read = read_typed(in, role, in_result, blocks);
    if (read) read = read_mark(in, blocks);
    if (!read) return read;
  }
  return {};
}

// A result has no marks of its own between its parts.
Expected<> add_to_result(Blocks parts, llm::ToolResult& result, CacheMark& mark) {
  for (llm::Block& part : parts) {
    if (part.cache != CacheMark::none) mark = part.cache;
    if (auto* text = std::get_if<llm::Text>(&part.value)) result.content.push_back(*text);
    if (auto* media = std::get_if<llm::MediaPart>(&part.value)) result.content.push_back(*media);
  }
  return {};
}

Expected<> read_tool_result(const BlockIn& in, Blocks& blocks) {
  llm::ToolResult result;
  CacheMark mark = CacheMark::none;
  Expected<> read = llm::assign(result.id, in.id("tool_use_id"));
  if (!read) return read;
  if (const std::optional<Value> error = find_set(in.object, "is_error")) {
    read = llm::assign(result.error, llm::read_boolean(*error, in.path / "is_error"));
    if (!read) return read;
  }
  if (const std::optional<Value> content = find_set(in.object, "content")) {
    Blocks parts;
    read = read_content(*content, in.path / "content", Role::user, true, in.request, parts);
    if (read) read = add_to_result(std::move(parts), result, mark);
    if (!read) return read;
  }
  blocks.push_back({std::move(result), mark});
  return {};
}

Expected<Role> read_role(json::Object message, const Path& path) {
  constexpr std::pair<std::string_view, Role> kRoles[] = {
      {"user", Role::user}, {"assistant", Role::assistant}, {"system", Role::system}};
  const std::optional<Value> value = message.find("role");
  if (!value) return llm::missing(path);
  if (!value->string()) return llm::wrong_type(path, "a string", *value);
  for (const auto& [name, role] : kRoles) {
    if (llm::is_string(*value, name)) return role;
  }
  return llm::refuse(path, "invalid_value",
                     "Invalid value for '" + path.text() + "': " + llm::quoted(*value) +
                         ". Supported values are: 'user', 'assistant', 'system'.");
}

Expected<llm::Message> read_message(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return llm::wrong_type(path, "an object", value);
  const Expected<Role> role = read_role(*object, path / "role");
  if (!role) return std::unexpected(role.error());
  llm::Message message{.role = *role};
  const std::optional<Value> content = object->find("content");
  if (!content) return llm::missing(path / "content");
  Expected<> read = read_content(*content, path / "content", *role, false, request, message.blocks);
  if (!read) return std::unexpected(std::move(read.error()));
  if (find_set(*object, "output_config"))
    llm::note_name("messages.output_config", request.unsupported);
  if (find_set(*object, "clear_at")) llm::note_name("messages.clear_at", request.unsupported);
  return message;
}

}  // namespace

bool is_billing_line(json::RawString text) { return text.escaped.starts_with(kBillingLine); }

std::string_view text_of(json::Object object, std::string_view key) {
  const std::optional<Value> value = object.find(key);
  return value ? value->string().value_or(json::RawString{}).escaped : std::string_view();
}

Expected<CacheMark> read_cache_mark(json::Object element, const Path& path, llm::Request& request) {
  const std::optional<Value> value = find_set(element, "cache_control");
  if (!value) return CacheMark::none;
  const Path here = path / "cache_control";
  const std::optional<json::Object> control = value->object();
  if (!control) return llm::wrong_type(here, "an object", *value);
  const std::optional<Value> type = control->find("type");
  if (!type) return llm::missing(here / "type");
  if (!llm::is_string(*type, "ephemeral")) {
    return llm::refuse(here / "type", "invalid_value",
                       "Invalid value for '" + (here / "type").text() + "': " + llm::quoted(*type) +
                           ". Supported values are: 'ephemeral'.");
  }
  request.caching.marked = true;
  const std::optional<Value> ttl = find_set(*control, "ttl");
  if (!ttl) return CacheMark::usual;
  if (llm::is_string(*ttl, "5m")) return CacheMark::minutes;
  if (llm::is_string(*ttl, "1h")) return CacheMark::hour;
  return llm::refuse(here / "ttl", "invalid_value",
                     "Invalid value for '" + (here / "ttl").text() + "': " + llm::quoted(*ttl) +
                         ". Supported values are: '5m', '1h'.");
}

Expected<> read_system(Value value, const Path& path, llm::Request& request) {
  llm::Message message{.role = Role::system};
  Expected<> read = read_content(value, path, Role::system, false, request, message.blocks);
  if (!read) return read;
  if (!message.blocks.empty()) {
    const auto* first = std::get_if<llm::Text>(&message.blocks.front().value);
    if (first != nullptr && is_billing_line(first->text))
      message.blocks.erase(message.blocks.begin());
  }
  if (!message.blocks.empty()) request.messages.push_back(std::move(message));
  return {};
}

Expected<> read_messages(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Array> list = value.array();
  if (!list) return llm::wrong_type(path, "an array of objects", value);
  if (list->empty()) {
    return llm::refuse(path, "empty_array",
                       "Invalid 'messages': at least one message is required.");
  }
  std::size_t index = 0;
  for (const Value item : *list) {
    Expected<llm::Message> message = read_message(item, path / index++, request);
    if (!message) return std::unexpected(std::move(message.error()));
    request.messages.push_back(std::move(*message));
  }
  return {};
}

}  // namespace gw::anthropic
