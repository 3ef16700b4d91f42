// TLS towards clients: the certificate that the settings name, and its renewal while connections
// run. A certificate that cannot be used never replaces one that can.
#pragma once

#include <string>

#include "base/result.h"
#include "config/settings.h"
#include "credentials/files.h"
#include "server/listener.h"

namespace gw::gateway {

class InboundTls {
 public:
  InboundTls() = default;  // without TLS
  // Errors: invalid: which file, why, and what to do. A certificate that has expired is one.
  static Result<InboundTls> load(const config::ServerSettings& settings);

  const server::SharedTls& shared() const { return tls_; }
  // "TLS with the certificate FILE, good until 2027-01-01T00:00:00Z"; "" without TLS.
  const std::string& description() const { return description_; }
  // True once after one of its files has become another.
  bool changed() { return watch_.changed(); }

 private:
  server::SharedTls tls_;
  std::string description_;
  credentials::FileWatch watch_;
};

}  // namespace gw::gateway
