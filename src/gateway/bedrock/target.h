// Where one attempt goes, as whom, and by which rules.
#pragma once

#include <string_view>

#include "aws/endpoint.h"
#include "bedrock/model_id.h"
#include "bedrock/model_rules.h"
#include "gateway/bedrock/access.h"
#include "gateway/bedrock/caller.h"

namespace gw::gateway {

inline constexpr std::string_view kService = "bedrock";  // the signing name of Bedrock's hosts

// What is referred to outlives it.
struct Target {
  Target(bedrock::ModelId id, const bedrock::ModelRules& of_model, const Caller& who, Access& as,
         aws::Endpoint where)
      : model(std::move(id)),
        rules(of_model),
        caller(who),
        access(as),
        endpoint(std::move(where)) {}

  bedrock::ModelId model;
  const bedrock::ModelRules& rules;  // of the catalogue
  const Caller& caller;
  Access& access;
  aws::Endpoint endpoint;
};

}  // namespace gw::gateway
