// Application inference profiles: ARNs that do not say which model they stand for. Bedrock's
// control plane does.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetInferenceProfile.html
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace gw::bedrock {

// "arn:aws:bedrock:REGION:ACCOUNT:application-inference-profile/ID"
bool is_application_profile(std::string_view model);

// The path of GetInferenceProfile, percent-encoded.
std::string profile_path(std::string_view arn);

// The base id of the profile's model ("anthropic.claude-sonnet-4-6"): all models of a profile are
// the same one in different regions. Errors: malformed.
Result<std::string> read_profile_model(std::string_view body);

}  // namespace gw::bedrock
