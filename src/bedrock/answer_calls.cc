#include "bedrock/answer_calls.h"

#include <algorithm>
#include <string>
#include <utility>

namespace gw::bedrock {
namespace {

constexpr json::RawString kNoArguments{"{}"};

// Nothing more of an answer that is refused: calls are numbered, and one is missing.
void tell_start(Shape& shape, std::size_t call, const CallHead& head, AnswerSink& sink) {
  if (!shape.ok()) return;
  if (!head.id || !head.name)
    return shape.refuse(Errc::malformed, "the upstream answer's tool call has no id or no name");
  if (!json::is_well_formed(*head.id) || !json::is_well_formed(*head.name))
    return shape.refuse(Errc::malformed, "the upstream answer's tool call has an invalid name");
  sink.tool_start(call, *head.id, *head.name);
}

bool is_nothing(json::Value input) {
  return input.is_null() || input.string() == json::RawString{};
}

}  // namespace

StopReason stop_reason_with(StopReason reason, bool called) {
  switch (reason) {
    case StopReason::tool_use:
      return called ? reason : StopReason::end_turn;
    case StopReason::end_turn:
    case StopReason::stop_sequence:
    case StopReason::unknown:
      return called ? StopReason::tool_use : reason;
    default:
      return reason;
  }
}

void tell_call(Shape& shape, std::size_t call, const CallHead& head,
               std::optional<json::Value> input, AnswerSink& sink) {
  tell_start(shape, call, head, sink);
  const bool empty = !input || is_nothing(*input);
  const json::RawString arguments = empty ? kNoArguments : json::RawString{input->raw()};
  // Outside of its strings JSON has no escapes, so the value is checked like a string.
  const auto repaired = json::repair(arguments);
  if (!repaired) shape.refuse(Errc::malformed, "the upstream answer's input is not valid JSON");
  if (!shape.ok()) return;
  sink.tool_arguments(call, {json::escape(*repaired)});
  sink.tool_end(call);
}

void StreamedCalls::start(Shape& shape, std::optional<std::int64_t> block, const CallHead& head,
                          AnswerSink& sink) {
  tell_start(shape, calls_.size(), head, sink);
  if (!shape.ok()) return;  // the sink knows nothing of it
  calls_.push_back({block.value_or(0)});
}

void StreamedCalls::pass(std::optional<std::int64_t> block) {
  if (block) passed_.push_back(*block);
}

void StreamedCalls::delta(Shape& shape, std::optional<std::int64_t> block, json::RawString piece,
                          AnswerSink& sink) {
  Call* call = find(block);
  if (piece.empty() || (call == nullptr && is_passed(block))) return;
  if (call == nullptr || call->ended)
    return shape.refuse(Errc::malformed, "the upstream answer's input belongs to no tool call");
  call->begun = true;
  if (json::is_well_formed(piece)) return sink.tool_arguments(index(*call), piece);
  const auto repaired = json::repair(piece);
  if (!repaired) return shape.refuse(Errc::malformed, "the upstream answer's input is invalid");
  sink.tool_arguments(index(*call), {*repaired});
}

void StreamedCalls::stop(std::optional<std::int64_t> block, AnswerSink& sink) {
  if (Call* call = find(block)) end(*call, sink);
}

void StreamedCalls::stop_all(AnswerSink& sink) {
  for (Call& call : calls_) end(call, sink);
}

StopReason StreamedCalls::finish(Shape& shape, StopReason reason) const {
  if (!llm::is_cut_off(reason) && !std::ranges::all_of(calls_, &Call::ended))
    shape.refuse(Errc::malformed, "the upstream answer's tool call has no end");
  return stop_reason_with(reason, !calls_.empty());
}

StreamedCalls::Call* StreamedCalls::find(std::optional<std::int64_t> block) {
  const auto found = std::ranges::find(calls_, block, &Call::block);
  return found == calls_.end() ? nullptr : &*found;
}

bool StreamedCalls::is_passed(std::optional<std::int64_t> block) const {
  return std::ranges::find(passed_, block) != passed_.end();
}

std::size_t StreamedCalls::index(const Call& call) const {
  return static_cast<std::size_t>(&call - calls_.data());
}

// Bedrock sends nothing for a call without arguments, which is no JSON.
void StreamedCalls::end(Call& call, AnswerSink& sink) {
  if (std::exchange(call.ended, true)) return;
  if (!std::exchange(call.begun, true)) sink.tool_arguments(index(call), kNoArguments);
  sink.tool_end(index(call));
}

}  // namespace gw::bedrock
