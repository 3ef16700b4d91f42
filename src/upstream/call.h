// One request to AWS and its answer: signature or API key, a pooled connection, the
// head, the body in pieces. The only place that sends a request again. Knows no client dialect.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string_view>

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "aws/sigv4.h"
#include "base/buffer.h"
#include "http/parser.h"
#include "io/body_memory.h"
#include "io/cancel.h"
#include "io/deadlines.h"
#include "io/pool.h"
#include "upstream/clock.h"

namespace gw::upstream {

struct Timeouts {
  std::chrono::milliseconds head{std::chrono::minutes(10)};  // request sent to response head
  // From the request to the first content of a stream (Outgoing::streamed).
  std::chrono::milliseconds content{std::chrono::minutes(10)};
  std::chrono::milliseconds idle{std::chrono::minutes(5)};  // between two reads of a body
  std::chrono::milliseconds total{0};  // for who makes the calls (Outgoing::end_by); 0: no bound
  // Within which a kept connection says that the peer had closed it: a round trip, and some more.
  std::chrono::milliseconds stale{std::chrono::seconds(1)};
};
inline constexpr std::chrono::milliseconds kNever = std::chrono::milliseconds::max();

// What the calls of one worker share. All of it outlives every call.
struct Shared {
  io::Pool& pool;
  io::Deadlines& deadlines;
  aws::SigningKeys& signing_keys;
  Timeouts timeouts;
  Clock clock{};
};

// Where a request goes and as whom. Views and references live as long as the call.
struct Target {
  const aws::Endpoint& endpoint;
  std::string_view region;
  std::string_view service;             // the signing name: "bedrock"
  const aws::Credentials& credentials;  // anonymous ones: nothing is signed
  std::string_view peer = "Bedrock";    // for messages
};

struct Outgoing {
  std::string_view method;
  std::string_view path;  // percent-encoded once, perhaps with a query; without the endpoint's path
  std::string_view content_type;         // empty: there is no body
  std::span<const aws::Header> headers;  // signed ones besides; lower case, sorted
  std::string_view body;
  bool streamed = false;                     // content_came() will be called
  std::chrono::milliseconds end_by{kNever};  // for the whole answer, as io::coarse_now() counts
};

class Call {
 public:
  // `cancel` is the client's: canceled means that nobody waits for the answer any more. The time
  // spent waiting for the other side is added to `waited`.
  Call(Shared& shared, io::CancelScope& cancel, std::chrono::nanoseconds& waited);
  // Closes the connection unless the whole answer was read.
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // Sends the request and reads the response's head. When a kept-alive connection turns out to be
  // dead, at once and without a byte of an answer, the same bytes go once more over a new one. What
  // has died later may have been worked on: that is `closed`. A refusal that comes before the whole
  // request was taken ends the sending.
  // Errors: unreachable, tls, timeout, closed, malformed, too_large, canceled.
  io::Task<Result<>> start(const Target& target, const Outgoing& request);
  const http::ResponseHead& head() const { return parser_.head(); }

  // Reads once and gives what came of the body to `sink`. False: that was the end. Errors: closed
  // (truncated), timeout, malformed, canceled.
  io::Task<Result<bool>> read_some(http::BodySink& sink);
  // The rest of the body. Errors: as read_some(), too_large above `limit`, and busy when `memory`
  // has no room for it. That is asked for the whole of a body whose length is known before any of
  // it is read: of many at the same time some get all, rather than each a part.
  io::Task<Result<>> read_all(std::size_t limit, Buffer& out, io::BodyMemory* memory = nullptr);

  // The stream has begun to say something.
  void content_came() { content_by_ = kNever; }

  // True when the answer is a refusal because this machine's clock is wrong. The clock of the
  // worker is then right, and another call would be signed with the time at AWS.
  bool correct_clock();
  // Closes the connection now: what came over it was not what was asked for.
  void abandon() { lease_.reset(); }

 private:
  io::Task<Result<>> attempt(const Target& target, const Outgoing& request, bool fresh);
  io::Task<Result<>> exchange(std::string_view body);
  io::Task<Result<>> send(std::string_view body);
  io::Task<Result<>> listen();
  io::Task<Result<>> read_head();
  io::Task<Result<>> receive();
  Result<bool> decode_body(http::BodySink& sink);
  void watch(std::chrono::milliseconds timeout, const char* what);
  Error explain(Error error) const;
  std::unexpected<Error> no_room() const;
  void write_head(const Target& target, const Outgoing& request);
  void sign(const Target& target, std::string_view path, std::span<const aws::Header> headers,
            const Outgoing& request);

  Shared& shared_;
  io::CancelScope& cancel_;
  std::optional<io::Pool::Lease> lease_;
  http::ResponseParser parser_;
  Buffer head_;                         // of the request
  Buffer in_;                           // received and not yet decoded
  bool sent_ = false;                   // the whole request
  std::chrono::milliseconds begun_{0};  // the sending, as io::coarse_now() counts
  std::size_t read_size_;
  io::Deadline deadline_;
  std::chrono::milliseconds content_by_{kNever};
  std::chrono::milliseconds end_by_{kNever};
  const char* timed_out_ = nullptr;  // what took too long
  const char* waiting_for_ = "";
  std::string_view peer_ = "";
  std::int64_t clock_offset_ = 0;  // with which the request was signed
  std::chrono::nanoseconds& waited_;
};

}  // namespace gw::upstream
