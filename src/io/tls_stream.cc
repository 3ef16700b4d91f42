#include "io/tls_stream.h"

#include <algorithm>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/buffer.h"
#include "io/await.h"
#include "io/errors.h"
#include "io/gather.h"

namespace gw::io {

namespace {

constexpr std::size_t kRecord = 16384;  // RFC 8446 section 5.1

// SSL_get_error() takes what lies in the queue for the last call's. There is nothing, as a rule,
// and to look costs less than to clear.
void forget_errors() {
  if (ERR_peek_error() != 0) ERR_clear_error();
}

// False: there is no memory for it. The peer must then not be spoken to: anybody would do.
bool expect_peer(SSL* ssl, const std::string& host) {
  boost::system::error_code is_a_name;
  asio::ip::make_address(host, is_a_name);
  if (is_a_name) {
    return SSL_set_tlsext_host_name(ssl, host.c_str()) == 1 &&
           SSL_set1_host(ssl, host.c_str()) == 1;
  }
  // RFC 6066 section 3: no addresses in SNI
  return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
}

}  // namespace

std::unique_ptr<TlsStream> TlsStream::client(Socket socket, const TlsContext& context,
                                             const Destination& to, TlsSessionCache& sessions) {
  std::unique_ptr<TlsStream> stream(new TlsStream(std::move(socket), context));
  stream->begin(to, sessions);
  return stream;
}

std::unique_ptr<TlsStream> TlsStream::server(Socket socket, const TlsContext& context) {
  std::unique_ptr<TlsStream> stream(new TlsStream(std::move(socket), context));
  SSL_set_accept_state(stream->ssl_.get());
  return stream;
}

TlsStream::TlsStream(Socket socket, const TlsContext& context)
    : transport_(std::move(socket)), ssl_(SSL_new(context.handle())) {
  BIO* const bio = make_bio(transport_);
  SSL_set_bio(ssl_.get(), bio, bio);
}

TlsStream::~TlsStream() { close(); }

void TlsStream::begin(const Destination& to, TlsSessionCache& sessions) {
  peer_ = std::make_unique<const Destination>(to);
  SSL_set_connect_state(ssl_.get());
  if (!expect_peer(ssl_.get(), to.host))
    broken_ = Error(Errc::tls, "OpenSSL cannot check the name '" + to.host + "'");
  sessions.prepare(ssl_.get(), *peer_);
}

void TlsStream::tunnel(const TlsContext& context, const Destination& to,
                       TlsSessionCache& sessions) {
  outer_ = Layer{std::move(peer_), std::move(ssl_)};
  ssl_.reset(SSL_new(context.handle()));
  BIO* const bio = BIO_new(BIO_f_ssl());
  BIO_set_ssl(bio, outer_.ssl.get(), BIO_NOCLOSE);
  SSL_set_bio(ssl_.get(), bio, bio);
  established_ = false;
  begin(to, sessions);
}

Task<Result<void>> TlsStream::handshake() {
  if (broken_) co_return std::unexpected(*broken_);
  while (!established_) {
    forget_errors();
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) {
      established_ = true;
      continue;
    }
    auto recovered = co_await recover(result);
    if (!recovered) co_return std::unexpected(std::move(recovered.error()));
  }
  co_return Result<void>();
}

bool TlsStream::resumed() const { return SSL_session_reused(ssl_.get()) == 1; }

Task<Result<std::size_t>> TlsStream::read_some(std::span<char> into) {
  if (broken_) co_return std::unexpected(*broken_);
  for (;;) {
    std::size_t n = 0;
    const int result = read_records(into, n);
    if (n > 0) co_return n;
    if (SSL_get_error(ssl_.get(), result) == SSL_ERROR_ZERO_RETURN) co_return std::size_t{0};
    auto recovered = co_await recover(result);
    if (!recovered) co_return std::unexpected(std::move(recovered.error()));
  }
}

bool TlsStream::would_wait() const noexcept {
  const bool pending = SSL_has_pending(ssl_.get()) == 1 ||
                       (outer_.ssl != nullptr && SSL_has_pending(outer_.ssl.get()) == 1);
  return !pending && !broken_ && !transport_.socket.may_be_readable();
}

