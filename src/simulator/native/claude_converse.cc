#include "simulator/native/claude_converse.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string>
#include <utility>

#include "base/encoding.h"

namespace gw::simulator {
namespace {

using ValueKind = Value::Kind;

Value text_value(std::string text) { return {.kind = ValueKind::string, .text = std::move(text)}; }
Value list_of(std::vector<Value> items) {
  return {.kind = ValueKind::array, .items = std::move(items)};
}

Value object_of(std::initializer_list<Value::Member> members) {
  return {.kind = ValueKind::object, .members = members};
}

void add(std::string name, Value value, Value& object) {
  object.members.push_back({std::move(name), std::move(value)});
}

// "source" under the name "target", if it is there.
void copy(const Value& from, std::string_view source, std::string target, Value& object) {
  if (const Value* member = from.find(source)) add(std::move(target), *member, object);
}

Value block_of(std::string name, Value content) {
  return object_of({{std::move(name), std::move(content)}});
}

// What stands behind the slash in a media type is Converse's name of the format.
Value media_of(const Value& block) {
  const Value& source = block["source"];
  const bool plain = source["type"].text == "text";
  const std::string& media_type = source["media_type"].text;
  Value media = object_of({});
  add("format", text_value(plain ? "txt" : media_type.substr(media_type.find('/') + 1)), media);
  copy(block, "title", "name", media);
  const std::string& data = source["data"].text;
  add("source", object_of({{"bytes", text_value(plain ? to_base64(data) : data)}}), media);
  return block_of(block["type"].text, std::move(media));
}

std::vector<Value> content_of(const Value& content);

// A text, or all those in a list of blocks.
std::string joined_text(const Value& content) {
  std::string text = content.text;
  for (const Value& block : content.items) text += block["text"].text;
  return text;
}

Value use_of(const Value& block) {
  return block_of(
      "toolUse",
      object_of({{"toolUseId", block["id"]}, {"name", block["name"]}, {"input", block["input"]}}));
}

Value result_of(const Value& block) {
  Value result = object_of(
      {{"toolUseId", block["tool_use_id"]}, {"content", list_of(content_of(block["content"]))}});
  if (block["is_error"].boolean) add("status", text_value("error"), result);
  return block_of("toolResult", std::move(result));
}

Value reasoning_of(const Value& block) {
  if (block["type"].text == "redacted_thinking")
    return block_of("reasoningContent", object_of({{"redactedContent", block["data"]}}));
  Value text = object_of({{"text", block["thinking"]}, {"signature", block["signature"]}});
  return block_of("reasoningContent", object_of({{"reasoningText", std::move(text)}}));
}

Value converse_block(const Value& block) {
  const std::string& type = block["type"].text;
  if (type == "text") return block_of("text", block["text"]);
  if (type == "tool_use") return use_of(block);
  if (type == "tool_result") return result_of(block);
  if (type == "thinking" || type == "redacted_thinking") return reasoning_of(block);
  if (type == "tool_reference") return block_of("text", block["tool_name"]);
  if (type == "compaction" || type == "search_result")
    return block_of("text", text_value(joined_text(block["content"])));
  return media_of(block);
}

// A mark on something is a block behind it.
void add_point(const Value& marked, std::vector<Value>& list) {
  const Value* mark = marked.find("cache_control");
  if (mark == nullptr) return;
  Value point = object_of({{"type", text_value("default")}});
  copy(*mark, "ttl", "ttl", point);
  list.push_back(block_of("cachePoint", std::move(point)));
}

// A text alone, or a list of blocks.
std::vector<Value> content_of(const Value& content) {
  if (content.is(ValueKind::string)) return {block_of("text", content)};
  std::vector<Value> blocks;
  for (const Value& block : content.items) {
    blocks.push_back(converse_block(block));
    add_point(block, blocks);
  }
  return blocks;
}

bool is_system(const Value& message) { return message["role"].text == "system"; }

// Messages of one role in a row are one turn. Those of the system stand elsewhere.
Value messages_of(const Value& body) {
  std::vector<Value> messages;
  for (const Value& message : body["messages"].items) {
    if (is_system(message)) continue;
    std::vector<Value> content = content_of(message["content"]);
    if (messages.empty() || messages.back()["role"].text != message["role"].text) {
      messages.push_back(
          object_of({{"role", message["role"]}, {"content", list_of(std::move(content))}}));
      continue;
    }
    std::ranges::move(content, std::back_inserter(messages.back().members.back().value.items));
  }
  return list_of(std::move(messages));
}

Value system_of(const Value& body) {
  std::vector<Value> system = content_of(body["system"]);
  for (const Value& message : body["messages"].items) {
    if (is_system(message))
      std::ranges::move(content_of(message["content"]), std::back_inserter(system));
  }
  return list_of(std::move(system));
}

Value inference_of(const Value& body) {
  Value inference = object_of({});
  copy(body, "max_tokens", "maxTokens", inference);
  copy(body, "temperature", "temperature", inference);
  copy(body, "top_p", "topP", inference);
  copy(body, "stop_sequences", "stopSequences", inference);
  return inference;
}

Value specification_of(const Value& tool) {
  Value specification = object_of({});
  copy(tool, "name", "name", specification);
  copy(tool, "description", "description", specification);
  // Those that Anthropic has defined have none in the request.
  Value schema = object_of({{"type", text_value("object")}});
  if (const Value* own = tool.find("input_schema")) schema = *own;
  add("inputSchema", object_of({{"json", std::move(schema)}}), specification);
  copy(tool, "strict", "strict", specification);
  return block_of("toolSpec", std::move(specification));
}

Value tool_config_of(const Value& body) {
  std::vector<Value> tools;
  for (const Value& tool : body["tools"].items) {
    tools.push_back(specification_of(tool));
    add_point(tool, tools);
  }
  Value config = object_of({{"tools", list_of(std::move(tools))}});
  if (const Value* choice = body.find("tool_choice")) {
    Value chosen = object_of({});
    copy(*choice, "name", "name", chosen);
    add("toolChoice", block_of((*choice)["type"].text, std::move(chosen)), config);
  }
  return config;
}

// The schema is JSON here and a text there.
Value output_config_of(const Value& format) {
  Value schema = object_of({{"schema", text_value(to_json(format["schema"]))}});
  Value structure = object_of({{"jsonSchema", std::move(schema)}});
  return object_of({{"textFormat", object_of({{"structure", std::move(structure)}})}});
}

}  // namespace

Value as_converse(const Value& body) {
  Value converse = object_of({{"messages", messages_of(body)},
                              {"system", system_of(body)},
                              {"inferenceConfig", inference_of(body)}});
  if (body.find("tools") != nullptr) add("toolConfig", tool_config_of(body), converse);
  if (const Value* format = body["output_config"].find("format"))
    add("outputConfig", output_config_of(*format), converse);
  Value fields = object_of({});
  for (const std::string_view name : {"thinking", "output_config", "top_k", "anthropic_beta"})
    copy(body, name, std::string(name), fields);
  add("additionalModelRequestFields", std::move(fields), converse);
  return converse;
}

}  // namespace gw::simulator
