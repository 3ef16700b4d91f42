// Where one attempt goes, as whom, and by which rules.
#pragma once

#include <memory>
#include <string_view>

#include "aws/endpoint.h"
#include "bedrock/model_id.h"
#include "bedrock/model_rules.h"
#include "bedrock/residency.h"
#include "gateway/bedrock/access.h"
#include "gateway/bedrock/caller.h"
#include "gateway/bedrock/upstreams.h"
#include "translate/reasoning_memory.h"

namespace gw::gateway {

inline constexpr std::string_view kService = "bedrock";  // the signing name of Bedrock's hosts

// What is referred to outlives it.
struct Target {
  Target(bedrock::ModelId id, const bedrock::ModelRules& of_model, const Caller& who, Access& as,
         aws::Endpoint where, std::shared_ptr<Upstream> known, const bedrock::Residency& within)
      : model(std::move(id)),
        rules(of_model),
        caller(who),
        access(as),
        endpoint(std::move(where)),
        upstream(std::move(known)),
        residency(within) {}

  bedrock::ModelId model;
  const bedrock::ModelRules& rules;  // of the catalogue
  const Caller& caller;
  Access& access;
  aws::Endpoint endpoint;
  std::shared_ptr<Upstream> upstream;            // what is known of it
  const bedrock::Residency& residency;           // whatever it is asked through stays inside
  translate::ReasoningMemory* memory = nullptr;  // the caller's with this model; may be null
};

}  // namespace gw::gateway
