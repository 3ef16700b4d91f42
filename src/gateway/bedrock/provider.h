// The provider "bedrock": translates, calls, relays.
#pragma once

#include <string>
#include <vector>

#include "aws/endpoint.h"
#include "bedrock/aliases.h"
#include "bedrock/catalogue.h"
#include "gateway/bedrock/caller.h"
#include "gateway/bedrock/profiles.h"
#include "gateway/provider.h"
#include "translate/conversation.h"
#include "upstream/call.h"

namespace gw::gateway {

struct BedrockOptions {
  Ambient ambient;
  std::optional<aws::Endpoint> endpoint{};  // instead of the region's own
  bedrock::Aliases aliases{{}};
  std::optional<aws::Endpoint> control_endpoint{};  // of the control plane; as above
  bool resolve_profiles = false;  // ask it for the models of application inference profiles
  bool strict = false;
  translate::ParameterPolicy policy;
};

// One a worker. What is referred to outlives it.
class BedrockProvider final : public Provider {
 public:
  BedrockProvider(const BedrockOptions& options, const bedrock::Catalogue& catalogue,
                  upstream::Shared& upstream)
      : options_(options), catalogue_(catalogue), upstream_(upstream), profiles_(upstream) {}

  std::string_view name() const override { return "bedrock"; }
  io::Task<void> chat(Context& context, const openai::ChatRequest& request) override;

 private:
  // The rules of a model, whose application inference profile may have to be asked about.
  io::Task<const bedrock::ModelRules*> find_rules(std::string_view model, const Caller& caller);

  const BedrockOptions& options_;
  const bedrock::Catalogue& catalogue_;
  upstream::Shared& upstream_;
  InferenceProfiles profiles_;
};

}  // namespace gw::gateway
