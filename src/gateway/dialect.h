// How a client dialect spells what is the same in all of them: failures, and silence.
#pragma once

#include <string_view>

#include "base/buffer.h"
#include "llm/failure.h"

namespace gw::gateway {

struct Dialect {
  // The header that names a request's id, in answers and in the failure's body.
  std::string_view id_header;
  // A failure as the body of an HTTP answer, and as the last event of a stream.
  void (*write_failure)(const llm::Failure& failure, std::string_view request_id, Buffer& out);
  void (*write_failure_event)(const llm::Failure& failure, std::string_view request_id,
                              Buffer& out);
  // What a stream says that has nothing to say: proxies and clients give up silent connections.
  std::string_view ping;
};

// OpenAI's, which also speaks where no dialect is known: unknown paths, health.
extern const Dialect kOpenAi;

}  // namespace gw::gateway
