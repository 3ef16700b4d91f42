// Anthropic Claude, Messages: the body. claude_messages_reader.cc reads the answer.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html
#include <string>
#include <variant>

#include "bedrock/claude.h"
#include "bedrock/native/families.h"

namespace gw::bedrock {
namespace {

void write_cache_control(json::Writer& json, CachePoint point) {
  json.key("cache_control").begin_object().member("type", "ephemeral");
  if (point.hour) json.member("ttl", "1h");
  json.end_object();
}

// One overload a kind of block; each writes the members of the object that stands for it.
class BlockWriter {
 public:
  explicit BlockWriter(json::Writer& json) : json_(json) {}

  void operator()(const TextBlock& block) const {
    json_.member("type", "text").member("text", block.text);
  }
  // There is no other place for JSON than a text.
  void operator()(const JsonBlock& block) const {
    json_.member("type", "text").member("text", json::readable(block.json));
  }
  void operator()(const ToolUseBlock& use) const {
    json_.member("type", "tool_use").member("id", use.id).member("name", use.name);
    json_.key("input").raw(use.input);
  }
  void operator()(const ToolResultBlock& result) const {
    json_.member("type", "tool_result").member("tool_use_id", result.id);
    json_.key("content").begin_array();
    for (const auto& content : result.content) {
      json_.begin_object();
      std::visit(*this, content);
      json_.end_object();
    }
    json_.end_array();
    if (result.error) json_.member("is_error", true);
  }
  void operator()(const MediaBlock& media) const {
    const bool document = media.kind == MediaKind::document;
    json_.member("type", name(media.kind)).key("source").begin_object();
    media.text.empty() ? write_bytes_source(media) : write_text_source(media);
    json_.end_object();
    if (document) json_.member("title", media.name);
  }
  void operator()(const ReasoningBlock& block) const {
    if (!block.redacted.empty()) {
      json_.member("type", "redacted_thinking").member("data", block.redacted);
    } else {
      json_.member("type", "thinking").member("thinking", block.text);
      json_.member("signature", block.signature);
    }
  }
  // A mark on the block in front of it.
  void operator()(const CachePoint& point) const { write_cache_control(json_, point); }

 private:
  // Of an image or a PDF: its media type ends as Bedrock's format is called.
  void write_bytes_source(const MediaBlock& media) const {
    const std::string_view type = media.kind == MediaKind::document ? "application/" : "image/";
    json_.member("type", "base64")
        .member("media_type", std::string(type) + std::string(media.format));
    json_.member("data", media.bytes);
  }
  // Of a document of text, whatever its format.
  void write_text_source(const MediaBlock& media) const {
    json_.member("type", "text").member("media_type", "text/plain").member("data", media.text);
  }

  json::Writer& json_;
};

void write_system(json::Writer& json, const Conversation& conversation) {
  json.key("system").begin_array();
  auto cached = conversation.system_cache.begin();
  for (std::size_t i = 0; i < conversation.system.size(); ++i) {
    json.begin_object();
    BlockWriter{json}(conversation.system[i]);
    if (cached != conversation.system_cache.end() && cached->behind == i)
      write_cache_control(json, (cached++)->point);
    json.end_object();
  }
  json.end_array();
}

void write_turn(json::Writer& json, const Turn& turn) {
  json.begin_object().member("role", turn.role == Role::user ? "user" : "assistant");
  json.key("content").begin_array();
  for (auto block = turn.blocks.begin(); block != turn.blocks.end();) {
    json.begin_object();
    std::visit(BlockWriter(json), *block++);
    if (block != turn.blocks.end() && std::holds_alternative<CachePoint>(*block))
      std::visit(BlockWriter(json), *block++);
    json.end_object();
  }
  json.end_array().end_object();
}

void write_tool(json::Writer& json, const Tool& tool) {
  json.begin_object().member("name", tool.name);
  if (!tool.description.empty()) json.member("description", tool.description);
  json.key("input_schema").raw(tool.schema);
  if (tool.strict) json.member("strict", true);
  if (tool.cache) write_cache_control(json, *tool.cache);
  json.end_object();
}

void write_tools(json::Writer& json, const ToolConfig& config) {
  if (config.tools.empty()) return;
  json.key("tools").begin_array();
  for (const Tool& tool : config.tools) write_tool(json, tool);
  json.end_array();
  if (config.choice.kind == ToolChoice::Kind::unset && !config.one_call) return;
  json.key("tool_choice");
  write_claude_tool_choice(json, config);
}

// The schema stands here as JSON, not as the text of it.
void write_output_config(json::Writer& json, const OutputFormat& format) {
  json.key("output_config").begin_object();
  if (!format.effort.empty()) json.member("effort", format.effort);
  json.key("format").begin_object().member("type", "json_schema");
  json.key("schema").raw(format.schema).end_object().end_object();
}

}  // namespace

void write_claude_messages_body(const NativeRequest& request, json::Writer& json) {
  const Conversation& conversation = request.conversation;
  const Inference& inference = conversation.inference;
  json.begin_object().member("anthropic_version", "bedrock-2023-05-31");
  json.member("max_tokens", required_max_tokens(request));
  if (!conversation.system.empty()) write_system(json, conversation);
  json.key("messages").begin_array();
  for (const auto& turn : conversation.turns) write_turn(json, turn);
  json.end_array();
  write_if(json, "temperature", inference.temperature);
  write_if(json, "top_p", inference.top_p);
  write_stop(json, "stop_sequences", request);
  write_tools(json, conversation.tool_config);
  if (conversation.output_format) write_output_config(json, *conversation.output_format);
  json.end_object();
}

}  // namespace gw::bedrock
