#include <variant>

#include "bedrock/claude.h"
#include "bedrock/converse.h"
#include "json/write.h"

namespace gw::bedrock {
namespace {

void write_text_block(json::Writer& json, const TextBlock& block) {
  json.begin_object().member("text", block.text).end_object();
}

void write_cache_point(json::Writer& json, CachePoint point) {
  json.begin_object().key("cachePoint").begin_object().member("type", "default");
  if (point.hour) json.member("ttl", "1h");
  json.end_object().end_object();
}

// One overload a kind of block; each writes the object that wraps it.
class BlockWriter {
 public:
  explicit BlockWriter(json::Writer& json) : json_(json) {}

  void operator()(const TextBlock& block) const { write_text_block(json_, block); }
  void operator()(const JsonBlock& block) const {
    json_.begin_object().key("json").raw(block.json).end_object();
  }
  void operator()(const ToolUseBlock& use) const {
    json_.begin_object().key("toolUse").begin_object();
    json_.member("toolUseId", use.id).member("name", use.name).key("input").raw(use.input);
    json_.end_object().end_object();
  }
  void operator()(const ToolResultBlock& result) const {
    json_.begin_object().key("toolResult").begin_object();
    json_.member("toolUseId", result.id).key("content").begin_array();
    for (const auto& content : result.content) std::visit(*this, content);
    json_.end_array();
    if (result.error) json_.member("status", "error");
    json_.end_object().end_object();
  }
  void operator()(const MediaBlock& media) const {
    json_.begin_object().key(name(media.kind)).begin_object().member("format", media.format);
    if (!media.name.empty()) json_.member("name", media.name);
    json_.key("source").begin_object();
    if (media.s3_uri.empty()) {
      json_.member("bytes", media.bytes);
    } else {
      json_.key("s3Location").begin_object().member("uri", media.s3_uri).end_object();
    }
    json_.end_object().end_object().end_object();
  }
  void operator()(const CachePoint& point) const { write_cache_point(json_, point); }
  void operator()(const ReasoningBlock& block) const {
    json_.begin_object().key("reasoningContent").begin_object();
    if (!block.redacted.empty()) {
      json_.member("redactedContent", block.redacted);
    } else {
      json_.key("reasoningText").begin_object();
      json_.member("text", block.text).member("signature", block.signature).end_object();
    }
    json_.end_object().end_object();
  }

