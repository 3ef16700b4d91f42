// Listening sockets of one worker: accepts, sets TCP_NODELAY, runs a session for each connection.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "io/tls_context.h"
#include "io/worker.h"
#include "server/session.h"

namespace gw::server {

struct Address {
  std::string host = "127.0.0.1";
  std::uint16_t port = 3000;
};
// "127.0.0.1:3000", "[::1]:0", ":3000" (all addresses), "localhost:3000".
Result<Address> parse_address(std::string_view text);
bool is_loopback(const Address& address);

// Whether nobody listens there yet. To be asked once, before the first listener of a process is
// opened: SO_REUSEPORT would let a second process take half of the first one's connections.
Result<void> check_free(const Address& address);

class Listener {
 public:
  // Binds at once (SO_REUSEPORT, so that each worker has its own); errors say what to do about
  // them. With `tls`, every connection begins with a handshake. `worker`, `handler` and `tls`
  // outlive the listener; it is destroyed after the worker's run() has returned.
  static Result<std::unique_ptr<Listener>> open(io::Worker& worker, const Address& address,
                                                Handler& handler, const SessionLimits& limits,
                                                const io::TlsContext* tls = nullptr);
  ~Listener();
  std::uint16_t port() const;  // the real one when 0 was asked for
  void start();                // before the worker's run(), or on the worker
  void stop_accepting();       // from any thread; before Worker::stop()

 private:
  struct Impl;
  explicit Listener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gw::server
