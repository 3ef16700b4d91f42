// Anthropic Claude, Messages.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html
#include <string>
#include <variant>

#include "bedrock/native/families.h"
#include "bedrock/native/reader.h"

namespace gw::bedrock {
namespace {

void write_text_block(json::Writer& json, const TextBlock& block) {
  json.begin_object().member("type", "text").member("text", block.text).end_object();
}

// An image or a PDF: its media type ends as Bedrock's format is called.
void write_media_block(json::Writer& json, const MediaBlock& media) {
  const bool pdf = media.kind == MediaKind::document;
  json.begin_object().member("type", name(media.kind)).key("source").begin_object();
  json.member("type", "base64");
  json.member("media_type", (pdf ? "application/" : "image/") + std::string(media.format));
  json.member("data", media.bytes).end_object();
  if (pdf) json.member("title", media.name);
  json.end_object();
}

void write_turn(json::Writer& json, const Turn& turn) {
  json.begin_object().member("role", turn.role == Role::user ? "user" : "assistant");
  json.key("content").begin_array();
  for (const auto& block : turn.blocks) {
    if (const auto* media = std::get_if<MediaBlock>(&block)) {
      write_media_block(json, *media);
    } else {
      write_text_block(json, std::get<TextBlock>(block));
    }
  }
  json.end_array().end_object();
}

StopReason stop_reason(json::RawString name) {
  if (name.escaped == "pause_turn") return StopReason::end_turn;
  if (name.escaped == "refusal") return StopReason::content_filtered;
  return stop_reason_of(name.escaped);
}

class ClaudeMessagesReader final : public NativeReader {
 public:
  ClaudeMessagesReader() : NativeReader(Start::as_is) {}

 private:
  static void read_usage(Shape& shape, Shape::MaybeObject parent, Part& part) {
    const auto usage = shape.object_if_any(parent, "usage");
    part.input = shape.count_if_any(usage, "input_tokens");
    part.output = shape.count_if_any(usage, "output_tokens");
    part.cache_read = shape.count_if_any(usage, "cache_read_input_tokens");
    part.cache_write = shape.count_if_any(usage, "cache_creation_input_tokens");
  }

  static void read_end(Shape& shape, Shape::MaybeObject parent, Part& part) {
    const auto reason = shape.string_if_any(parent, "stop_reason");
    if (reason) part.stop = stop_reason(*reason);
  }

  void read_text(Shape& shape, Shape::MaybeObject parent, AnswerSink& sink) {
    tell(shape, shape.string_if_any(parent, "text"), sink);
  }

  // An error after the stream began is an object like any other.
  static void read_error(Shape& shape, json::Object chunk) {
    const auto error = shape.object(chunk, "error");
    const auto type = shape.string(error, "type");
    const auto message = shape.string_if_any(error, "message");
    if (!type) return;
    const bool busy = type->escaped == "overloaded_error" || type->escaped == "rate_limit_error";
    std::string text = "the model reported " + json::decode(*type).value_or("an error");
    if (message) text += ": " + json::decode(*message).value_or("");
    shape.refuse(busy ? Errc::busy : Errc::malformed, std::move(text));
  }

  Part read_body(json::Object body, Shape& shape, AnswerSink& sink) override {
    Part part;
    if (const auto content = shape.array(body, "content")) {
      for (const json::Value block : *content) read_text(shape, shape.object(block), sink);
    }
    read_end(shape, body, part);
    read_usage(shape, body, part);
    return part;
  }

  Part read_chunk(json::Object chunk, Shape& shape, AnswerSink& sink) override {
    Part part;
    const auto type = shape.string(chunk, "type").value_or(json::RawString{}).escaped;
    if (type == "content_block_delta") {
      read_text(shape, shape.object(chunk, "delta"), sink);
    } else if (type == "content_block_start") {
      read_text(shape, shape.object(chunk, "content_block"), sink);
    } else if (type == "message_start") {
      read_usage(shape, shape.object(chunk, "message"), part);
    } else if (type == "message_delta") {
      read_end(shape, shape.object(chunk, "delta"), part);
      read_usage(shape, chunk, part);
    } else if (type == "message_stop") {
      if (!complete()) part.stop = StopReason::unknown;
    } else if (type == "error") {
      read_error(shape, chunk);
    }
    return part;
  }
};

}  // namespace

void write_claude_messages_body(const NativeRequest& request, json::Writer& json) {
  const auto& system = request.conversation.system;
  const auto& turns = request.conversation.turns;
  const auto& inference = request.conversation.inference;
  json.begin_object().member("anthropic_version", "bedrock-2023-05-31");
  json.member("max_tokens", required_max_tokens(request));
  if (!system.empty()) {
    json.key("system").begin_array();
    for (const auto& block : system) write_text_block(json, block);
    json.end_array();
  }
  json.key("messages").begin_array();
  for (const auto& turn : turns) write_turn(json, turn);
  json.end_array();
  write_if(json, "temperature", inference.temperature);
  write_if(json, "top_p", inference.top_p);
  write_stop(json, "stop_sequences", request);
  json.end_object();
}

std::unique_ptr<AnswerReader> make_claude_messages_reader() {
  return std::make_unique<ClaudeMessagesReader>();
}

}  // namespace gw::bedrock
