#include "io/tls_transport.h"

#include <cerrno>

#include <sys/uio.h>

namespace gw::io {

namespace {

TlsTransport& transport_of(BIO* bio) { return *static_cast<TlsTransport*>(BIO_get_data(bio)); }

int read_bio(BIO* bio, char* into, int size) {
  TlsTransport& transport = transport_of(bio);
  BIO_clear_retry_flags(bio);
  const auto n = transport.socket.receive(std::span(into, static_cast<std::size_t>(size)));
  transport.ended = n == 0;
  if (n >= 0) return static_cast<int>(n);
  if (would_block(errno)) {
    BIO_set_retry_read(bio);
  } else {
    transport.error = errno;
  }
  return -1;
}

int write_bio(BIO* bio, const char* from, int size) {
  TlsTransport& transport = transport_of(bio);
  BIO_clear_retry_flags(bio);
  iovec piece{const_cast<char*>(from), static_cast<std::size_t>(size)};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  const auto n = transport.socket.send(message);
  if (n >= 0) return static_cast<int>(n);
  if (would_block(errno)) {
    BIO_set_retry_write(bio);
  } else {
    transport.error = errno;
  }
  return -1;
}

long control_bio(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_FLUSH) return 1;
  if (command == BIO_CTRL_EOF) return transport_of(bio).ended;
  return 0;
}

BIO_METHOD* make_method() {
  BIO_METHOD* const method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
  BIO_meth_set_read(method, read_bio);
  BIO_meth_set_write(method, write_bio);
  BIO_meth_set_ctrl(method, control_bio);
  return method;
}

}  // namespace

BIO* make_bio(TlsTransport& transport) {
  static BIO_METHOD* const method = make_method();
  BIO* const bio = BIO_new(method);
  BIO_set_data(bio, &transport);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace gw::io
