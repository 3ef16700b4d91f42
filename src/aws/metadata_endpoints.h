// The endpoints that hand out credentials to whoever runs beside them: of a container and of an
// instance. Pure.
#pragma once

#include <optional>

#include "aws/credential_plan.h"

namespace gw::aws {

// nullopt: the environment names none. Errors: invalid; the attack behind the rules is a variable
// that sends the container's authorization token to a foreign host.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
Result<std::optional<ContainerSource>> container_source(const Environment& environment);

// nullopt: AWS_EC2_METADATA_DISABLED. Errors: invalid.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
Result<std::optional<MetadataSource>> metadata_source(const Environment& environment,
                                                      const SharedConfig& files,
                                                      std::string_view profile);

}  // namespace gw::aws
