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

// Credentials: the x-aws-* headers whole, or the environment's whole; never a mixture. Region: the
// header, the model ARN's (`model_region`, may be empty), the environment's. `ambient` outlives the
// result. Errors: 401 that says
// what is missing, 400 for a region that cannot be part of a host name.
std::expected<Caller, openai::ApiError> identify_caller(const http::Fields& fields,
                                                        std::string_view model_region,
                                                        const Ambient& ambient);

}  // namespace gw::gateway
