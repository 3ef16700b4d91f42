#include "openai/chat_messages.h"

#include <utility>

#include "openai/chat_cache.h"
#include "openai/chat_media.h"
#include "openai/chat_message.h"
#include "openai/chat_tools.h"

namespace gw::openai {

namespace {

using json::Value;
using llm::CacheMark;
using llm::Expected;
using llm::is_string;
using llm::Path;
using llm::quoted;
using llm::ToolCall;

constexpr std::pair<std::string_view, Role> kRoles[] = {
    {"system", Role::system},       {"developer", Role::developer}, {"user", Role::user},
    {"assistant", Role::assistant}, {"tool", Role::tool},           {"function", Role::function},
};

Expected<Role> read_role(json::Object message, const Path& path) {
  const std::optional<Value> value = message.find("role");
  if (!value) return missing(path);
  if (!value->string()) return wrong_type(path, "a string", *value);
  for (const auto& [name, role] : kRoles) {
    if (is_string(*value, name)) return role;
  }
  return refuse(path, "invalid_value",
                "Invalid value: " + quoted(*value) +
                    ". Supported values are: 'system', 'developer', 'user', 'assistant', 'tool', "
                    "'function'.");
}

Expected<> add_text(Value value, const Path& path, ChatMessage& message, llm::Request& request) {
  const Expected<json::RawString> text = read_text(value, path, request.repaired);
  if (!text) return std::unexpected(text.error());
  if (!text->empty()) message.content.push_back({llm::Text{*text}});
  return {};
}

Expected<> add_call(Expected<ToolCall> call, ChatMessage& message) {
  if (!call) return std::unexpected(std::move(call.error()));
  message.calls.push_back(*call);
  return {};
}

// Reasoning among the content, as in Anthropic's API. Others than the assistant have none.
Expected<> read_thinking_part(json::Object part, const Path& path, ChatMessage& message,
                              llm::Request& request) {
  if (message.role != Role::assistant) return {};
  std::vector<llm::PlacedReasoning> blocks;
  Expected<> read = llm::read_reasoning_block(part, path, {}, blocks, request.repaired);
  for (const llm::PlacedReasoning& each : blocks) message.content.push_back({each.block});
  return read;
}

Expected<> read_content(Value value, const Path& path, ChatMessage& message, llm::Request& request);

// The result of a tool among the user's content, as in Anthropic's API.
Expected<> read_result_part(json::Object part, const Path& path, ChatMessage& message,
                            llm::Request& request) {
  const std::optional<Value> id = part.find("tool_use_id");
  if (!id) return missing(path / "tool_use_id");
  ChatMessage result{.role = Role::tool};
  Expected<> read =
      assign(result.tool_call_id, read_identifier(*id, path / "tool_use_id", request.repaired));
  const std::optional<Value> error = json::find_set(part, "is_error");
  if (read && error) read = assign(result.is_error, read_boolean(*error, path / "is_error"));
  const std::optional<Value> content = json::find_set(part, "content");
  if (read && content) read = read_content(*content, path / "content", result, request);
  if (read) message.results.push_back(in_order(result).blocks.front());
  return read;
}

bool is_text_part(Value type) {
  return is_string(type, "text") || is_string(type, "input_text") || is_string(type, "output_text");
}

// Media where Bedrock takes none: what the system says, and what a model has said.
Expected<> drop_media_part(Value type, llm::Request& request) {
  llm::note_name("messages[].content[]." + std::string(type.string()->escaped),
                 request.unsupported);
  return {};
}

Expected<> read_part(Value value, const Path& path, ChatMessage& message, llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "an object", value);
  const std::optional<Value> type = object->find("type");
  if (!type) return missing(path / "type");
  if (!type->string()) return wrong_type(path / "type", "a string", *type);
  if (is_string(*type, "thinking") || is_string(*type, "redacted_thinking")) {
    return read_thinking_part(*object, path, message, request);
  }
  const bool refusal = message.role == Role::assistant && is_string(*type, "refusal");
  if (refusal || is_text_part(*type)) {
    const std::string_view name = refusal ? "refusal" : "text";
    const std::optional<Value> text = object->find(name);
    if (!text) return missing(path / name);
    if (text->is_null()) return {};
    return add_text(*text, path / name, message, request);
  }
  if (message.role == Role::assistant && is_string(*type, "tool_use"))
    return add_call(read_tool_use(*object, path, request), message);
  if (message.role == Role::user && is_string(*type, "tool_result"))
    return read_result_part(*object, path, message, request);
  const bool takes_media = message.role == Role::user || is_answer_of_tool(message.role);
  if (takes_media && is_media(type->string()->escaped, *object, message.role)) {
    return read_media(type->string()->escaped, *object, path, message, request);
  }
  if (is_media(type->string()->escaped, *object, message.role))
    return drop_media_part(*type, request);
  return refuse(path / "type", "invalid_value",
                "Invalid value: " + quoted(*type) + ". Supported values are: 'text'" +
                    (takes_media ? ", 'image_url', 'input_audio', 'file', 'video_url'." : "."));
}

// A tool may answer with any JSON, in which types of its own may occur.
bool is_part_of_answer(Value item) {
  const std::optional<json::Object> object = item.object();
  const std::optional<Value> type = object ? object->find("type") : std::nullopt;
  if (!type || !type->string()) return false;
  const std::optional<Value> text = object->find("text");
  if (is_string(*type, "text")) return text && text->string();
  return is_media(type->string()->escaped, *object, Role::tool);
}

// A list of which something is a part is content, and what else is in it stands for itself.
bool is_content(json::Array list) {
  for (const Value item : list) {
    if (is_part_of_answer(item)) return true;
  }
  return list.empty();
}

Expected<> add_json(Value value, const Path& path, ChatMessage& message, llm::Request& request) {
  const Expected<std::string_view> raw = read_json(value, path, request.repaired);
  if (!raw) return std::unexpected(raw.error());
  message.content.push_back({llm::Json{*raw}});
  return {};
}

// A mark belongs to what the part became; a part of no text marks what stands in front of it.
Expected<> read_mark(Value part, const Path& path, ChatMessage& message, llm::Request& request) {
  const Expected<CacheMark> mark = read_cache_mark(*part.object(), path, request);
  if (!mark) return std::unexpected(mark.error());
  if (*mark != CacheMark::none && !message.content.empty()) message.content.back().cache = *mark;
  return {};
}

Expected<> read_marked_part(Value part, const Path& path, ChatMessage& message,
                            llm::Request& request) {
  Expected<> read = read_part(part, path, message, request);
  return read ? read_mark(part, path, message, request) : read;
}

Expected<> read_content(Value value, const Path& path, ChatMessage& message,
                        llm::Request& request) {
  if (value.string()) return add_text(value, path, message, request);
  const std::optional<json::Array> parts = value.array();
  const bool answer = is_answer_of_tool(message.role);
  if (answer && !(parts && is_content(*parts))) {
    return add_json(value, path, message, request);
  }
  if (!parts) return wrong_type(path, "a string or an array of objects", value);
  std::size_t index = 0;
  for (const Value part : *parts) {
    const Path here = path / index++;
    Expected<> read = answer && !is_part_of_answer(part)
                          ? add_json(part, here, message, request)
                          : read_marked_part(part, here, message, request);
    if (!read) return read;
  }
  return {};
}

Expected<> read_tool_calls(Value value, const Path& path, ChatMessage& message,
                           llm::Request& request) {
  const std::optional<json::Array> calls = value.array();
  if (!calls) return wrong_type(path, "an array of objects", value);
  std::size_t index = 0;
  for (const Value call : *calls) {
    Expected<> added = add_call(read_tool_call(call, path / index++, request), message);
    if (!added) return added;
  }
  return {};
}

Expected<> read_member(const json::Member& member, const Path& path, ChatMessage& message,
                       llm::Request& request) {
  const auto& [key, value] = member;
  if (value.is_null()) return {};
  if (key == "content") return read_content(value, path / "content", message, request);
  if (key == "refusal" && message.role == Role::assistant) {
    return add_text(value, path / "refusal", message, request);
  }
  if (message.role == Role::assistant) {
    if (key == "tool_calls") return read_tool_calls(value, path / "tool_calls", message, request);
    // One list is enough, and the former can say more.
    if (key == "thinking_blocks") message.reasoning.clear();
    if (key == "thinking_blocks" || (key == "reasoning_details" && message.reasoning.empty())) {
      return llm::read_reasoning_blocks(value, path / key, message.reasoning, request.repaired);
    }
    if (key == "function_call") {
      if (request.tools.empty()) request.first_call_only = true;
      return add_call(read_function_call(value, path / "function_call", request), message);
    }
  }
  if (is_answer_of_tool(message.role)) {
    if (key == "tool_call_id") {
      return assign(message.tool_call_id,
                    read_identifier(value, path / "tool_call_id", request.repaired));
    }
    if (key == "name")
      return assign(message.name, read_identifier(value, path / "name", request.repaired));
    if (key == "is_error") return assign(message.is_error, read_boolean(value, path / "is_error"));
  }
  if (key == "audio") return not_yet(path / "audio", "takes text only");
  if (key == "name") llm::note_name("messages[].name", request.unsupported);
  return {};  // clients send back what other services answered: annotations and more
}

Expected<> read_message(Value value, const Path& path, ChatMessage& message,
                        llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "an object", value);
  const Expected<Role> role = read_role(*object, path / "role");
  if (!role) return std::unexpected(role.error());
  if (*role == Role::tool && !object->find("tool_call_id")) return missing(path / "tool_call_id");
  if (*role == Role::function && !object->find("name")) return missing(path / "name");
  message.reset(*role);
  Expected<> read = assign(message.cache, read_cache_mark(*object, path, request));
  if (!read) return read;
  for (const json::Member member : *object) {
    read = read_member(member, path, message, request);
    if (!read) return read;
  }
  return {};
}

}  // namespace

Expected<> read_messages(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Array> list = value.array();
  if (!list) return wrong_type(path, "an array of objects", value);
  if (list->empty()) {
    return refuse(path, "empty_array",
                  "Invalid 'messages': empty array. Expected an array with minimum length 1, but "
                  "got an empty array instead.");
  }
  request.messages.clear();
  ChatMessage message;
  std::size_t index = 0;
  for (const Value item : *list) {
    Expected<> read = read_message(item, path / index++, message, request);
    if (!read) return read;
    request.messages.push_back(in_order(message));
  }
  return {};
}

}  // namespace gw::openai
