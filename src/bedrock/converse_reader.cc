#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "bedrock/converse.h"
#include "bedrock/converse_reasoning.h"
#include "bedrock/plain_delta.h"
#include "bedrock/shape.h"
#include "json/value.h"

namespace gw::bedrock {
namespace {

using namespace std::string_view_literals;

Usage read_usage(Shape& shape, Shape::MaybeObject parent) {
  const auto usage = shape.object(parent, "usage");
  return {.input = shape.count(usage, "inputTokens").value_or(0),
          .output = shape.count(usage, "outputTokens").value_or(0),
          .cache_read = shape.count_if_any(usage, "cacheReadInputTokens").value_or(0),
          .cache_write = shape.count_if_any(usage, "cacheWriteInputTokens").value_or(0)};
}

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

// One content block, unless it is a tool call; blocks of kinds not known here say nothing.
void read_block(Shape& shape, json::Value value, AnswerSink& sink) {
  const auto block = shape.object(value);
  shape.tell(shape.string_if_any(block, "text"), sink);
  read_reasoning(shape, block, sink);
  read_cited(shape, shape.object_if_any(block, "citationsContent"), sink);
  sink.block_end();
}

// A tool that runs within the service is none of the client's business.
bool is_client_tool(Shape& shape, Shape::MaybeObject use) {
  const auto type = shape.string_if_any(use, "type");
  return use && !(type && type->escaped == "server_tool_use");
}

void tell_start(Shape& shape, Shape::MaybeObject use, std::size_t call, AnswerSink& sink) {
  const auto id = shape.string(use, "toolUseId");
  const auto name = shape.string(use, "name");
  if (!id || !name) return;
  if (!json::is_well_formed(*id) || !json::is_well_formed(*name))
    return shape.refuse(Errc::malformed, "the upstream answer's tool call has an invalid name");
  sink.tool_start(call, *id, *name);
}

constexpr json::RawString kNoArguments{"{}"};

// Tells a call of a whole answer; true when the block was one.
bool read_call(Shape& shape, json::Value value, std::size_t call, AnswerSink& sink) {
  const auto use = shape.object_if_any(shape.object(value), "toolUse");
  if (!is_client_tool(shape, use)) return false;
  tell_start(shape, use, call, sink);
  const auto input = use->find("input");
  const json::RawString arguments{input ? input->raw() : "{}"};
  // Outside of its strings JSON has no escapes, so the value is checked like a string.
  const auto repaired = json::repair(arguments);
  if (!repaired) shape.refuse(Errc::malformed, "the upstream answer's input is not valid JSON");
  if (shape.ok()) sink.tool_arguments(call, {json::escape(*repaired)});
  return true;
}

// The tool calls of a stream. Blocks are numbered with the texts among them and may interleave;
// calls are numbered by themselves.
class StreamedCalls {
 public:
  bool empty() const { return calls_.empty(); }

  void start(Shape& shape, Shape::MaybeObject payload, AnswerSink& sink) {
    const auto use = shape.object_if_any(shape.object(payload, "start"), "toolUse");
    if (!is_client_tool(shape, use)) return;
    const auto block = shape.count(payload, "contentBlockIndex");
    tell_start(shape, use, calls_.size(), sink);
    calls_.push_back({block.value_or(0)});
  }

  void delta(Shape& shape, Shape::MaybeObject payload, AnswerSink& sink) {
    const auto use = shape.object_if_any(shape.object(payload, "delta"), "toolUse");
    Call* call = use ? find(shape.count(payload, "contentBlockIndex")) : nullptr;
    const auto input = shape.string_if_any(use, "input");
    if (!call || !input || input->empty()) return;
    call->begun = true;
    if (json::is_well_formed(*input)) return sink.tool_arguments(index(*call), *input);
    const auto repaired = json::repair(*input);
    if (!repaired) return shape.refuse(Errc::malformed, "the upstream answer's input is invalid");
    sink.tool_arguments(index(*call), {*repaired});
  }

  void stop(Shape& shape, Shape::MaybeObject payload, AnswerSink& sink) {
    if (Call* call = find(shape.count(payload, "contentBlockIndex"))) complete(*call, sink);
  }

  void complete(AnswerSink& sink) {
    for (Call& call : calls_) complete(call, sink);
  }

 private:
  struct Call {
    std::int64_t block;
    bool begun = false;  // its arguments
  };

  Call* find(std::optional<std::int64_t> block) {
    const auto found = std::ranges::find(calls_, block, &Call::block);
    return found == calls_.end() ? nullptr : &*found;
  }
  std::size_t index(const Call& call) const {
    return static_cast<std::size_t>(&call - calls_.data());
  }
  // Bedrock sends nothing for a call without arguments, which is no JSON.
  void complete(Call& call, AnswerSink& sink) {
    if (!std::exchange(call.begun, true)) sink.tool_arguments(index(call), kNoArguments);
  }

  std::vector<Call> calls_;
};

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

  for (const json::Value block : *content) read_block(shape, block, sink);
  std::size_t calls = 0;
  for (const json::Value block : *content) calls += read_call(shape, block, calls, sink) ? 1 : 0;
  if (!shape.ok()) return shape.result();
  sink.stop(stop);
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
    reasoning_.end(sink);
    calls_.start(shape, payload, sink);
  } else if (event_type == "contentBlockStop") {
    calls_.stop(shape, payload, sink);
  } else if (event_type == "messageStop") {
    const auto reason = read_stop(shape, payload);
    if (!shape.ok()) return shape.result();
    reasoning_.end(sink);
    calls_.complete(sink);
    sink.stop(reason);
    read_extras(payload, sink);
    complete_ = true;
  } else if (event_type == "metadata") {
    const auto usage = read_usage(shape, payload);
    if (shape.ok()) sink.usage(usage);
    read_extras(payload, sink);
  }
  return shape.result();
}

void ConverseReader::read_delta(Shape& shape, Shape::MaybeObject payload, AnswerSink& sink) {
  const auto block = shape.count_if_any(payload, "contentBlockIndex").value_or(0);
  const auto delta = shape.object(payload, "delta");
  reasoning_.end_others(block, sink);
  shape.tell(shape.string_if_any(delta, "text"), sink);
  reasoning_.delta(shape, delta, block, sink);
  if (const auto citation = shape.object_if_any(delta, "citation"))
    read_citation(shape, citation, sink);
  calls_.delta(shape, payload, sink);
}

}  // namespace

std::unique_ptr<AnswerReader> make_converse_reader() { return std::make_unique<ConverseReader>(); }

}  // namespace gw::bedrock
