// GET /healthz: the process runs. GET /readyz: it wants traffic.
#pragma once

#include "gateway/front/endpoint.h"
#include "io/worker.h"

namespace gw::gateway {

class Healthz final : public Endpoint {
 public:
  io::Task<void> handle(Context& context) override;
};

class Readyz final : public Endpoint {
 public:
  // The worker's.
  explicit Readyz(const io::Phase& phase) : phase_(phase) {}
  io::Task<void> handle(Context& context) override;

 private:
  const io::Phase& phase_;
};

}  // namespace gw::gateway
