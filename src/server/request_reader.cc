#include "server/request_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "io/clock.h"

namespace gw::server {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kReadSize = 4 * 1024;       // a whole SDK request, as a rule
constexpr std::size_t kBodyReadSize = 64 * 1024;  // while a body is waited for
constexpr std::size_t kBodyRoom = 1024 * 1024;    // for one whose length is known
constexpr std::size_t kReadAhead = 16 * 1024;     // of what nobody has asked for yet
constexpr std::size_t kPipelined = 128 * 1024;    // behind the request that is being answered
constexpr std::size_t kWorthSkipping = 64 * 1024;
constexpr std::size_t kSlowestBody = 1;  // bytes a millisecond that a client must send
constexpr std::size_t kMaxDiscarded = 1024 * 1024;
constexpr milliseconds kLingerTime{2000};
constexpr milliseconds kIdleTick{1000};  // how late an idle session notices that it is to stop

class Ignore final : public http::BodySink {
 public:
  void body(std::string_view) override {}
};

class Append final : public http::BodySink {
 public:
  explicit Append(Buffer& to) : to_(to) {}
  void body(std::string_view slice) override { to_.append(slice); }

 private:
  Buffer& to_;
};

}  // namespace

RequestReader::RequestReader(io::Stream& stream, std::string_view peer, SessionContext& context,
                             const io::Executor& executor)
    : stream_(stream),
      peer_(peer),
      context_(context),
      executor_(executor),
      parser_(context.limits.http),
      held_(RequestReader::body_memory()),
      progress_(executor),
      deadline_(context.deadlines, &RequestReader::expire, this) {
  cancel_.emplace();
}

void RequestReader::expire(void* self) {
  auto& reader = *static_cast<RequestReader*>(self);
  reader.timed_out_ = true;
  reader.progress_.set();
}

// --- The reader's coroutine -----------------------------------------------------------------

io::Task<void> RequestReader::run() {
  struct AtEnd {  // even if memory runs out
    ~AtEnd() { reader.end(); }
    RequestReader& reader;
  } const at_end{*this};
  for (;;) {
    if (has_read_ahead()) co_await wait_for_room();
    if (stream_.would_wait()) {
      if (landing_.empty()) landing_.release();
      co_await stream_.wait_readable();
    }
    const bool direct = reads_into_body();
    const std::span<char> room =
        direct ? room_in_body() : landing_.prepare(body_wanted_ ? kBodyReadSize : kReadSize);
    const auto n = co_await stream_.read_some(room);
    if (!n || *n == 0) break;
    if (direct) {
      arrived_in_body(*n);
    } else {
      landing_.commit(*n);
      landed();
      if (overrun_ && discarded_ > kMaxDiscarded) break;
    }
  }
}

void RequestReader::end() noexcept {
  ended_ = true;
  cancel_->cancel();
  progress_.set();
}

void RequestReader::close() noexcept {
  cancel_->cancel(io::CancelScope::Cause::stopping);
  progress_.set();
}

// Rare, so that the event exists only meanwhile.
io::Task<void> RequestReader::wait_for_room() {
  io::Event room(executor_);
  room_ = &room;
  while (has_read_ahead()) co_await room.wait();
  room_ = nullptr;
}

bool RequestReader::has_read_ahead() const {
  if (discarding_ || skipping_ || body_wanted_) return false;
  // While a request is answered reading goes on: nothing else tells that the client has gone.
  if (phase_ == Phase::head || (phase_ == Phase::complete && answering_)) return false;
  const std::size_t waiting = phase_ == Phase::body ? body_.size() + input_.size() : input_.size();
  return waiting >= kReadAhead;
}

bool RequestReader::reads_into_body() const {
  return phase_ == Phase::body && !discarding_ && !skipping_ && input_.empty() &&
         parser_.head().content_length.has_value();
}

// A head that announces a large body costs a client nothing, so there is room for a part of it
// first, which is enough for most, and for the whole when some of that has really arrived: then a
// body is moved once at most. What of its room nothing has arrived in is no memory yet.
std::span<char> RequestReader::room_in_body() {
  const std::size_t missing = *parser_.head().content_length - body_.size();
  std::span<char> room = body_.prepare(0);
  if (room.size() < std::min(missing, kBodyReadSize)) {
    const std::size_t earned = body_.size() < kBodyRoom / 2 ? kBodyRoom : missing;
    room = body_.prepare(std::min(missing, body_wanted_ ? earned : kReadAhead));
  }
  return room.first(std::min(room.size(), missing));
}

