#include "bedrock/native/reader.h"

#include "base/encoding.h"

namespace gw::bedrock {
// "amazon-bedrock-..." members stand beside the family's own, in bodies as in chunks.
void NativeReader::read_invocation(json::Object json, Shape& shape, Part& part) {
  const auto action = shape.string_if_any(json, "amazon-bedrock-guardrailAction");
  if (action && action->escaped == "INTERVENED") intervened_ = true;
  if (intervened_ && (part.stop || ends_when_blocked()))
    part.stop = StopReason::guardrail_intervened;

  const auto metrics = shape.object_if_any(json, "amazon-bedrock-invocationMetrics");
  const auto take = [&](std::optional<std::int64_t> Part::* count, std::string_view key) {
    if (part.*count && counts_itself()) own_.*count = part.*count;
    if (own_.*count || !metrics) return;
    if (const auto value = shape.count_if_any(metrics, key)) part.*count = value;
  };
  take(&Part::input, "inputTokenCount");
  take(&Part::output, "outputTokenCount");
  take(&Part::cache_read, "cacheReadInputTokenCount");
  take(&Part::cache_write, "cacheWriteInputTokenCount");
}

void NativeReader::tell_trace(json::Object json, AnswerSink& sink) {
  if (const auto trace = json.find("amazon-bedrock-trace")) tell_guardrail_trace(*trace, sink);
}

void NativeReader::count(const Part& part) {
  const auto take = [this](std::int64_t& count, std::optional<std::int64_t> value) {
    if (!value) return;
    count = *value;
    counted_ = true;
  };
  take(usage_.input, part.input);
  take(usage_.output, part.output);
  take(usage_.cache_read, part.cache_read);
  take(usage_.cache_write, part.cache_write);
  take(usage_.cache_write_hour, part.cache_write_hour);
  if (part.reasoning) usage_.reasoning = part.reasoning;
}

void NativeReader::tell(Shape& shape, std::optional<json::RawString> text, AnswerSink& sink) {
  if (!text) return;
  if (trim_) text = json::trim_start(*text);
  trim_ = trim_ && text->empty();
  shape.tell(text, sink);
}

Result<void> NativeReader::whole(std::string_view body, const AnswerHeaders& headers,
                                 AnswerSink& sink) {
  const auto json = parse_answer(document_, body);
  if (!json) return std::unexpected(json.error());
  Shape shape;
  const auto object = shape.object(*json);
  if (!object) return shape.result();
  auto part = read_body(*object, shape, sink);
  read_invocation(*object, shape, part);
  if (!part.input) part.input = headers.input;
  if (!part.output) part.output = headers.output;
  if (!shape.ok()) return shape.result();

  sink.stop(part.stop.value_or(StopReason::unknown), {part.stop_sequence});
  tell_trace(*object, sink);
  complete_ = true;
  count(part);
  if (counted_) sink.usage(usage_);
  return {};
}

Result<void> NativeReader::event(const eventstream::Message& event, AnswerSink& sink) {
  if (event.event_type != "chunk") return {};
  const auto envelope = parse_answer(document_, event.payload);
  if (!envelope) return std::unexpected(envelope.error());
  Shape shape;
  const auto bytes = shape.string(shape.object(*envelope), "bytes");
  if (!bytes) return shape.result();
  chunk_.clear();
  if (!append_base64_decoded(bytes->escaped, chunk_))
    return fail(Errc::malformed, "a chunk of the stream is not base64");

  const auto json = parse_answer(document_, chunk_.view());
  if (!json) return std::unexpected(json.error());
  const auto object = shape.object(*json);
  if (!object) return shape.result();
  const bool passed = !intervened_;
  auto part = read_chunk(*object, shape, sink);
  read_invocation(*object, shape, part);
  if (!shape.ok()) return shape.result();

  // Claude has given its own reason for stopping when the last chunk says this.
  if (complete_ && passed && intervened_) sink.stop(StopReason::guardrail_intervened, {});
  count(part);
  const bool news = part.stop || part.input || part.output || part.cache_read || part.cache_write;
  if (part.stop && !complete_) {
    complete_ = true;
    sink.stop(*part.stop, {part.stop_sequence});
  }
  tell_trace(*object, sink);
  if (complete_ && counted_ && news) sink.usage(usage_);
  return {};
}

}  // namespace gw::bedrock
