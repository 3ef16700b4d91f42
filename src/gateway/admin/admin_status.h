// GET /admin/v1/status: what runs here.
#pragma once

#include <chrono>
#include <ctime>

#include "gateway/front/endpoint.h"

namespace gw::gateway {

class AdminStatus final : public Endpoint {
 public:
  io::Task<void> handle(Context& context) override;

 private:
  const std::time_t started_ = std::time(nullptr);
  const Clock::time_point since_ = Clock::now();
};

}  // namespace gw::gateway