void RequestReader::landed() {
  if (discarding_ || overrun_) {
    discarded_ += landing_.size();
    landing_.clear();
    if (discarded_ > kMaxDiscarded) progress_.set();
    return;
  }
  if (input_.empty()) {
    std::swap(input_, landing_);
  } else {
    input_.append(landing_.view());
  }
  landing_.clear();
  advance();
  if (answering_ && phase_ == Phase::complete && input_.size() >= kPipelined) {
    overrun_ = true;
    input_.release();
  }
  const bool more_expected = body_wanted_ && phase_ == Phase::body;
  if (!more_expected && landing_.capacity() > kReadSize) landing_.release();
}

void RequestReader::arrived_in_body(std::size_t n) {
  body_.commit(n);
  Ignore ignore;  // it is where it belongs; the parser only counts
  const auto used = parser_.parse_body(body_.view().substr(body_.size() - n), ignore);
  if (!used || discarding_) return;
  if (skipping_) body_.clear();
  if (body_wanted_) note_progress();
  hold_body();
  if (parser_.done()) complete_body();
}

// --- Parsing, by whichever coroutine brings the bytes or asks for the next request ---------------

void RequestReader::advance() {
  if (phase_ == Phase::head) take_head();
  if (phase_ == Phase::body) take_body();
}

void RequestReader::take_head() {
  const auto end = parser_.parse_head(input_.view());
  if (!end) return stop_at(Phase::refused, parser_.refusal_status(), end.error().message);
  progress_.set();
  if (*end == 0) return;
  input_.consume(*end);
  phase_ = Phase::body;
}

void RequestReader::take_body() {
  if (!parser_.done() && !input_.empty()) {
    if (body_wanted_) note_progress();
    if (head().content_length && body_.empty() && !skipping_) {
      take_body_over();
    } else {
      append_body();
    }
    hold_body();
  }
  if (parser_.done()) complete_body();
}

// The body follows its head in the same memory, and stays there.
void RequestReader::take_body_over() {
  std::swap(body_, input_);
  Ignore ignore;
  const auto used = parser_.parse_body(body_.view(), ignore);
  const std::size_t behind = body_.size() - used.value_or(0);
  input_.append(body_.view().substr(body_.size() - behind));
  body_.truncate_by(behind);
}

void RequestReader::append_body() {
  Append append(body_);
  const auto used = parser_.parse_body(input_.view(), append);
  if (!used) return stop_at(Phase::broken, 400, used.error().message);
  input_.consume(*used);
  if (skipping_) body_.clear();
  if (body_wanted_ && body_.size() > body_limit_) progress_.set();
}

// A client that sends a byte now and then must not hold a request for long.
void RequestReader::note_progress() {
  const milliseconds timeout = context_.limits.body_timeout;
  const milliseconds allowed = timeout + milliseconds(body_.size() / kSlowestBody);
  const milliseconds spent = io::coarse_now() - body_begun_;
  deadline_.arm(std::min(timeout, allowed - spent));
}

void RequestReader::hold_body() {
  if (held_.hold(body_.size())) return;
  no_room_ = true;
  progress_.set();
}

void RequestReader::complete_body() {
  phase_ = Phase::complete;
  if (input_.empty()) input_.release();  // answers may take long
  if (body_wanted_ || skipping_) progress_.set();
}

void RequestReader::stop_at(Phase phase, int status, std::string message) {
  phase_ = phase;
  refusal_.status = status;
  refusal_.message = std::move(message);
  progress_.set();
}

// --- The session's coroutine -----------------------------------------------------------------

