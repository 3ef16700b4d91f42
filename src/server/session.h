// One client connection: reads requests one after the other, has each answered, keeps the
// connection or closes it. A reader runs beside the handler all the time, so that a client that
// goes away cancels its request at once; it also reads ahead what a pipelining client sends, up to
// a limit.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "http/head.h"
#include "io/deadlines.h"
#include "io/gate.h"
#include "io/stream.h"
#include "server/handler.h"

namespace gw::server {

struct SessionLimits {
  http::Limits http;
  std::chrono::seconds head_timeout{30};  // from the first byte of a head to its end
  std::chrono::seconds idle_timeout{75};  // between requests
  std::chrono::seconds body_timeout{60};  // without any progress
};

// Runs until the connection ends. Everything referred to must outlive it. When `stopping` becomes
// true the session ends after the request it is serving.
io::Task<void> serve(std::unique_ptr<io::Stream> stream, std::string peer, Handler& handler,
                     const SessionLimits& limits, io::Deadlines& deadlines, const bool& stopping);

}  // namespace gw::server
