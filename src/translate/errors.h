// Failures of the upstream side in OpenAI's terms. One table, for all endpoints.
#pragma once

#include "base/result.h"
#include "bedrock/model_rules.h"
#include "bedrock/service_error.h"
#include "openai/api_error.h"

namespace gw::translate {

// Where the credentials came from decides who has to act: 401 for the caller's own, and the same
// status with a message to the operator for the gateway's.
enum class CredentialOwner { caller, gateway };

// Codes that say what is wrong with the model's id.
inline constexpr std::string_view kModelNotFound = "model_not_found";
inline constexpr std::string_view kProfileRequired = "inference_profile_required";

openai::ApiError to_api_error(const bedrock::ServiceError& error, const bedrock::ModelRules& rules,
                              std::string_view model, CredentialOwner owner);
// Connection trouble: unreachable and TLS 502, closed 502, timeout 504, busy 503, malformed 502.
openai::ApiError to_api_error(const Error& error);

}  // namespace gw::translate
