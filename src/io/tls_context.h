// What all TLS connections of one kind share: roots or certificate, and the protocol's settings
// (TLS 1.2 or later, HTTP/1.1 by ALPN). Immutable once made; workers share it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "io/tls_handles.h"

namespace gw::io {

// What this side shows of itself: PEM files with a certificate chain and with its key.
struct TlsIdentity {
  std::string certificate;
  std::string key;
};

class TlsContext {
 public:
  // For connecting: verifies certificates against the PEM file `ca_bundle`, or the system's roots,
  // and shows the identity, if any, to servers that ask. Error: invalid; says which file, and what
  // to do.
  static Result<TlsContext> client(const std::optional<std::string>& ca_bundle,
                                   const std::optional<TlsIdentity>& identity = std::nullopt);
  // For accepting. With a `client_ca` (PEM), only clients with a certificate of one of these
  // authorities. Error: invalid; says which file.
  static Result<TlsContext> server(const TlsIdentity& identity, const std::string& client_ca = {});

  SSL_CTX* handle() const { return context_.get(); }
  // The end of the identity's certificate, in seconds since the epoch. There has to be one.
  std::int64_t expires_at() const;

 private:
  explicit TlsContext(SslContextPtr context) : context_(std::move(context)) {}
  SslContextPtr context_;
};

}  // namespace gw::io
