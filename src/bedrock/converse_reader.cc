#include "bedrock/converse.h"
#include "bedrock/plain_delta.h"
#include "bedrock/shape.h"
#include "json/value.h"

namespace gw::bedrock {
namespace {

Usage read_usage(Shape& shape, Shape::MaybeObject parent) {
  const auto usage = shape.object(parent, "usage");
  return {.input = shape.count(usage, "inputTokens").value_or(0),
          .output = shape.count(usage, "outputTokens").value_or(0),
          .cache_read = shape.count_if_any(usage, "cacheReadInputTokens").value_or(0),
          .cache_write = shape.count_if_any(usage, "cacheWriteInputTokens").value_or(0)};
}

StopReason read_stop(Shape& shape, Shape::MaybeObject parent) {
  const auto reason = shape.string(parent, "stopReason");
  return reason ? stop_reason_of(reason->escaped) : StopReason::unknown;
}

// The texts of one content block; blocks of kinds not known here have none.
void read_block(Shape& shape, json::Value value, AnswerSink& sink) {
  const auto block = shape.object(value);
  shape.tell(shape.string_if_any(block, "text"), sink);
  // An answer with citations has its text in there.
  const auto cited = shape.object_if_any(block, "citationsContent");
  const auto pieces = shape.array_if_any(cited, "content");
  if (!pieces) return;
  for (const json::Value piece : *pieces)
    shape.tell(shape.string_if_any(shape.object(piece), "text"), sink);
}

class ConverseReader final : public AnswerReader {
 public:
  Result<void> whole(std::string_view body, const HeaderUsage& headers, AnswerSink& sink) override;
  Result<void> event(const eventstream::Message& event, AnswerSink& sink) override;
  bool complete() const override { return complete_; }

 private:
  json::Document document_;
  bool complete_ = false;
};

Result<void> ConverseReader::whole(std::string_view body, const HeaderUsage& /*headers*/,
                                   AnswerSink& sink) {
  const auto json = parse_answer(document_, body);
  if (!json) return std::unexpected(json.error());
  Shape shape;
  const auto answer = shape.object(*json);
  const auto message = shape.object(shape.object(answer, "output"), "message");
  const auto content = shape.array(message, "content");
  const auto stop = read_stop(shape, answer);
  const auto usage = read_usage(shape, answer);
  if (!shape.ok()) return shape.result();

  for (const json::Value block : *content) read_block(shape, block, sink);
  if (!shape.ok()) return shape.result();
  sink.stop(stop);
  sink.usage(usage);
  complete_ = true;
  return {};
}

Result<void> ConverseReader::event(const eventstream::Message& event, AnswerSink& sink) {
  const bool delta = event.event_type == "contentBlockDelta";
  const bool stop = event.event_type == "messageStop";
  if (!delta && !stop && event.event_type != "metadata") return {};
  if (delta) {
    const auto text = read_plain_delta(event.payload);
    if (text && tell_text(*text, sink)) return {};
  }

  const auto json = parse_answer(document_, event.payload);
  if (!json) return std::unexpected(json.error());
  Shape shape;
  const auto payload = shape.object(*json);
  if (delta) {
    shape.tell(shape.string_if_any(shape.object(payload, "delta"), "text"), sink);
  } else if (stop) {
    const auto reason = read_stop(shape, payload);
    if (!shape.ok()) return shape.result();
    sink.stop(reason);
    complete_ = true;
  } else {
    const auto usage = read_usage(shape, payload);
    if (shape.ok()) sink.usage(usage);
  }
  return shape.result();
}

}  // namespace

std::unique_ptr<AnswerReader> make_converse_reader() { return std::make_unique<ConverseReader>(); }

}  // namespace gw::bedrock
