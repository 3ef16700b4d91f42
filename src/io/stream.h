// A connected byte stream: TCP, TLS over TCP, or memory in tests. One read and one write may be
// pending at the same time, from coroutines of the same worker.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "io/task.h"

namespace gw::io {

// Anything that one call ends from outside: a stream, a connect in progress, a whole session.
class Closable {
 public:
  // What is pending on it completes, with canceled. May be called again.
  virtual void close() noexcept = 0;

 protected:
  ~Closable() = default;
};

// Destroyed only when no operation is pending: close(), then let the operations complete.
class Stream : public Closable {
 public:
  virtual ~Stream() = default;

  // At least one byte, or 0 at the orderly end. `into` is not empty and must stay until completion.
  // Errors: closed (reset), canceled (close() was called here), tls.
  virtual Task<Result<std::size_t>> read_some(std::span<char> into) = 0;
  // True when read_some() would certainly wait. Whoever then calls wait_readable() first needs no
  // buffer meanwhile; idle connections are many.
  virtual bool would_wait() const noexcept { return false; }
  // Until there may be something to read, or the end, or close() was called here.
  virtual Task<void> wait_readable() { co_return; }
  // Everything, in order, as one gathered write where possible. The pieces must stay until
  // completion.
  virtual Task<Result<void>> write(std::span<const std::string_view> pieces) = 0;
  // Both directions, at once; pending operations complete with canceled. May be called again.
  void close() noexcept override = 0;
  // Nothing more will be written, and a write that is pending fails; reading goes on. For an answer
  // to a request that is not read to its end: closing with unread bytes would reset the connection
  // and could destroy the answer.
  virtual void finish_writing() noexcept {}
  // Close with a reset instead of an orderly end (the simulator's sudden death).
  virtual void reset() noexcept { close(); }
  // For a stream nobody is reading: false when the peer has closed it or sent something unasked, as
  // far as this worker has heard.
  virtual bool idle_and_alive() noexcept = 0;
};

}  // namespace gw::io
