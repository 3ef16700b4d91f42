// GET /v1/key: what the key of the request may still use.
#pragma once

#include "gateway/front/endpoint.h"

namespace gw::gateway {

class OwnKey final : public Endpoint {
 public:
  io::Task<void> handle(Context& context) override;
};

}  // namespace gw::gateway
