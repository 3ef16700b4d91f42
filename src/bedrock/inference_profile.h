// Inference profiles. Application profiles are ARNs that do not say which model they stand for;
// Bedrock's control plane does. Those of geographies are the model's id with a prefix.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetInferenceProfile.html
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gw::bedrock {

// "arn:aws:bedrock:REGION:ACCOUNT:application-inference-profile/ID"
bool is_application_profile(std::string_view model);

// The path of GetInferenceProfile, percent-encoded.
std::string profile_path(std::string_view arn);

// The base id of the profile's model ("anthropic.claude-sonnet-4-6"): all models of a profile are
// the same one in different regions. Errors: malformed.
Result<std::string> read_profile_model(std::string_view body);

// Where profiles may be wanted: a geography of bedrock/residency.h, or "global".
bool is_profile_prefix(std::string_view text);
// The profiles of a model (an id, or the ARN of a foundation model) that can be called in this
// region, of these geographies and in their order: "eu.anthropic.claude-sonnet-4-6". None of what
// is a profile already, or something of somebody's own.
std::vector<std::string> profiles_for(std::string_view model, std::string_view region,
                                      std::span<const std::string> geographies);

}  // namespace gw::bedrock
