// On whose behalf a request goes to AWS, and to which region. Pure.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "aws/credentials.h"
#include "http/head.h"
#include "openai/api_error.h"
#include "translate/errors.h"

namespace gw::gateway {

// What the environment gives to requests that bring nothing.
struct Ambient {
  std::optional<aws::Credentials> credentials;
  std::string missing;  // the variable that is missing when the environment has half a pair
  std::string region;   // AWS_REGION, AWS_DEFAULT_REGION, or us-east-1
};

class Caller {
 public:
  // With credentials of its own, or with the ambient ones, which outlive it.
  Caller(std::optional<aws::Credentials> own, const aws::Credentials* ambient, std::string region)
      : own_(std::move(own)), ambient_(ambient), region_(std::move(region)) {}

  const aws::Credentials& credentials() const { return own_ ? *own_ : *ambient_; }
  translate::CredentialOwner owner() const {
    return own_ ? translate::CredentialOwner::caller : translate::CredentialOwner::gateway;
  }
  const std::string& region() const { return region_; }

 private:
  std::optional<aws::Credentials> own_;
  const aws::Credentials* ambient_;
  std::string region_;
};

// What a request says about who asks and where.
struct Claim {
  const http::Fields& fields;
  bool authorization_claimed = false;  // the Authorization field is a gateway key, not AWS's
  std::string_view model_region = {};  // inside the model's ARN; may be empty
};

// Credentials, the first of these whole, never a mixture: the x-aws-access-key-id headers or
// x-aws-bearer-token; a Bedrock API key in Authorization, unless that is a gateway key; the
// ambient ones. Region: the header, the model ARN's, that of the request's short-term API key, the
// environment's. `ambient` outlives the result. Errors: 401 that says what is missing, 400 for
// two identities at once, and for a region that cannot be part of a host name.
std::expected<Caller, openai::ApiError> identify_caller(const Claim& claim, const Ambient& ambient);

}  // namespace gw::gateway
