// What all TLS connections of one kind share: roots or certificate, and the protocol's settings
// (TLS 1.2 or later, HTTP/1.1 by ALPN). Immutable once made; workers share it.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "io/tls_handles.h"

namespace gw::io {

class TlsContext {
 public:
  // For connecting: verifies certificates against the PEM file `ca_bundle`, or the system's roots.
  // Error: invalid; says which file, and what to do.
  static Result<TlsContext> client(const std::optional<std::string>& ca_bundle);
  // For accepting, with a PEM certificate chain and its key. Error: invalid; says which file.
  static Result<TlsContext> server(const std::string& certificate_file,
                                   const std::string& key_file);

  SSL_CTX* handle() const { return context_.get(); }

 private:
  explicit TlsContext(SslContextPtr context) : context_(std::move(context)) {}
  SslContextPtr context_;
};

}  // namespace gw::io
