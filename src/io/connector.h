// Opens upstream connections.
#pragma once

#include <memory>

#include "io/cancel.h"
#include "io/destination.h"
#include "io/stream.h"

namespace gw::io {

class Connector {
 public:
  virtual ~Connector() = default;
  // Errors: unreachable (says what was tried), tls, timeout, canceled. Destination and scope must
  // stay until completion.
  virtual Task<Result<std::unique_ptr<Stream>>> connect(const Destination& to,
                                                        CancelScope& cancel) = 0;
};

}  // namespace gw::io
