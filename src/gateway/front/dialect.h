// How a client dialect spells what is the same for all its doors: failures, and silence.
#pragma once

#include <string_view>

#include "base/buffer.h"
#include "llm/failure.h"

namespace gw::gateway {

struct Dialect {
  // The header that names a request's id in answers.
  std::string_view id_header;
  // A failure as the body of an HTTP answer.
  void (*write_failure)(const llm::Failure& failure, std::string_view request_id, Buffer& out);
  // What a stream says that has nothing to say: proxies and clients give up silent connections.
  std::string_view ping;
};

// OpenAI's, which also speaks where no dialect is known: unknown paths, health.
extern const Dialect kOpenAi;
// Of the Responses API, whose clients wait for events: a comment does not calm them.
extern const Dialect kResponses;
extern const Dialect kAnthropic;

}  // namespace gw::gateway
