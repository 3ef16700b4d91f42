// One client connection: reads requests one after the other, has each answered, keeps the
// connection or closes it. A reader runs beside the handler all the time, so that a client that
// goes away cancels its request at once; it also reads ahead what a pipelining client sends. Of a
// client that sends more than 128 KB behind a request the rest is thrown away, and the connection
// is closed behind the answer, as it may be at any time (RFC 9112 section 9.3.2); after 1 MB at
// once.
#pragma once

#include <chrono>
#include <string_view>

#include "http/head.h"
#include "io/deadlines.h"
#include "io/quota.h"
#include "io/stream.h"
#include "io/worker.h"
#include "server/handler.h"
#include "server/http_date.h"

namespace gw::server {

struct SessionLimits {
  http::Limits http;
  // Of all workers together; see SessionLoad.
  std::size_t connections = io::Quota::kUnlimited;
  std::size_t body_bytes = io::Quota::kUnlimited;
  std::chrono::milliseconds head_timeout{30'000};   // from the first byte of a head to its end
  std::chrono::milliseconds idle_timeout{75'000};   // between requests
  std::chrono::milliseconds body_timeout{60'000};   // without progress, or below 1 KB/s for longer
  std::chrono::milliseconds write_timeout{60'000};  // for one write, and more for a large one
};

// What the sessions of all workers have together.
struct SessionLoad {
  io::Quota connections;
  io::Quota surplus;     // connections above their cap
  io::Quota body_bytes;  // of requests and answers, held in memory
};

// What the sessions of one worker share. What it refers to outlives it.
struct SessionContext {
  Handler& handler;
  const SessionLimits& limits;
  io::Deadlines& deadlines;
  // From draining on, answers ask their client to open another connection for the next request;
  // when stopping, idle connections end soon.
  const io::Phase& phase;
  io::Gate& requests;  // those being answered; closing it has them give up (Request::cancel)
  HttpDate date;
  SessionLoad* load = nullptr;  // null: nothing is bounded
  bool surplus = false;         // connections above their cap: they end after one answer
};

// Runs until the connection ends; closing the stream ends it early. The arguments outlive it.
io::Task<void> serve(io::Stream& stream, std::string_view peer, SessionContext& context);

}  // namespace gw::server
