// A client's request turned into what is sent upstream and how the answer comes back. Made by pure
// functions: translate/request.h for all dialects, or by a dialect itself where the
// model speaks it (anthropic/splice.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/buffer.h"
#include "bedrock/reader.h"
#include "bedrock/request.h"
#include "llm/answer.h"
#include "llm/failure.h"

namespace gw::translate {

// Turns the bytes of an upstream answer (status 200) into the bytes of the client's answer. No I/O;
// never throws; after an error or abort() it stays silent.
//
// Laws, each a property test and a fuzz target: any split of the input gives the same output; what
// has been written so far is always valid; buffered are at most one upstream message, and what the
// answer needs again at its end.
class ResponseTransform {
 public:
  virtual ~ResponseTransform() = default;

  // What the headers said; before the body, or not at all.
  virtual void begin(const bedrock::AnswerHeaders& headers) = 0;
  // More of the body (event-stream bytes); appends what the client gets of it to `out`. On
  // failure the error to report is returned: before anything was sent to the client it becomes an
  // HTTP status, later abort() writes it.
  virtual llm::Expected<> feed(std::string_view bytes, Buffer& out) = 0;
  // The upstream body ended where its framing says: writes the end of the client's answer, or fails
  // when the model's own end was missing.
  virtual llm::Expected<> finish(Buffer& out) = 0;
  // What upstream has counted so far; as a rule it does so at the end.
  virtual std::optional<llm::Usage> counted() const = 0;
  // Bytes that it keeps: of a message that is incomplete, and of what the answer needs again at its
  // end.
  virtual std::size_t held() const = 0;
  // What the model has said so far (text, reasoning, arguments), in bytes as JSON spells it.
  virtual std::uint64_t said() const = 0;
  // Ends a stream that was begun with an error event, and with nothing that says "complete".
  virtual void abort(const llm::Failure& failure, Buffer& out) = 0;
};

// Turns a complete upstream body into a complete client body.
class WholeTransform {
 public:
  virtual ~WholeTransform() = default;
  // Of the client's body.
  virtual std::string_view content_type() const { return "application/json"; }
  virtual llm::Expected<> convert(std::string_view body, const bedrock::AnswerHeaders& headers,
                                  Buffer& out) = 0;
  // After convert().
  virtual std::optional<llm::Usage> counted() const = 0;
};

struct Exchange {
  bedrock::Request upstream;
  // One of the two, by upstream.stream.
  std::unique_ptr<WholeTransform> whole;
  std::unique_ptr<ResponseTransform> stream;
  // Client parameters without counterpart, in the client's order: x-gateway-dropped-params.
  std::vector<std::string> dropped;
};

}  // namespace gw::translate
