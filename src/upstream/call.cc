#include "upstream/call.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <string>
#include <vector>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "base/ascii.h"
#include "http/write.h"
#include "io/clock.h"

namespace gw::upstream {

namespace {

// A read takes, as a rule, a head and a whole answer, or the events that have come. Once one is
// filled there is a burst, or a large answer, and each read and write saved is worth the memory.
constexpr std::size_t kUsualRead = 4 * 1024;
constexpr std::size_t kLargeRead = 64 * 1024;
// The kernel takes a body of this size at once, as a rule: no answer can come meanwhile.
constexpr std::size_t kSentAtOnce = 16 * 1024;
constexpr int kFirstRefusal = 300;  // of the statuses

class Stopwatch {
 public:
  explicit Stopwatch(std::chrono::nanoseconds& total) : total_(total) {}
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;
  ~Stopwatch() { total_ += std::chrono::steady_clock::now() - begun_; }

 private:
  std::chrono::nanoseconds& total_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

// Detaches the stream from the client's cancellation before the stream can go away.
class Attachment {
 public:
  Attachment(io::CancelScope& scope, io::Stream& stream) : scope_(scope) { scope_.attach(&stream); }
  Attachment(const Attachment&) = delete;
  Attachment& operator=(const Attachment&) = delete;
  ~Attachment() { scope_.attach(nullptr); }

 private:
  io::CancelScope& scope_;
};

class AppendingSink final : public http::BodySink {
 public:
  explicit AppendingSink(Buffer& out) : out_(out) {}
  void body(std::string_view slice) override { out_.append(slice); }

