// TLS over TCP, by OpenSSL directly on the non-blocking socket. Not asio::ssl::stream: that one
// keeps two buffers of 17 KB a connection, idle or not, and copies every record once more through a
// pair of memory BIOs.
#pragma once

#include <memory>
#include <optional>

#include "io/destination.h"
#include "io/stream.h"
#include "io/tls_context.h"
#include "io/tls_session_cache.h"
#include "io/tls_transport.h"

namespace gw::io {

class TlsStream final : public Stream {
 public:
  // Both take a connected socket; handshake() comes before anything else. Context and cache must
  // outlive the stream.
  static std::unique_ptr<TlsStream> client(Socket socket, const TlsContext& context,
                                           const Destination& to, TlsSessionCache& sessions);
  static std::unique_ptr<TlsStream> server(Socket socket, const TlsContext& context);
  ~TlsStream() override;

  // As a client also verifies the certificate and that it is the destination's. Errors: tls (says
  // what failed, and to whom), closed, canceled.
  Task<Result<void>> handshake();
  // Of a client: what is there now (TLS to a proxy, which has answered CONNECT) carries a
  // connection to somebody else from here on; another handshake() comes first.
  void tunnel(const TlsContext& context, const Destination& to, TlsSessionCache& sessions);
  // True when the handshake continued an earlier session.
  bool resumed() const;

  // An end without TLS's own end (close_notify) is closed: the data may have been cut off.
  Task<Result<std::size_t>> read_some(std::span<char> into) override;
  bool would_wait() const noexcept override;
  Task<void> wait_readable() override { return transport_.socket.wait_readable(); }
  // Small pieces share a record.
  Task<Result<void>> write(std::span<const std::string_view> pieces) override;
  void close() noexcept override;
  void finish_writing() noexcept override;
  void reset() noexcept override;
  bool idle_and_alive() noexcept override;

 private:
  TlsStream(Socket socket, const TlsContext& context);
  void begin(const Destination& to, TlsSessionCache& sessions);
  int read_records(std::span<char> into, std::size_t& total);
  // After `result` of an OpenSSL call that could not go on: waits until it can, or says why not.
  Task<Result<void>> recover(int result);
  Error failure(int ssl_error);
  void answer_in_clear() noexcept;
  void say_end() noexcept;

  // The end of one connection, and on a client who the other end is, in a place that stays.
  struct Layer {
    std::unique_ptr<const Destination> peer;
    SslPtr ssl;
  };

  TlsTransport transport_;
  Layer outer_;  // to the proxy, if `ssl_` goes through one
  std::unique_ptr<const Destination> peer_;
  SslPtr ssl_;
  bool established_ = false;
  std::optional<Error> broken_;  // found while reading, behind data
};

}  // namespace gw::io
