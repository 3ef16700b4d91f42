// Anthropic Claude, Messages: the answer.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html
#include <cstddef>
#include <string>

#include "bedrock/answer_calls.h"
#include "bedrock/answer_reasoning.h"
#include "bedrock/native/claude_citation.h"
#include "bedrock/native/families.h"
#include "bedrock/native/reader.h"

namespace gw::bedrock {
namespace {

StopReason claude_stop_reason(json::RawString name) {
  if (name.escaped == "pause_turn") return StopReason::end_turn;
  if (name.escaped == "refusal") return StopReason::content_filtered;
  return stop_reason_of(name.escaped);
}

std::string_view type_of(Shape& shape, Shape::MaybeObject object) {
  return shape.string_if_any(object, "type").value_or(json::RawString{}).escaped;
}

// Calls of tools that run within the service have another type.
bool is_call(std::string_view type) { return type == "tool_use"; }

CallHead head_of(Shape& shape, Shape::MaybeObject call) {
  return {shape.string(call, "id"), shape.string(call, "name")};
}

// Of a block, or of a delta; empty where it is none.
ReasoningPiece reasoning_in(Shape& shape, Shape::MaybeObject object, std::string_view type) {
  if (type == "redacted_thinking") return {.redacted = shape.string_if_any(object, "data")};
  return {.text = shape.string_if_any(object, "thinking"),
          .signature = shape.string_if_any(object, "signature")};
}

bool is_empty(const ReasoningPiece& piece) {
  return !piece.text && !piece.signature && !piece.redacted;
}

// Only some answers say it, and nothing depends on it: odd values are passed over.
std::optional<std::int64_t> thinking_tokens(Shape::MaybeObject usage, std::int64_t output) {
  const auto details = usage ? usage->find("output_tokens_details") : std::nullopt;
  const auto object = details ? details->object() : std::nullopt;
  const auto tokens = object ? object->find("thinking_tokens") : std::nullopt;
  const auto count = tokens ? tokens->integer() : std::nullopt;
  return count && *count >= 0 && *count <= output ? count : std::nullopt;
}

void read_usage(Shape& shape, Shape::MaybeObject parent, Part& part) {
  const auto usage = shape.object_if_any(parent, "usage");
  part.input = shape.count_if_any(usage, "input_tokens");
  part.output = shape.count_if_any(usage, "output_tokens");
  part.cache_read = shape.count_if_any(usage, "cache_read_input_tokens");
  part.cache_write = shape.count_if_any(usage, "cache_creation_input_tokens");
  part.cache_write_hour =
      shape.count_if_any(shape.object_if_any(usage, "cache_creation"), "ephemeral_1h_input_tokens");
  part.reasoning = thinking_tokens(usage, part.output.value_or(0));
}

void read_end(Shape& shape, Shape::MaybeObject parent, Part& part) {
  const auto reason = shape.string_if_any(parent, "stop_reason");
  if (reason) part.stop = claude_stop_reason(*reason);
  std::string storage;
  const auto sequence = shape.string_if_any(parent, "stop_sequence");
  part.stop_sequence = shape.passable(sequence, "stop_sequence", storage).escaped;
}

// An error after the stream began is an object like any other.
void read_error(Shape& shape, json::Object chunk) {
  const auto error = shape.object(chunk, "error");
  const auto type = shape.string(error, "type");
  const auto message = shape.string_if_any(error, "message");
  if (!type) return;
  const bool busy = type->escaped == "overloaded_error" || type->escaped == "rate_limit_error";
  std::string text = "the model reported " + json::decode(*type).value_or("an error");
  if (message) text += ": " + json::decode(*message).value_or("");
  shape.refuse(busy ? Errc::busy : Errc::malformed, std::move(text));
}

class ClaudeMessagesReader final : public NativeReader {
 public:
  ClaudeMessagesReader() : NativeReader(Start::as_is) {}

  std::size_t held() const override { return NativeReader::held() + reasoning_.held(); }