// OpenSSL gives one record at a time; several have come when there was a burst, and each that is
// read later costs the reader a turn of its own.
int TlsStream::read_records(std::span<char> into, std::size_t& total) {
  int result = 1;
  while (result == 1 && total < into.size() && (total == 0 || SSL_has_pending(ssl_.get()) == 1)) {
    std::size_t n = 0;
    forget_errors();
    result = SSL_read_ex(ssl_.get(), into.data() + total, into.size() - total, &n);
    total += n;
  }
  // What failed behind data is told by the next read; OpenSSL would say it only once.
  const int why = SSL_get_error(ssl_.get(), result);
  if (total > 0 && (why == SSL_ERROR_SSL || why == SSL_ERROR_SYSCALL)) broken_ = failure(why);
  return result;
}

Task<Result<void>> TlsStream::write(std::span<const std::string_view> pieces) {
  Gather rest(pieces);
  Buffer shared;
  while (!rest.done()) {
    std::string_view chunk = rest.front();
    if (chunk.size() < kRecord && !rest.is_last()) {
      const std::size_t size = std::min(kRecord, rest.size());
      const std::span<char> room = shared.prepare(size).first(size);
      chunk = std::string_view(room.data(), rest.copy_to(room));
    }
    std::size_t written = 0;
    forget_errors();
    const int result = SSL_write_ex(ssl_.get(), chunk.data(), chunk.size(), &written);
    if (result == 1) {
      rest.consume(written);
      continue;
    }
    auto recovered = co_await recover(result);  // then the same bytes again, as OpenSSL demands
    if (!recovered) co_return std::unexpected(std::move(recovered.error()));
  }
  co_return Result<void>();
}

Task<Result<void>> TlsStream::recover(int result) {
  if (transport_.socket.closed()) co_return fail(Errc::canceled, "the connection was closed here");
  const int why = SSL_get_error(ssl_.get(), result);
  if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) {
    co_return std::unexpected(failure(why));
  }
  if (why == SSL_ERROR_WANT_READ) {
    co_await transport_.socket.wait_readable();
  } else {
    co_await transport_.socket.wait_writable();
  }
  co_return Result<void>();
}

// Whoever speaks HTTP without TLS is told in HTTP, where it can be read.
void TlsStream::answer_in_clear() noexcept {
  static constexpr std::string_view kAnswer =
      "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: text/plain\r\n"
      "content-length: 42\r\n\r\nThis port speaks TLS: use https, not http\n";
  iovec piece{const_cast<char*>(kAnswer.data()), kAnswer.size()};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  transport_.socket.send(message);  // fits, into an empty buffer
}

Error TlsStream::failure(int ssl_error) {
  const std::string where = peer_ == nullptr ? "the client" : to_string(*peer_);
  const bool cut_off = ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
  const unsigned long error = ERR_peek_error();
  const bool in_clear =
      ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) == SSL_R_HTTP_REQUEST;
  if (in_clear) answer_in_clear();
  const long verified = SSL_get_verify_result(ssl_.get());
  if (ssl_error == SSL_ERROR_SYSCALL || cut_off) {
    forget_errors();
    return transport_.error != 0 ? connection_error(transport_.error)
                                 : Error(Errc::closed, where +
                                                           " ended the connection without "
                                                           "the end that TLS demands");
  }
  std::string reason = take_tls_error();
  if (verified != X509_V_OK) {
    reason += ": ";
    reason += X509_verify_cert_error_string(verified);
  }
  const std::string_view step = established_ ? "TLS with " : "TLS handshake with ";
  return Error(Errc::tls, std::string(step) + where + " failed: " + reason);
}

void TlsStream::say_end() noexcept {
  if (established_ && transport_.error == 0) SSL_shutdown(ssl_.get());
  if (outer_.ssl != nullptr && transport_.error == 0) SSL_shutdown(outer_.ssl.get());
  forget_errors();
}

void TlsStream::close() noexcept {
  if (transport_.socket.closed()) return;
  say_end();
  transport_.socket.close();
}

void TlsStream::finish_writing() noexcept {
  if (transport_.socket.closed()) return;
  say_end();
  transport_.socket.finish_writing();
}

void TlsStream::reset() noexcept { transport_.socket.reset(); }

bool TlsStream::idle_and_alive() noexcept {
  if (transport_.socket.closed()) return false;
  if (transport_.socket.nothing_to_read() && would_wait()) return true;
  // What has come may be no more than session tickets: OpenSSL takes them in, and finds no data.
  char byte;
  forget_errors();
  const int result = SSL_peek(ssl_.get(), &byte, 1);
  const bool idle = result <= 0 && SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_READ;
  forget_errors();
  return idle;
}

}  // namespace gw::io
