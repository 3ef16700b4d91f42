// Reads one upstream answer into an AnswerSink. One object an answer; whole or stream, not both.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "bedrock/answer.h"
#include "bedrock/service_error.h"
#include "eventstream/message.h"

namespace gw::bedrock {

// What InvokeModel says only in headers: token counts, where the body has none, and the tier that
// served the call. Lives until the call returns.
struct AnswerHeaders {
  std::optional<std::int64_t> input;
  std::optional<std::int64_t> output;
  std::string_view service_tier = {};  // letters; empty: not said
};

class AnswerReader {
 public:
  virtual ~AnswerReader() = default;

  // A complete body. Errors: malformed, with what was missing (the gateway answers 502, it never
  // invents an answer).
  virtual Result<void> whole(std::string_view body, const AnswerHeaders& headers,
                             AnswerSink& sink) = 0;

  // One event of the stream; `event` and what the sink is given live until the call returns.
  // Unknown events and members are ignored. Errors: malformed.
  virtual Result<void> event(const eventstream::Message& event, AnswerSink& sink) = 0;
  // Bytes that it keeps of the stream.
  virtual std::size_t held() const { return 0; }
  // True once the model's own end was read: a stream that ends before is a truncation, and nothing
  // more may be said behind it.
  virtual bool complete() const = 0;
};

}  // namespace gw::bedrock