 private:
  Part read_body(json::Object body, Shape& shape, AnswerSink& sink) override;
  Part read_chunk(json::Object chunk, Shape& shape, AnswerSink& sink) override;
  bool counts_itself() const override { return true; }
  bool ends_when_blocked() const override { return false; }  // message_delta ends it
  std::size_t read_content(Shape& shape, json::Array content, AnswerSink& sink);
  void read_start(Shape& shape, json::Object chunk, AnswerSink& sink);
  void read_delta(Shape& shape, json::Object chunk, AnswerSink& sink);
  void read_stop(Shape& shape, json::Object chunk, AnswerSink& sink);

  StreamedCalls calls_;
  StreamedReasoning reasoning_;
};

// How many calls there were.
std::size_t ClaudeMessagesReader::read_content(Shape& shape, json::Array content,
                                               AnswerSink& sink) {
  std::size_t calls = 0;
  for (const json::Value value : content) {
    const auto block = shape.object(value);
    const std::string_view type = type_of(shape, block);
    if (is_call(type)) {
      tell_call(shape, calls++, head_of(shape, block), block->find("input"), sink);
      continue;
    }
    tell(shape, shape.string_if_any(block, "text"), sink);
    tell_reasoning(shape, reasoning_in(shape, block, type), sink);
    read_claude_citations(shape, block, sink);
    sink.block_end();
  }
  return calls;
}

Part ClaudeMessagesReader::read_body(json::Object body, Shape& shape, AnswerSink& sink) {
  Part part;
  const auto content = shape.array(body, "content");
  const std::size_t calls = content ? read_content(shape, *content, sink) : 0;
  read_end(shape, body, part);
  if (part.stop) part.stop = stop_reason_with(*part.stop, calls > 0);
  read_usage(shape, body, part);
  return part;
}

void ClaudeMessagesReader::read_start(Shape& shape, json::Object chunk, AnswerSink& sink) {
  reasoning_.end(sink);
  const auto index = shape.count_if_any(chunk, "index").value_or(0);
  const auto block = shape.object(chunk, "content_block");
  const std::string_view type = type_of(shape, block);
  if (is_call(type)) return calls_.start(shape, index, head_of(shape, block), sink);
  calls_.pass(index);
  tell(shape, shape.string_if_any(block, "text"), sink);
  const ReasoningPiece reasoning = reasoning_in(shape, block, type);
  if (!is_empty(reasoning)) reasoning_.add(shape, index, reasoning, sink);
  read_claude_citations(shape, block, sink);
}

void ClaudeMessagesReader::read_delta(Shape& shape, json::Object chunk, AnswerSink& sink) {
  const auto index = shape.count_if_any(chunk, "index").value_or(0);
  const auto delta = shape.object(chunk, "delta");
  reasoning_.end_others(index, sink);
  tell(shape, shape.string_if_any(delta, "text"), sink);
  const ReasoningPiece reasoning = reasoning_in(shape, delta, {});
  if (!is_empty(reasoning)) reasoning_.add(shape, index, reasoning, sink);
  if (const auto citation = shape.object_if_any(delta, "citation"))
    read_claude_citation(shape, citation, sink);
  if (const auto piece = shape.string_if_any(delta, "partial_json"))
    calls_.delta(shape, index, *piece, sink);
}

void ClaudeMessagesReader::read_stop(Shape& shape, json::Object chunk, AnswerSink& sink) {
  reasoning_.end(sink);
  sink.block_end();
  calls_.stop(shape.count_if_any(chunk, "index").value_or(0), sink);
}

Part ClaudeMessagesReader::read_chunk(json::Object chunk, Shape& shape, AnswerSink& sink) {
  Part part;
  const auto type = shape.string(chunk, "type").value_or(json::RawString{}).escaped;
  if (type == "content_block_delta") {
    read_delta(shape, chunk, sink);
  } else if (type == "content_block_start") {
    read_start(shape, chunk, sink);
  } else if (type == "content_block_stop") {
    read_stop(shape, chunk, sink);
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
  if (!part.stop) return part;
  reasoning_.end(sink);
  part.stop = calls_.finish(shape, *part.stop);
  return part;
}

}  // namespace

std::unique_ptr<AnswerReader> make_claude_messages_reader() {
  return std::make_unique<ClaudeMessagesReader>();
}

}  // namespace gw::bedrock
