// One worker's listening socket: accepts, sets TCP_NODELAY, runs a session for each connection.
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
// "127.0.0.1:3000", "[::1]:0", "localhost:3000"; ":3000" is "[::]:3000", all addresses of both
// families, or those of IPv4 where there is no IPv6.
Result<Address> parse_address(std::string_view text);
bool is_loopback(const Address& address);
std::string to_string(const Address& address);  // as parse_address() takes it

// Whether nobody listens there yet. To be asked once, before the first listener of a process is
// opened: SO_REUSEPORT would let a second process take half of the first one's connections.
Result<void> check_free(const Address& address);

// The address of a TCP socket that somebody else has opened, and that listens. Errors: invalid.
Result<Address> address_of(int listening_descriptor);

// Null: without TLS.
using SharedTls = std::shared_ptr<const io::TlsContext>;

class Listener {
 public:
  // Binds at once (SO_REUSEPORT, so that each worker has its own); errors say what to do about
  // them. `worker`, `handler` and `load` outlive the listener; it is destroyed after the worker's
  // run() has returned.
  static Result<std::unique_ptr<Listener>> open(io::Worker& worker, const Address& address,
                                                Handler& handler, const SessionLimits& limits,
                                                SessionLoad* load = nullptr);
  // Shares a socket that somebody else has opened and keeps, so that no connection is lost while
  // nobody accepts. The descriptor stays the caller's.
  static Result<std::unique_ptr<Listener>> adopt(io::Worker& worker, int descriptor,
                                                 Handler& handler, const SessionLimits& limits,
                                                 SessionLoad* load = nullptr);
  ~Listener();
  // Connections from now on begin with a handshake; those that there are stay as they are. Before
  // the worker's run(), or on the worker.
  void secure(SharedTls tls);
  std::uint16_t port() const;  // the real one when 0 was asked for
  void start();                // before the worker's run(), or on the worker
  // From any thread; before Worker::stop(), which waits for it. Connections that are being made are
  // made and accepted, while new ones go to whoever else listens on the port.
  void stop_accepting();

 private:
  struct Impl;
  explicit Listener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gw::server
