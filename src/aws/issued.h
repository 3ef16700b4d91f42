// Credentials as their issuers hand them out: JSON from processes, containers, instances and the
// SSO portal. Bytes from elsewhere: nothing is taken for granted, and no error repeats them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "aws/credentials.h"
#include "base/result.h"

namespace gw::aws {

struct Issued {
  Credentials credentials;
  std::optional<std::int64_t> expires_at;  // seconds since the epoch; nullopt: never
};

// Standard output of a credential_process. Errors: invalid; says what is missing or wrong.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
Result<Issued> parse_process_answer(std::string_view json);
// ECS, EKS Pod Identity and Greengrass.
Result<Issued> parse_container_answer(std::string_view json);
// The instance metadata service, whose answer may be a refusal with status 200.
Result<Issued> parse_metadata_answer(std::string_view json);
// GetRoleCredentials of the SSO portal.
Result<Issued> parse_sso_answer(std::string_view json);

// Checks what all of them have in common: a pair, values that may stand in a header field.
Result<Issued> check_issued(Issued issued);

}  // namespace gw::aws
