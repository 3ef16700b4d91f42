// Opens upstream connections: resolve, connect (addresses in turn, bounded in time), TLS with host
// verification against the configured roots.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "io/cancel.h"
#include "io/stream.h"

namespace gw::io {

struct Destination {
  std::string host;
  std::uint16_t port = 443;
  bool tls = true;
  friend bool operator==(const Destination&, const Destination&) = default;
};

class Connector {
 public:
  virtual ~Connector() = default;
  // Errors: unreachable (says what was tried), tls, timeout, canceled. The destination must outlive
  // the call.
  virtual Task<Result<std::unique_ptr<Stream>>> connect(const Destination& to,
                                                        CancelScope& cancel) = 0;
};

}  // namespace gw::io
