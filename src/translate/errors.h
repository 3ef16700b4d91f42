// Failures of the upstream side as the client is to be told of them. One table, for all
// dialects.
#pragma once

#include "base/result.h"
#include "bedrock/model_rules.h"
#include "bedrock/service_error.h"
#include "llm/failure.h"

namespace gw::translate {

// Where the credentials came from decides who has to act: 401 for the caller's own; 503, with a
// message to the operator, for the gateway's.
enum class CredentialOwner { caller, gateway };

// Codes that say what is wrong with the model's id.
inline constexpr std::string_view kModelNotFound = "model_not_found";
inline constexpr std::string_view kProfileRequired = "inference_profile_required";

llm::Failure to_failure(const bedrock::ServiceError& error, const bedrock::ModelRules& rules,
                        std::string_view model, CredentialOwner owner);
// Connection trouble: unreachable and TLS 502, closed 502, timeout 504, busy 503, malformed 502.
llm::Failure to_failure(const Error& error);
// A stream that ended before the model said that it had finished.
llm::Failure stream_truncated();

}  // namespace gw::translate
