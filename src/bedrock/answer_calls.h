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

// Tells a call of a whole answer, the `call`th of them; without input it has no arguments.
void tell_call(Shape& shape, std::size_t call, const CallHead& head,
               std::optional<json::Value> input, AnswerSink& sink);

// The tool calls of a stream. Blocks are numbered with the texts among them and may interleave;
// calls are numbered by themselves.
class StreamedCalls {
 public:
  bool empty() const { return calls_.empty(); }

  void start(Shape& shape, std::optional<std::int64_t> block, const CallHead& head,
             AnswerSink& sink);
  // A piece of the arguments. Those of blocks that are no calls are passed over.
  void delta(Shape& shape, std::optional<std::int64_t> block, json::RawString piece,
             AnswerSink& sink);
  void stop(std::optional<std::int64_t> block, AnswerSink& sink);
  // Stops all that have not been.
  void complete(AnswerSink& sink);

 private:
  struct Call {
    std::int64_t block;
    bool begun = false;  // its arguments
  };

  Call* find(std::optional<std::int64_t> block);
  std::size_t index(const Call& call) const;
  void complete(Call& call, AnswerSink& sink);

  std::vector<Call> calls_;
};

}  // namespace gw::bedrock
