// What a server is given to answer requests: the seam between HTTP and everything above it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "http/head.h"
#include "io/body_memory.h"
#include "io/cancel.h"
#include "io/task.h"

namespace gw::server {

// One request, while it is being answered.
class Request {
 public:
  virtual ~Request() = default;
  virtual const http::RequestHead& head() const = 0;
  // Reads the whole body, at most `limit` bytes (too_large, before more is read). The view
  // lives until release_body() or the handler's end. After an error (too_large, malformed, timeout,
  // closed, canceled, busy: no room for it) the connection ends with the answer.
  virtual io::Task<Result<std::string_view>> read_body(std::size_t limit) = 0;
  // Gives the body's memory back, for answers that take long.
  virtual void release_body() = 0;
  // For what is held beside the body, such as the answer: out of the same bound.
  virtual io::BodyMemory body_memory() { return io::BodyMemory(); }
  // Canceled as soon as the client is gone; or when the server has no more time for the request,
  // which then is to be answered at once (CancelScope::stopping).
  virtual io::CancelScope& cancel() = 0;
  virtual std::string_view peer() const = 0;  // address, for logs
  virtual bool is_simulated() const { return false; }
  // The connection is above the cap (SessionLimits): there is room for a word of it, and for
  // health.
  virtual bool is_surplus() const { return false; }
};

// Has something to say when an answer is silent (Responder::fill_silence).
class Filler {
 public:
  virtual ~Filler() = default;
  // Begins the stream if nobody has yet, and says what is to be written.
  virtual std::string_view fill() = 0;
};

// The answer: one whole response, or a stream.
class Responder {
 public:
  virtual ~Responder() = default;

  // Fields to be sent with the head, before send() or begin(). Names as given; a value that could
  // end the field early (http::is_field_value) leaves its field out. date, content-length,
  // transfer-encoding and connection are not the caller's.
  virtual void field(std::string_view name, std::string_view value) = 0;
  virtual void field(std::string_view name, std::uint64_t value) = 0;

  // The whole answer in one write. `body` must stay until completion.
  virtual io::Task<Result<void>> send(int status, std::string_view content_type,
                                      std::string_view body) = 0;

  // A stream: the head leaves with the first write(), alone when that is empty. The bytes of
  // write() must stay until completion; it completes when the kernel has them, which is the
  // backpressure.
  virtual void begin(int status, std::string_view content_type) = 0;
  virtual io::Task<Result<void>> write(std::string_view bytes) = 0;
  // The last bytes, if any, and the end, in one write.
  virtual io::Task<Result<void>> end(std::string_view last) = 0;
  // Ends a stream without its end: the connection is closed, so that no client can take it for
  // whole.
  virtual void abort() = 0;
  // Whenever nothing was written for so long, until the answer's end, `filler` is asked what to
  // write: started() may then become true at any await. It lives until null takes its place.
  virtual void fill_silence(std::chrono::milliseconds /*after*/, Filler* /*filler*/) {}
  // The connection itself, for the simulator's faults: bytes outside HTTP, and a reset.
  virtual io::Stream& raw() = 0;

  virtual bool started() const = 0;              // a head has been sent or begun
  virtual int status() const = 0;                // 0 before
  virtual std::uint64_t bytes_sent() const = 0;  // heads and framing included
};

class Handler {
 public:
  virtual ~Handler() = default;
  // Called on the connection's worker, one request of a connection at a time. The arguments live
  // until the task completes. A handler that starts no answer is a bug: the client gets 500.
  virtual io::Task<void> handle(Request& request, Responder& responder) = 0;
  // Answers for the server itself when the request broke the rules or the limits of HTTP (400, 408,
  // 414, 431, 501; of request.head() only what was read is there), or when handle() threw or gave
  // no answer (500; the message is for the log). The connection closes after it.
  virtual io::Task<void> refuse(Request& request, Responder& responder, int status,
                                std::string_view message) = 0;
  // There is no connection: its TLS handshake failed, or it was one too many to be told so.
  virtual void no_connection(std::string_view /*peer*/, const Error& /*why*/) {}
};

}  // namespace gw::server
