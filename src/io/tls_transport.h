// The BIO between OpenSSL and a socket.
#pragma once

#include <utility>

#include <openssl/bio.h>

#include "io/polled_socket.h"

namespace gw::io {

// OpenSSL's own socket BIO raises SIGPIPE, and asks the kernel once more after a read that has
// already emptied the socket.
struct TlsTransport {
  explicit TlsTransport(Socket connected) : socket(std::move(connected)) {}

  PolledSocket socket;
  bool ended = false;
  int error = 0;  // errno of the last call that failed for good
};

// A BIO over `transport`, which must outlive it.
BIO* make_bio(TlsTransport& transport);

}  // namespace gw::io