 private:
  Buffer& out_;
};

// Without a copy of the key on the way. It is a field value: what comes from clients and settings
// is checked where it comes in.
void append_bearer(const Secret& key, Buffer& out) {
  out.append("authorization: Bearer ");
  out.append(key.reveal());
  out.append(http::kCrlf);
}

}  // namespace

Call::Call(Shared& shared, io::CancelScope& cancel, std::chrono::nanoseconds& waited)
    : shared_(shared),
      cancel_(cancel),
      read_size_(kUsualRead),
      deadline_(
          shared.deadlines,
          [](void* self) {
            auto& call = *static_cast<Call*>(self);
            call.timed_out_ = call.waiting_for_;
            if (call.lease_) call.lease_->stream().close();
          },
          this),
      waited_(waited) {}

Call::~Call() {
  if (lease_ && sent_ && parser_.done() && parser_.head().keep_alive && in_.empty()) {
    std::move(*lease_).recycle();
  }
}

io::Task<Result<>> Call::start(const Target& target, const Outgoing& request) {
  peer_ = target.peer;
  end_by_ = request.end_by;
  write_head(target, request);
  Result<> answered = co_await attempt(target, request, false);
  const bool stale = !answered && answered.error().code == Errc::closed && lease_ &&
                     lease_->reused() && in_.empty() && !cancel_.canceled() &&
                     io::coarse_now() - begun_ < shared_.timeouts.stale;
  if (stale) {
    lease_.reset();
    answered = co_await attempt(target, request, true);
  }
  co_return answered;
}

io::Task<Result<>> Call::attempt(const Target& target, const Outgoing& request, bool fresh) {
  const Stopwatch stopwatch(waited_);
  const io::Destination destination{target.endpoint.host, target.endpoint.port,
                                    target.endpoint.tls};
  Result<io::Pool::Lease> lease = co_await shared_.pool.acquire(destination, cancel_, fresh);
  if (!lease) co_return std::unexpected(lease.error());
  lease_.emplace(std::move(*lease));

  const Attachment attachment(cancel_, lease_->stream());
  begun_ = io::coarse_now();
  if (request.streamed) content_by_ = begun_ + shared_.timeouts.content;
  watch(shared_.timeouts.head, "the response head");
  const Result<> answered = co_await exchange(request.body);
  deadline_.disarm();
  co_return answered;
}

io::Task<Result<>> Call::exchange(std::string_view body) {
  sent_ = false;
  if (body.size() > kSentAtOnce) {
    using namespace io::asio::experimental::awaitable_operators;
    const auto [sent, answered] = co_await (send(body) && listen());
    co_return answered;
  }
  const Result<> sent = co_await send(body);
  if (!sent && sent.error().code != Errc::closed) co_return sent;
  // A refusal may have come before the close: it says more than the broken pipe.
  const Result<> answered = co_await read_head();
  const bool silent = !answered && answered.error().code == Errc::closed;
  co_return !sent && silent ? sent : answered;
}

io::Task<Result<>> Call::send(std::string_view body) {
  const std::array<std::string_view, 2> pieces = {head_.view(), body};
  const Result<> written = co_await lease_->stream().write(pieces);
  sent_ = written.has_value();
  if (!sent_) co_return std::unexpected(explain(written.error()));
  co_return written;
}

// Beside send(). After a refusal, or the end, nobody takes the rest of the request: a peer that has
// stopped reading would hold it up for ever.
io::Task<Result<>> Call::listen() {
  const Result<> answered = co_await read_head();
  const bool refused = !answered || head().status >= kFirstRefusal;
  if (refused && !sent_) lease_->stream().finish_writing();
  co_return answered;
}

io::Task<Result<>> Call::read_head() {
  while (true) {
    const Result<> received = co_await receive();
    if (!received) co_return received;
    const Result<std::size_t> used = parser_.parse_head(in_.view());
    if (!used) co_return std::unexpected(used.error());
    if (*used > 0) {
      in_.consume(*used);
      co_return Result<>();
    }
  }
}

// One read; an orderly end of input is `closed`.
io::Task<Result<>> Call::receive() {
  if (lease_->stream().would_wait()) {  // without a buffer: idle streams are many
    if (in_.empty()) in_.release();
    co_await lease_->stream().wait_readable();
  }
  const std::span<char> room = in_.prepare(read_size_).first(read_size_);
  const Result<std::size_t> n = co_await lease_->stream().read_some(room);
  if (!n) co_return std::unexpected(explain(n.error()));
  if (*n == 0)
    co_return fail(Errc::closed,
                   std::string(peer_) + " closed the connection before its answer was complete");
  in_.commit(*n);
  if (*n == room.size()) read_size_ = kLargeRead;
  if (*n < kUsualRead) read_size_ = kUsualRead;
  co_return Result<>();
}

io::Task<Result<bool>> Call::read_some(http::BodySink& sink) {
  const std::size_t held = in_.size();
  Result<bool> more = decode_body(sink);
  const bool progress = in_.size() < held;
  if (!more || !*more || progress) co_return more;

  const Stopwatch stopwatch(waited_);
  const Attachment attachment(cancel_, lease_->stream());
  watch(shared_.timeouts.idle, "more of the answer");
  const Result<> received = co_await receive();
  deadline_.disarm();
  if (!received) {
    if (received.error().code == Errc::closed && parser_.end_of_input()) co_return false;
    co_return std::unexpected(received.error());
  }
  co_return decode_body(sink);
}

io::Task<Result<>> Call::read_all(std::size_t limit, Buffer& out, io::BodyMemory* memory) {
  AppendingSink sink(out);
  const std::uint64_t announced = parser_.head().content_length.value_or(0);
  const auto expected = static_cast<std::size_t>(std::min<std::uint64_t>(announced, limit));
  if (memory != nullptr && !memory->hold(expected)) co_return no_room();
  out.prepare(expected);
  while (true) {
    const Result<bool> more = co_await read_some(sink);
    if (!more) co_return std::unexpected(more.error());
    if (out.size() > limit)
      co_return fail(Errc::too_large, std::string(peer_) + "'s answer is larger than " +
                                          std::to_string(limit) + " bytes");
    if (memory != nullptr && !memory->hold(out.size())) co_return no_room();
    if (!*more) co_return Result<>();
  }
}

std::unexpected<Error> Call::no_room() const {
  return fail(Errc::busy, "there is no room for " + std::string(peer_) + "'s answer");
}

// Decodes what was received; false when the message is complete.
Result<bool> Call::decode_body(http::BodySink& sink) {
  while (!in_.empty() && !parser_.done()) {
    const Result<std::size_t> used = parser_.parse_body(in_.view(), sink);
    if (!used) return std::unexpected(used.error());
    if (*used == 0) break;
    in_.consume(*used);
  }
  return !parser_.done();
}

bool Call::correct_clock() {
  if (!shared_.clock.correctable) return false;
  const auto offset = corrected_offset(head(), std::time(nullptr), clock_offset_);
  if (offset) shared_.clock.offset = *offset;
  return offset.has_value();
}

// Until the deadline is disarmed, or the first of the times that bound this wait has come.
void Call::watch(std::chrono::milliseconds timeout, const char* what) {
  const std::chrono::milliseconds now = io::coarse_now();
  std::chrono::milliseconds at = now + timeout;
  waiting_for_ = what;
  if (content_by_ < at) {
    at = content_by_;
    waiting_for_ = "any content";
  }
  if (end_by_ < at) {
    at = end_by_;
    waiting_for_ = "the whole answer";
  }
  deadline_.arm(at - now);
}

// A close that the deadline or the client caused is named after its cause.
Error Call::explain(Error error) const {
  if (timed_out_ != nullptr) {
    return Error(Errc::timeout, std::string(peer_) + " did not send " + timed_out_ + " in time");
  }
  return error;
}

void Call::write_head(const Target& target, const Outgoing& request) {
  std::string path = target.endpoint.path;
  path += request.path;

  std::vector<aws::Header> headers;
  headers.reserve(request.headers.size() + 2);
  headers.assign(request.headers.begin(), request.headers.end());
  if (!request.content_type.empty()) headers.push_back({"content-type", request.content_type});
  headers.push_back({"host", target.endpoint.authority});
  std::sort(headers.begin(), headers.end(),
            [](const aws::Header& a, const aws::Header& b) { return a.name < b.name; });

  http::append_request_line(request.method, path, head_);
  for (const aws::Header& header : headers) http::append_field(header.name, header.value, head_);
  if (!target.credentials.api_key.empty()) {
    append_bearer(target.credentials.api_key, head_);
  } else if (!target.credentials.anonymous()) {
    sign(target, path, headers, request);
  }
  http::append_field("content-length", request.body.size(), head_);
  http::end_head(head_);
}

void Call::sign(const Target& target, std::string_view path, std::span<const aws::Header> headers,
                const Outgoing& request) {
  aws::SigningInput input;
  input.method = request.method;
  input.query = path;
  input.path = ascii::take_until('?', input.query);
  input.headers = headers;
  input.body = request.body;
  input.service = target.service;
  input.region = target.region;
  input.time = shared_.clock.now();
  clock_offset_ = shared_.clock.offset;
  // The body's hash is in the signature either way; the header would only repeat it.
  input.send_content_sha256 = false;
  const aws::Signature signature = aws::sign(input, target.credentials, shared_.signing_keys);

  http::append_field("x-amz-date", signature.amz_date, head_);
  if (!target.credentials.session_token.empty()) {
    http::append_field("x-amz-security-token", target.credentials.session_token.reveal(), head_);
  }
  http::append_field("authorization", signature.authorization, head_);
}

}  // namespace gw::upstream
