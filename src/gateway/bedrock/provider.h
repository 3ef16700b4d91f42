// The provider "bedrock": translates, calls, relays.
#pragma once

#include <string>
#include <vector>

#include "aws/endpoint.h"
#include "bedrock/aliases.h"
#include "bedrock/catalogue.h"
#include "gateway/bedrock/caller.h"
#include "gateway/provider.h"
#include "translate/conversation.h"
#include "upstream/call.h"

namespace gw::gateway {

struct BedrockOptions {
  Ambient ambient;
  std::optional<aws::Endpoint> endpoint{};  // instead of the region's own
  bedrock::Aliases aliases{{}};
  bool strict = false;
  translate::ParameterPolicy policy;
};

// One a worker. What is referred to outlives it.
class BedrockProvider final : public Provider {
 public:
  BedrockProvider(const BedrockOptions& options, const bedrock::Catalogue& catalogue,
                  upstream::Shared& upstream)
      : options_(options), catalogue_(catalogue), upstream_(upstream) {}

  std::string_view name() const override { return "bedrock"; }
  io::Task<void> chat(Context& context, const openai::ChatRequest& request) override;

 private:
  const BedrockOptions& options_;
  const bedrock::Catalogue& catalogue_;
  upstream::Shared& upstream_;
};

}  // namespace gw::gateway
