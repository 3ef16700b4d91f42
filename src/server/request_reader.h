// The reading half of a connection. Its coroutine keeps one read pending all the time, parses what
// arrives and cancels the request in progress when the client goes away; the session's coroutine
// waits here for heads and bodies. Bodies with a length are read straight to where they stay.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "http/parser.h"
#include "io/body_memory.h"
#include "io/deadlines.h"
#include "io/event.h"
#include "server/handler.h"
#include "server/session.h"

namespace gw::server {

class RequestReader final : public Request, public io::Closable {
 public:
  RequestReader(io::Stream& stream, std::string_view peer, SessionContext& context,
                const io::Executor& executor);

  // The reader's coroutine: until the end of input, an error, or close() of the stream. It touches
  // nothing of this object any more once wait_ended() has completed.
  io::Task<void> run();
  io::Task<void> wait_ended();

  enum class Arrival { request, refusal, end };
  // Waits for the head of the next request. `refusal`: the client broke the rules, see refusal().
  io::Task<Arrival> next();
  struct Refusal {
    int status = 0;
    std::string message;
  };
  const Refusal& refusal() const { return refusal_; }

  const io::Executor& executor() const { return executor_; }

  // Whether another request can follow this one: its body has been read, or is worth skipping, and
  // what came behind it was not too much.
  bool can_continue() const;
  io::Task<bool> skip_body();
  // Throws away what still comes, for a while, so that the client can read its answer before the
  // connection is closed (RFC 9112 section 9.6).
  io::Task<void> linger();

  const http::RequestHead& head() const override { return parser_.head(); }
  io::Task<Result<std::string_view>> read_body(std::size_t limit) override;
  void release_body() override;
  io::BodyMemory body_memory() override;
  io::CancelScope& cancel() override { return *cancel_; }
  // While a request is being answered: gives it up, since the worker ends.
  void close() noexcept override;
  std::string_view peer() const override { return peer_; }
  bool is_surplus() const override { return context_.surplus; }

 private:
  enum class Phase : std::uint8_t { head, refused, body, broken, complete };

  bool reads_into_body() const;
  bool has_read_ahead() const;
  std::span<char> room_in_body();
  void landed();
  void arrived_in_body(std::size_t n);
  void advance();
  void take_head();
  void take_body();
  void take_body_over();
  void append_body();
  void complete_body();
  void note_progress();
  void hold_body();
  void stop_at(Phase phase, int status, std::string message);
  io::Task<void> wait_for_room();
  void discard();
  void resume_reading();
  void end() noexcept;
  io::Task<Result<void>> send_continue();
  Result<std::string_view> body_result(std::size_t limit);
  static void expire(void* self);

  io::Stream& stream_;
  const std::string_view peer_;
  SessionContext& context_;
  const io::Executor executor_;
  http::RequestParser parser_;
  std::optional<io::CancelScope> cancel_;

  // Only the reader's coroutine touches landing_, and body_ while it is incomplete: reads are
  // pending into them.
  Buffer landing_;
  Buffer input_;  // behind what has been parsed
  Buffer body_;
  io::BodyMemory held_;  // for what of the body is there

  Phase phase_ = Phase::complete;
  Refusal refusal_;
  std::size_t body_limit_ = 0;
  std::chrono::milliseconds body_begun_{0};  // when it began to be waited for
  bool body_wanted_ = false;                 // somebody waits for the body's end
  bool skipping_ = false;                    // nobody is interested in the body
  bool discarding_ = false;                  // nobody is interested in anything
  bool answering_ = false;                   // next() has given a request
  bool overrun_ = false;                     // more came behind a request than is read ahead
  std::size_t discarded_ = 0;
  bool ended_ = false;
  bool timed_out_ = false;
  bool no_room_ = false;  // the bodies of all requests are too much

  io::Event progress_;  // for the session: the phase has changed, or ended_ or timed_out_ is set
  io::Event* room_ = nullptr;  // for the reader, while it has read ahead enough
  io::Deadline deadline_;
};

}  // namespace gw::server