 private:
  json::Writer& json_;
};

void write_system(json::Writer& json, const Conversation& conversation) {
  json.key("system").begin_array();
  auto cached = conversation.system_cache.begin();
  for (std::size_t i = 0; i < conversation.system.size(); ++i) {
    write_text_block(json, conversation.system[i]);
    if (cached == conversation.system_cache.end() || cached->behind != i) continue;
    write_cache_point(json, cached->point);
    ++cached;
  }
  json.end_array();
}

void write_inference(json::Writer& json, const Inference& inference) {
  json.begin_object();
  if (inference.max_tokens) json.member("maxTokens", *inference.max_tokens);
  if (inference.temperature) json.member("temperature", *inference.temperature);
  if (inference.top_p) json.member("topP", *inference.top_p);
  if (!inference.stop_sequences.empty()) {
    json.key("stopSequences").begin_array();
    for (const auto sequence : inference.stop_sequences) json.string(sequence);
    json.end_array();
  }
  json.end_object();
}

void write_tool(json::Writer& json, const Tool& tool) {
  json.begin_object().key("toolSpec").begin_object().member("name", tool.name);
  if (!tool.description.empty()) json.member("description", tool.description);
  json.key("inputSchema").begin_object().key("json").raw(tool.schema).end_object();
  if (tool.strict) json.member("strict", true);
  json.end_object().end_object();
  if (tool.cache) write_cache_point(json, *tool.cache);
}

void write_tool_choice(json::Writer& json, const ToolChoice& choice) {
  json.key("toolChoice").begin_object();
  switch (choice.kind) {
    case ToolChoice::Kind::unset:
    case ToolChoice::Kind::automatic:
      json.key("auto").begin_object();
      break;
    case ToolChoice::Kind::any:
      json.key("any").begin_object();
      break;
    case ToolChoice::Kind::tool:
      json.key("tool").begin_object().member("name", choice.tool);
      break;
  }
  json.end_object().end_object();
}

void write_tool_config(json::Writer& json, const ToolConfig& config) {
  if (config.tools.empty()) return;
  json.key("toolConfig").begin_object().key("tools").begin_array();
  for (const Tool& tool : config.tools) write_tool(json, tool);
  json.end_array();
  // Together with Claude's own form of the choice it would be refused.
  const bool chosen = config.choice.kind != ToolChoice::Kind::unset;
  if (chosen && !config.one_call) write_tool_choice(json, config.choice);
  json.end_object();
}

// The schema is a string that holds JSON.
void write_output_format(json::Writer& json, const OutputFormat& format) {
  json.key("outputConfig").begin_object();
  json.key("textFormat").begin_object().member("type", "json_schema");
  json.key("structure").begin_object().key("jsonSchema").begin_object();
  json.member("schema", format.schema).member("name", format.name);
  if (!format.description.empty()) json.member("description", format.description);
  json.end_object().end_object().end_object();
  if (!format.effort.empty()) json.member("effort", format.effort);
  json.end_object();
}

void write_guardrail(json::Writer& json, const Guardrail& guardrail) {
  json.key("guardrailConfig").begin_object();
  json.member("guardrailIdentifier", json::RawString{guardrail.identifier});
  json.member("guardrailVersion", json::RawString{guardrail.version});
  if (!guardrail.trace.empty()) json.member("trace", json::RawString{guardrail.trace});
  if (!guardrail.stream_mode.empty())
    json.member("streamProcessingMode", json::RawString{guardrail.stream_mode});
  json.end_object();
}

// What only the model's own API knows travels in an object of its own.
void write_additional_fields(json::Writer& json, const Conversation& conversation) {
  const auto& [beta_flags, fields] = conversation.additional;
  const ToolConfig& tools = conversation.tool_config;
  const bool one_call = tools.one_call && !tools.tools.empty();
  if (conversation.additional.empty() && !one_call) return;
  json.key("additionalModelRequestFields").begin_object();
  if (!beta_flags.empty()) {
    json.key("anthropic_beta").begin_array();
    for (const std::string_view flag : beta_flags) json.string(json::RawString{flag});
    json.end_array();
  }
  if (one_call) {
    json.key("tool_choice");
    write_claude_tool_choice(json, tools);
  }
  for (const AdditionalFields::Field& field : fields) {
    json.key(field.name.escaped).raw(field.json);
  }
  json.end_object();
}

void write_call_options(json::Writer& json, const CallOptions& options) {
  if (!options.metadata.empty()) {
    json.key("requestMetadata").begin_object();
    for (const auto& [key, value] : options.metadata) json.member(key, json::RawString{value});
    json.end_object();
  }
  if (!options.latency.empty()) {
    json.key("performanceConfig").begin_object().member("latency", options.latency).end_object();
  }
  if (!options.service_tier.empty()) {
    json.key("serviceTier").begin_object().member("type", options.service_tier).end_object();
  }
  if (!options.response_paths.empty()) {
    json.key("additionalModelResponseFieldPaths").begin_array();
    for (const json::RawString path : options.response_paths) json.string(path);
    json.end_array();
  }
}

}  // namespace

void write_converse_body(const Conversation& conversation, Buffer& out) {
  json::Writer json(out);
  json.begin_object();
  if (!conversation.system.empty()) write_system(json, conversation);
  json.key("messages").begin_array();
  for (const auto& turn : conversation.turns) {
    json.begin_object();
    json.member("role", turn.role == Role::user ? "user" : "assistant");
    json.key("content").begin_array();
    for (const auto& block : turn.blocks) std::visit(BlockWriter(json), block);
    json.end_array().end_object();
  }
  json.end_array();
  if (conversation.inference != Inference{}) {
    json.key("inferenceConfig");
    write_inference(json, conversation.inference);
  }
  write_tool_config(json, conversation.tool_config);
  if (conversation.output_format) write_output_format(json, *conversation.output_format);
  if (conversation.guardrail) write_guardrail(json, *conversation.guardrail);
  write_additional_fields(json, conversation);
  if (!conversation.options.empty()) write_call_options(json, conversation.options);
  json.end_object();
}

}  // namespace gw::bedrock
