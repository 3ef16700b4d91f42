// What a client asks of a model: a conversation (conversation.h), or something that is none, such
// as vectors. What a door has read, and a provider gets answered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/buffer.h"
#include "bedrock/model_id.h"
#include "bedrock/model_rules.h"
#include "llm/failure.h"
#include "sse/writer.h"
#include "translate/exchange.h"
#include "translate/request.h"

namespace gw::gateway {

class Operation {
 public:
  virtual ~Operation() = default;

  virtual std::string_view model() const = 0;  // as the client named it
  // Requests with the same key go to the same target of a sticky route.
  virtual std::uint64_t key() const { return 0; }
  // The most tokens that the client wants, where it says so.
  virtual std::optional<std::int64_t> max_output() const { return std::nullopt; }
  // How many calls like this one a request is, once its exchange was made: what a dry run shows.
  virtual std::size_t calls() const { return 1; }
  // The call for a model, and what becomes of its answer. This object and `rules` outlive the
  // exchange. Pure: each time the same. Errors: what the client is told.
  virtual llm::Expected<translate::Exchange> exchange(const bedrock::ModelId& model,
                                                      const bedrock::ModelRules& rules,
                                                      const translate::Options& options) const = 0;

  // The status with which the client is told of a failure.
  virtual int status_of(const llm::Failure& failure) const { return failure.status; }
  // Of an answer that is streamed.
  virtual std::string_view stream_type() const { return sse::kContentType; }
  // The end of a stream that keep-alives have begun, and that has no answer.
  virtual void write_abort(const llm::Failure& /*failure*/, Buffer& /*out*/) const {}
};

}  // namespace gw::gateway
