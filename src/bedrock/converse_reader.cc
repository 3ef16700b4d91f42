#include <algorithm>
#include <array>

#include "bedrock/answer_calls.h"
#include "bedrock/answer_reasoning.h"
#include "bedrock/converse.h"
#include "bedrock/converse_citation.h"
#include "bedrock/plain_delta.h"
#include "bedrock/shape.h"
#include "bedrock/usage.h"
#include "json/value.h"

namespace gw::bedrock {
namespace {

using namespace std::string_view_literals;

// What only some answers have, and nothing depends on: odd values are passed over.
void read_extras(Shape::MaybeObject parent, AnswerSink& sink) {
  const auto tier = parent ? parent->find("serviceTier") : std::nullopt;
  const auto tier_object = tier ? tier->object() : std::nullopt;
  const auto type = tier_object ? tier_object->find("type") : std::nullopt;
  const auto name = type ? type->string() : std::nullopt;
  if (name && json::is_well_formed(*name)) sink.service_tier(*name);
  const auto fields = parent ? parent->find("additionalModelResponseFields") : std::nullopt;
  if (fields && json::is_well_formed({fields->raw()})) sink.response_fields(fields->raw());
  if (const auto trace = parent ? parent->find("trace") : std::nullopt)
    tell_guardrail_trace(*trace, sink);
}

// The stop sequence that was met is in the model's own fields, where the request asked for it.
json::RawString stop_sequence_in(Shape::MaybeObject parent) {
  const auto fields = parent ? parent->find("additionalModelResponseFields") : std::nullopt;
  const auto object = fields ? fields->object() : std::nullopt;
  const auto sequence = object ? object->find("stop_sequence") : std::nullopt;
  const auto text = sequence ? sequence->string() : std::nullopt;
  return text && json::is_well_formed(*text) ? *text : json::RawString{};
}

StopReason read_stop(Shape& shape, Shape::MaybeObject parent) {
  const auto reason = shape.string(parent, "stopReason");
  return reason ? stop_reason_of(reason->escaped) : StopReason::unknown;
}

// An answer with citations has its text in there.
void read_cited(Shape& shape, Shape::MaybeObject cited, AnswerSink& sink) {
  if (const auto pieces = shape.array_if_any(cited, "content")) {
    for (const json::Value piece : *pieces)
      shape.tell(shape.string_if_any(shape.object(piece), "text"), sink);
  }
  if (const auto citations = shape.array_if_any(cited, "citations")) {
    for (const json::Value citation : *citations)
      read_citation(shape, shape.object(citation), sink);
  }
}

void read_reasoning(Shape& shape, Shape::MaybeObject block, AnswerSink& sink) {
  const auto reasoning = shape.object_if_any(block, "reasoningContent");
  const auto text = shape.object_if_any(reasoning, "reasoningText");
  tell_reasoning(shape,
                 {shape.string_if_any(text, "text"), shape.string_if_any(text, "signature"),
                  shape.string_if_any(reasoning, "redactedContent")},
                 sink);
}

// A tool that runs within the service is none of the client's business.
bool is_client_tool(Shape& shape, Shape::MaybeObject use) {
  const auto type = shape.string_if_any(use, "type");
  return use && !(type && type->escaped == "server_tool_use");
}

CallHead head_of(Shape& shape, Shape::MaybeObject use) {
  return {shape.string(use, "toolUseId"), shape.string(use, "name")};
}

// One content block; blocks of kinds not known here say nothing. `calls` counts those before it.
void read_block(Shape& shape, json::Value value, std::size_t& calls, AnswerSink& sink) {
  const auto block = shape.object(value);
  const auto use = shape.object_if_any(block, "toolUse");
  if (is_client_tool(shape, use))
    return tell_call(shape, calls++, head_of(shape, use), use->find("input"), sink);
  shape.tell(shape.string_if_any(block, "text"), sink);
  read_reasoning(shape, block, sink);
  read_cited(shape, shape.object_if_any(block, "citationsContent"), sink);
  sink.block_end();
}

bool is_read(std::string_view event_type) {
  static constexpr std::array kRead{"contentBlockStart"sv, "contentBlockDelta"sv,
                                    "contentBlockStop"sv, "messageStop"sv, "metadata"sv};
  return std::ranges::find(kRead, event_type) != kRead.end();
}

class ConverseReader final : public AnswerReader {
 public:
  Result<void> whole(std::string_view body, const AnswerHeaders& headers,
                     AnswerSink& sink) override;
  Result<void> event(const eventstream::Message& event, AnswerSink& sink) override;
  std::size_t held() const override { return reasoning_.held(); }
  bool complete() const override { return complete_; }

