#include "simulator/converse.h"

#include "json/write.h"
#include "simulator/converse_rules.h"
#include "simulator/converse_shapes.h"
#include "simulator/json_object.h"
#include "simulator/schema.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

const Schema& shapes() {
  static const Schema kSchema(kConverseShapes);
  return kSchema;
}

// Reads the text blocks of a list of content blocks.
std::string text_of(const Value& blocks) {
  std::string text;
  for (const Value& block : blocks.items) {
    const std::string& piece = block["text"].text;
    if (!text.empty() && !piece.empty()) text += '\n';
    text += piece;
  }
  return text;
}

void write_usage_and_metrics(const Answer& answer, json::Writer& out) {
  const std::int64_t cached = answer.cache_read.value_or(0) + answer.cache_write.value_or(0);
  out.key("usage").begin_object();
  out.member("inputTokens", answer.input_tokens);
  out.member("outputTokens", answer.output_tokens);
  out.member("totalTokens", answer.input_tokens + answer.output_tokens + cached);
  if (answer.cache_read) out.member("cacheReadInputTokens", *answer.cache_read);
  if (answer.cache_write) out.member("cacheWriteInputTokens", *answer.cache_write);
  out.end_object();
  out.key("metrics").begin_object().member("latencyMs", answer.latency_ms).end_object();
}

}  // namespace

std::optional<Refusal> refuse_converse(const Value& body, const Model& model, bool stream) {
  const Shape& shape = shapes().at(stream ? "ConverseStreamRequest" : "ConverseRequest");
  if (const auto violations = check(shape, body); !violations.empty()) {
    return in_converse_words(violations);
  }
  return break_of_converse_rule(body, *model.rules);
}

Prompt read_converse(const Value& body) {
  Prompt prompt;
  prompt.bytes = text_of(body["system"]).size();
  for (const Value& message : body["messages"].items) {
    std::string text = text_of(message["content"]);
    prompt.bytes += text.size();
    if (message["role"].text == "user") prompt.last_user_text = std::move(text);
  }
  const Value& inference = body["inferenceConfig"];
  if (const Value* limit = inference.find("maxTokens")) {
    prompt.max_tokens = static_cast<std::int64_t>(limit->number);
  }
  for (const Value& sequence : inference["stopSequences"].items) {
    prompt.stop_sequences.push_back(sequence.text);
  }
  return prompt;
}

std::string converse_response(const Answer& answer) {
  return json_object([&](json::Writer& out) {
    out.key("output").begin_object().key("message").begin_object();
    out.key("content").begin_array();
    if (!answer.text.empty()) out.begin_object().member("text", answer.text).end_object();
    out.end_array().member("role", "assistant").end_object().end_object();
    out.member("stopReason", answer.stop_reason);
    write_usage_and_metrics(answer, out);
  });
}

std::vector<Frame> converse_frames(const Answer& answer) {
  using Part = Frame::Part;
  std::vector<Frame> frames;
  const auto add = [&](Part part, std::string event_type, auto write) {
    frames.push_back(padded(part, std::move(event_type), json_object(write), frames.size()));
  };
  add(Part::opening, "messageStart", [](json::Writer& out) { out.member("role", "assistant"); });
  for (const std::string& delta : answer.deltas) {
    add(Part::delta, "contentBlockDelta", [&](json::Writer& out) {
      out.member("contentBlockIndex", 0).key("delta").begin_object();
      out.member("text", delta).end_object();
    });
  }
  if (!answer.deltas.empty()) {
    add(Part::block_end, "contentBlockStop",
        [](json::Writer& out) { out.member("contentBlockIndex", 0); });
  }
  add(Part::stop, "messageStop",
      [&](json::Writer& out) { out.member("stopReason", answer.stop_reason); });
  add(Part::metadata, "metadata", [&](json::Writer& out) { write_usage_and_metrics(answer, out); });
  return frames;
}

}  // namespace gw::simulator
