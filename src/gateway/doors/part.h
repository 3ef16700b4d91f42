// One of several calls that a request is made of: the request as that call sees it, with an end and
// an account of its own.
#pragma once

#include "gateway/front/context.h"
#include "io/cancel.h"
#include "server/handler.h"

namespace gw::gateway {

class PartRequest final : public server::Request {
 public:
  // `whole` outlives it.
  explicit PartRequest(server::Request& whole) : whole_(whole) {}

  const http::RequestHead& head() const override { return whole_.head(); }
  io::Task<Result<std::string_view>> read_body(std::size_t limit) override {
    return whole_.read_body(limit);
  }
  void release_body() override {}  // the others need it
  io::BodyMemory body_memory() override { return whole_.body_memory(); }
  io::CancelScope& cancel() override { return cancel_; }
  std::string_view peer() const override { return whole_.peer(); }
  bool is_simulated() const override { return whole_.is_simulated(); }

 private:
  server::Request& whole_;
  io::CancelScope cancel_;
};

struct Part {
  // Who asks, and for what, is as in `whole`, which outlives it.
  explicit Part(Context& whole);

  PartRequest request;
  Context context;
};

// What the head of the answer says of how it came to be.
void take_over(const Context& part, Context& whole);
// What the log counts: calls, tokens, and the longest wait.
void add_up(const Context& part, Context& whole);

}  // namespace gw::gateway