 private:
  Result<void> read(std::string_view event_type, json::Value json, AnswerSink& sink);
  void read_start(Shape& shape, Shape::MaybeObject payload, AnswerSink& sink);
  void read_delta(Shape& shape, Shape::MaybeObject payload, AnswerSink& sink);

  json::Document document_;
  StreamedCalls calls_;
  StreamedReasoning reasoning_;
  bool complete_ = false;
};

Result<void> ConverseReader::whole(std::string_view body, const AnswerHeaders& /*headers*/,
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

  std::size_t calls = 0;
  for (const json::Value block : *content) read_block(shape, block, calls, sink);
  if (!shape.ok()) return shape.result();
  sink.stop(stop_reason_with(stop, calls > 0), stop_sequence_in(answer));
  sink.usage(usage);
  read_extras(answer, sink);
  complete_ = true;
  return {};
}

Result<void> ConverseReader::event(const eventstream::Message& event, AnswerSink& sink) {
  const std::string_view type = event.event_type;
  if (type == "contentBlockDelta" && !reasoning_.open()) {
    const auto text = read_plain_delta(event.payload);
    if (text && tell_text(*text, sink)) return {};
  }
  if (!is_read(type)) return {};
  if (type == "contentBlockStop") {
    reasoning_.end(sink);
    sink.block_end();
    if (calls_.empty()) return {};
  }
  const auto json = parse_answer(document_, event.payload);
  if (!json) return std::unexpected(json.error());
  return read(type, *json, sink);
}

Result<void> ConverseReader::read(std::string_view event_type, json::Value json, AnswerSink& sink) {
  Shape shape;
  const auto payload = shape.object(json);
  if (event_type == "contentBlockDelta") {
    read_delta(shape, payload, sink);
  } else if (event_type == "contentBlockStart") {
    read_start(shape, payload, sink);
  } else if (event_type == "contentBlockStop") {
    calls_.stop(shape.count(payload, "contentBlockIndex"), sink);
  } else if (event_type == "messageStop") {
    const auto reason = calls_.finish(shape, read_stop(shape, payload));
    if (!shape.ok()) return shape.result();
    reasoning_.end(sink);
    sink.stop(reason, stop_sequence_in(payload));
    read_extras(payload, sink);
    complete_ = true;
  } else if (event_type == "metadata") {
    const auto usage = read_usage(shape, payload);
    if (shape.ok()) sink.usage(usage);
    read_extras(payload, sink);
  }
  return shape.result();
}

void ConverseReader::read_start(Shape& shape, Shape::MaybeObject payload, AnswerSink& sink) {
  reasoning_.end(sink);
  const auto block = shape.count(payload, "contentBlockIndex");
  const auto use = shape.object_if_any(shape.object(payload, "start"), "toolUse");
  if (!is_client_tool(shape, use)) return calls_.pass(block);
  calls_.start(shape, block, head_of(shape, use), sink);
}

void ConverseReader::read_delta(Shape& shape, Shape::MaybeObject payload, AnswerSink& sink) {
  const auto block = shape.count_if_any(payload, "contentBlockIndex").value_or(0);
  const auto delta = shape.object(payload, "delta");
  reasoning_.end_others(block, sink);
  shape.tell(shape.string_if_any(delta, "text"), sink);
  if (const auto reasoning = shape.object_if_any(delta, "reasoningContent")) {
    reasoning_.add(
        shape, block,
        {shape.string_if_any(reasoning, "text"), shape.string_if_any(reasoning, "signature"),
         shape.string_if_any(reasoning, "redactedContent")},
        sink);
  }
  if (const auto citation = shape.object_if_any(delta, "citation"))
    read_citation(shape, citation, sink);
  if (const auto use = shape.object_if_any(delta, "toolUse")) {
    calls_.delta(shape, shape.count(payload, "contentBlockIndex"),
                 shape.string_if_any(use, "input").value_or(json::RawString{}), sink);
  }
}

}  // namespace

std::unique_ptr<AnswerReader> make_converse_reader() { return std::make_unique<ConverseReader>(); }

}  // namespace gw::bedrock