io::Task<RequestReader::Arrival> RequestReader::next() {
  parser_.reset();
  body_.release();
  held_.release();
  skipping_ = false;
  timed_out_ = false;
  no_room_ = false;
  answering_ = false;
  phase_ = Phase::head;
  if (!ended_) cancel_.emplace();
  advance();
  resume_reading();
  const milliseconds tick = std::min(kIdleTick, context_.limits.idle_timeout);
  milliseconds idle{0};
  bool begun = false;
  while (phase_ == Phase::head) {
    if (ended_) co_return Arrival::end;
    if (input_.empty()) {
      deadline_.arm(tick);
    } else if (!std::exchange(begun, true)) {
      deadline_.arm(context_.limits.head_timeout);
    }
    co_await progress_.wait();
    if (!std::exchange(timed_out_, false) || phase_ != Phase::head) continue;
    if (begun) {
      stop_at(Phase::refused, 408, "the request's head did not arrive in time");
    } else {
      // Not before a tick: a client may be about to send, on a connection that is new or that it
      // was not yet asked to leave.
      idle += tick;
      const bool stopping = context_.phase == io::Phase::stopping;
      if (stopping || idle >= context_.limits.idle_timeout) co_return Arrival::end;
    }
  }
  deadline_.disarm();
  if (phase_ == Phase::refused) co_return Arrival::refusal;
  answering_ = true;
  co_return Arrival::request;
}

io::Task<Result<std::string_view>> RequestReader::read_body(std::size_t limit) {
  const bool acceptable = head().content_length.value_or(0) <= limit;
  if (phase_ == Phase::body && acceptable) {
    if (auto sent = co_await send_continue(); !sent) co_return std::unexpected(sent.error());
    body_limit_ = limit;
    body_wanted_ = true;
    timed_out_ = false;
    body_begun_ = io::coarse_now();
    deadline_.arm(context_.limits.body_timeout);
    resume_reading();
    while (phase_ == Phase::body && !ended_ && !timed_out_ && !no_room_ && !cancel_->canceled() &&
           body_.size() <= limit) {
      co_await progress_.wait();
    }
    deadline_.disarm();
    body_wanted_ = false;
  }
  co_return body_result(limit);
}

Result<std::string_view> RequestReader::body_result(std::size_t limit) {
  if (head().content_length.value_or(0) > limit || body_.size() > limit) {
    return fail(Errc::too_large, "the body is larger than " + std::to_string(limit) + " bytes");
  }
  if (no_room_) return fail(Errc::busy, "there is no room for the body");
  if (phase_ == Phase::broken) return fail(Errc::malformed, refusal_.message);
  if (phase_ == Phase::complete) return body_.view();
  if (timed_out_) return fail(Errc::timeout, "the body did not arrive in time");
  if (cancel_->stopping()) return fail(Errc::canceled, "the server is stopping");
  return fail(Errc::closed, "the client closed the connection within the body");
}

// RFC 9110 section 10.1.1. A client that has begun to send does not wait for it.
io::Task<Result<void>> RequestReader::send_continue() {
  if (!head().expect_continue || !body_.empty()) co_return Result<void>();
  const std::array<std::string_view, 1> pieces{"HTTP/1.1 100 Continue\r\n\r\n"};
  co_return co_await stream_.write(pieces);
}

// Not while a read may be pending into it.
void RequestReader::release_body() {
  if (phase_ == Phase::body) return;
  body_.release();
  held_.release();
}

io::BodyMemory RequestReader::body_memory() {
  return io::BodyMemory(context_.load != nullptr ? &context_.load->body_bytes : nullptr,
                        context_.limits.body_bytes);
}

bool RequestReader::can_continue() const {
  if (overrun_) return false;
  if (phase_ != Phase::body) return phase_ == Phase::complete;
  // A client that waits for 100 may send its body or the next request: nobody knows.
  if (ended_ || timed_out_ || head().expect_continue || !head().content_length) return false;
  return *head().content_length - body_.size() <= kWorthSkipping;
}

io::Task<bool> RequestReader::skip_body() {
  skipping_ = true;
  deadline_.arm(context_.limits.body_timeout);
  resume_reading();
  while (phase_ == Phase::body && !ended_ && !timed_out_) co_await progress_.wait();
  deadline_.disarm();
  co_return phase_ == Phase::complete && !overrun_;
}

io::Task<void> RequestReader::wait_ended() {
  discard();
  while (!ended_) co_await progress_.wait();
}

io::Task<void> RequestReader::linger() {
  discard();
  timed_out_ = false;
  stream_.finish_writing();
  deadline_.arm(kLingerTime);
  while (!ended_ && !timed_out_ && discarded_ <= kMaxDiscarded) co_await progress_.wait();
  deadline_.disarm();
}

void RequestReader::discard() {
  discarding_ = true;
  resume_reading();
}

void RequestReader::resume_reading() {
  if (room_ != nullptr) room_->set();
}

}  // namespace gw::server
