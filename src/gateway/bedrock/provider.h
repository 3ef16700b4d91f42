// The provider "bedrock": translates, calls, relays.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "aws/role_rules.h"
#include "aws/service_endpoint.h"
#include "bedrock/aliases.h"
#include "bedrock/catalogue.h"
#include "bedrock/guardrail.h"
#include "bedrock/own_names.h"
#include "bedrock/residency.h"
#include "config/route.h"
#include "credentials/wallet.h"
#include "gateway/bedrock/access.h"
#include "gateway/bedrock/attempts.h"
#include "gateway/bedrock/caller.h"
#include "gateway/bedrock/model_routes.h"
#include "gateway/bedrock/profiles.h"
#include "gateway/bedrock/reasoning_store.h"
#include "gateway/bedrock/target.h"
#include "gateway/bedrock/upstreams.h"
#include "gateway/doors/provider.h"
#include "io/proxy.h"
#include "tenancy/prices.h"
#include "translate/conversation.h"

namespace gw::gateway {

struct BedrockOptions {
  Ambient ambient;
  std::optional<aws::Endpoint> endpoint{};  // instead of the region's own
  aws::EndpointVariant variant{};           // of the region's own
  std::optional<io::Proxy> proxy{};         // on the way there
  bedrock::Aliases aliases{{}};
  bedrock::OwnNames own_names{};  // where nothing else has that name
  std::vector<config::Route> routes{};
  bedrock::Residency residency{};                   // of all requests
  std::optional<aws::Endpoint> control_endpoint{};  // of the control plane; as above
  bool resolve_profiles = false;  // ask it for the models of application inference profiles
  aws::RoleRules roles{};
  std::vector<bedrock::GuardrailRule> guardrails{};  // bound to gateway keys
  // The identity of a role that the gateway assumes; called on every worker.
  std::function<std::shared_ptr<credentials::Identity>(const aws::Role&)> assume{};
  bool strict = false;
  translate::ParameterPolicy policy;
  tenancy::Prices prices;
  bool attribute = false;               // say in the request metadata whose key it was
  ReasoningStore* reasoning = nullptr;  // shared by all workers; outlives them
};

// Where the control plane of a region is. Errors: invalid, as aws::regional_endpoint().
Result<aws::Endpoint> control_endpoint(const BedrockOptions& options, std::string_view region);

// One a worker. What is referred to outlives it.
class BedrockProvider final : public Provider {
 public:
  BedrockProvider(const BedrockOptions& options, const bedrock::Catalogue& catalogue,
                  const Calling& calling, credentials::Wallet& wallet)
      : options_(options),
        catalogue_(catalogue),
        calling_(calling),
        routes_(options.routes, options.residency, calling.upstreams),
        profiles_(calling.shared),
        wallet_(wallet) {}

  std::string_view name() const override { return "bedrock"; }
  io::Task<void> serve(Context& context, const Operation& operation, Answer& answer) override;
  // On whose behalf a request that names no model asks, and in which region: its own unless
  // `model_region` says it. Errors: as those of identify_caller(); 403 for what its operator does
  // not allow.
  llm::Expected<Caller> identify(Context& context, std::string_view model_region) const;

 private:
  bool is_opaque_profile(const bedrock::ModelRules& rules, std::string_view model) const;
  // The rules of a model, whose application inference profile may have to be asked about.
  io::Task<const bedrock::ModelRules*> find_rules(std::string_view model, const Caller& caller,
                                                  Access& access);
  class Maker;

  // `named`: the ARN of a role that comes before all others; "" mostly.
  llm::Expected<> assume_role(Context& context, std::string_view model, Caller& caller,
                              std::string_view named = {}) const;
  io::Task<void> serve_by_route(Context& context, const Operation& operation,
                                const ModelRoute& route, Answer& answer);
  Result<aws::Endpoint> endpoint_of(std::string_view region) const;
  // A model that may answer, and in which region.
  struct Priced {
    std::string_view model;
    std::string_view region;
  };
  // Takes what an answer will use of the limits of the request's key, by the dearest of the models.
  llm::Expected<> charge(Context& context, const Operation& operation,
                         std::span<const Priced> models) const;
  struct Addressed {
    bedrock::ModelId model;
    Caller caller;
    aws::Endpoint endpoint;
  };
  llm::Expected<Addressed> address(Context& context, std::string_view named) const;
  // A dry run.
  io::Task<void> show(Context& context, const Translator& translator, const Target& target,
                      const Operation& operation, Answer& answer);

  const BedrockOptions& options_;
  const bedrock::Catalogue& catalogue_;
  const Calling calling_;
  const ModelRoutes routes_;
  InferenceProfiles profiles_;
  credentials::Wallet& wallet_;
};

}  // namespace gw::gateway
