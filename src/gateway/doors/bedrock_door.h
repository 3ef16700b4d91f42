// POST /model/{id}/converse and its neighbours: Bedrock's own runtime API. AWS's SDKs, and what is
// built on them, name the gateway as their endpoint; bodies and answers pass as they are.
#pragma once

#include "gateway/doors/operation_door.h"
#include "gateway/doors/provider.h"
#include "gateway/front/endpoint.h"

namespace gw::gateway {

class BedrockDoor final : public Endpoint {
 public:
  // The provider outlives this object.
  BedrockDoor(Provider& provider, const OperationLimits& limits)
      : provider_(provider), limits_(limits) {}

  io::Task<void> handle(Context& context) override;

 private:
  Provider& provider_;
  const OperationLimits limits_;
};

}  // namespace gw::gateway
