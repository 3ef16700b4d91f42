// The last TLS session of each destination, so that the next connection needs no full handshake.
// One a worker.
#pragma once

#include <string>
#include <vector>

#include "io/destination.h"
#include "io/tls_handles.h"

namespace gw::io {

class TlsSessionCache {
 public:
  // Makes the connections of `context` give their sessions to the cache they were prepared with.
  static void enable(SSL_CTX* context);
  // To be called before the handshake. Destination and cache must outlive the connection.
  void prepare(SSL* connection, const Destination& to);

 private:
  struct Entry {
    std::string host;
    std::uint16_t port;
    SslSessionPtr session;
  };
  // Names come from requests: they must not be remembered for ever.
  static constexpr std::size_t kMost = 64;

  static int on_new_session(SSL* connection, SSL_SESSION* session);
  void put(const Destination& to, SslSessionPtr session);

  std::vector<Entry> entries_;  // the oldest in front
};

}  // namespace gw::io
