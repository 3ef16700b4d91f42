// GET /healthz: the process runs. GET /readyz: it wants traffic.
#pragma once

#include "gateway/endpoint.h"

namespace gw::gateway {

class Healthz final : public Endpoint {
 public:
  io::Task<void> handle(Context& context) override;
};

class Readyz final : public Endpoint {
 public:
  // `stopping` belongs to the worker.
  explicit Readyz(const bool& stopping) : stopping_(stopping) {}
  io::Task<void> handle(Context& context) override;

 private:
  const bool& stopping_;
};

}  // namespace gw::gateway
