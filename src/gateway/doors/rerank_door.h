// POST /v1/rerank, /v2/rerank and /rerank: documents in the order in which they answer a query.
#pragma once

#include "gateway/doors/operation_door.h"
#include "gateway/doors/provider.h"
#include "gateway/front/endpoint.h"

namespace gw::gateway {

class RerankDoor final : public Endpoint {
 public:
  // The provider outlives this object.
  RerankDoor(Provider& provider, const OperationLimits& limits)
      : provider_(provider), limits_(limits) {}

  io::Task<void> handle(Context& context) override;

 private:
  Provider& provider_;
  const OperationLimits limits_;
};

}  // namespace gw::gateway
