// Claude's own answer through InvokeModel, for the client that speaks its dialect: the message as
// it is, or the chunks of the stream as server-sent events. What Bedrock added is taken out, the
// model has the client's name, and only a complete answer is a success.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "bedrock/service_error.h"
#include "llm/failure.h"
#include "translate/exchange.h"

namespace gw::anthropic {

// How the gateway tells an error of Bedrock's.
using FailureOf = std::function<llm::Failure(const bedrock::ServiceError&)>;

struct SplicedAnswer {
  std::string model;  // as the client named it
  FailureOf failure_of;
};

std::unique_ptr<translate::WholeTransform> make_spliced_whole(SplicedAnswer answer);
// message_start waits for the first block, so that an error before it is an HTTP status, and the
// last two events wait for the end of the body.
std::unique_ptr<translate::ResponseTransform> make_spliced_stream(SplicedAnswer answer);

}  // namespace gw::anthropic
