#include <variant>

#include "bedrock/converse.h"
#include "json/write.h"

namespace gw::bedrock {
namespace {

void write_text_block(json::Writer& json, const TextBlock& block) {
  json.begin_object().member("text", block.text).end_object();
}

void write_block(json::Writer& json, const Block& block) {
  std::visit([&](const TextBlock& text) { write_text_block(json, text); }, block);
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

}  // namespace

void write_converse_body(const Conversation& conversation, Buffer& out) {
  json::Writer json(out);
  json.begin_object();
  if (!conversation.system.empty()) {
    json.key("system").begin_array();
    for (const auto& block : conversation.system) write_text_block(json, block);
    json.end_array();
  }
  json.key("messages").begin_array();
  for (const auto& turn : conversation.turns) {
    json.begin_object();
    json.member("role", turn.role == Role::user ? "user" : "assistant");
    json.key("content").begin_array();
    for (const auto& block : turn.blocks) write_block(json, block);
    json.end_array().end_object();
  }
  json.end_array();
  if (conversation.inference != Inference{}) {
    json.key("inferenceConfig");
    write_inference(json, conversation.inference);
  }
  json.end_object();
}

}  // namespace gw::bedrock
