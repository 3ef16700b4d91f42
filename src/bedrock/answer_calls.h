// The tool calls of upstream answers, in whatever JSON they stand: what the readers of Converse and
// of native bodies share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "bedrock/answer.h"
#include "bedrock/shape.h"

namespace gw::bedrock {

struct CallHead {
  std::optional<json::RawString> id;
  std::optional<json::RawString> name;
};

// Why an answer has stopped. Models say now and then that they call a tool, and call none: they
// have ended their turn. Others call one and say that their turn has ended: agents, which go by
// the reason, would stop.
StopReason stop_reason_with(StopReason reason, bool called);

// Tells a call of a whole answer, the `call`th of them; without input, or with null or "", it has
// no arguments.
void tell_call(Shape& shape, std::size_t call, const CallHead& head,
               std::optional<json::Value> input, AnswerSink& sink);

// The tool calls of a stream. Blocks are numbered with the texts among them and may interleave;
// calls are numbered by themselves.
class StreamedCalls {
 public:
  bool empty() const { return calls_.empty(); }

  void start(Shape& shape, std::optional<std::int64_t> block, const CallHead& head,
             AnswerSink& sink);
  // A block begins that is no call of the client's: its pieces are passed over.
  void pass(std::optional<std::int64_t> block);
  // A piece of the arguments. Refused when its block has not begun, or has ended.
  void delta(Shape& shape, std::optional<std::int64_t> block, json::RawString piece,
             AnswerSink& sink);
  void stop(std::optional<std::int64_t> block, AnswerSink& sink);
  // For dialects in which nothing but the end of the answer ends calls.
  void stop_all(AnswerSink& sink);
  // The answer ends. Refused when a call has no end, unless the reason says that it was cut off.
  StopReason finish(Shape& shape, StopReason reason) const;

 private:
  struct Call {
    std::int64_t block;
    bool begun = false;  // its arguments
    bool ended = false;
  };

  Call* find(std::optional<std::int64_t> block);
  bool is_passed(std::optional<std::int64_t> block) const;
  std::size_t index(const Call& call) const;
  void end(Call& call, AnswerSink& sink);

  std::vector<Call> calls_;
  std::vector<std::int64_t> passed_;  // blocks
};

}  // namespace gw::bedrock
