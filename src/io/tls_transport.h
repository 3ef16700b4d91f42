// The BIO between OpenSSL and a non-blocking socket.
#pragma once

#include <openssl/bio.h>

namespace gw::io {

// OpenSSL's own socket BIO raises SIGPIPE, and asks the kernel once more after a read that has
// already emptied the socket.
struct TlsTransport {
  explicit TlsTransport(int fd) : socket(fd) {}

  int socket;
  bool drained = false;  // nothing is to be read until the socket was waited for
  bool ended = false;
  int error = 0;  // errno of the last call that failed for good
};

// A BIO over `transport`, which must outlive it.
BIO* make_bio(TlsTransport& transport);

}  // namespace gw::io
