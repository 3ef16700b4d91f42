// On whose behalf a request goes to AWS, and to which region. Pure.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aws/credentials.h"
#include "credentials/identity.h"
#include "gateway/front/context.h"
#include "http/head.h"
#include "llm/failure.h"
#include "translate/errors.h"

namespace gw::gateway {

// What the environment gives to requests that bring nothing.
struct Ambient {
  std::shared_ptr<credentials::Identity> identity;  // null: none
  std::string missing;  // the variable that is missing when the environment has half a pair
  std::string region;   // AWS_REGION, AWS_DEFAULT_REGION, the profile's, or us-east-1
};

class Caller {
 public:
  // With credentials of its own, or with what the identity holds when it is needed.
  Caller(std::optional<aws::Credentials> own, std::shared_ptr<credentials::Identity> ambient,
         std::string region)
      : own_(std::move(own)), ambient_(std::move(ambient)), region_(std::move(region)) {}

  const std::optional<aws::Credentials>& own() const { return own_; }
  const std::shared_ptr<credentials::Identity>& ambient() const { return ambient_; }
  translate::CredentialOwner owner() const {
    return own_ ? translate::CredentialOwner::caller : translate::CredentialOwner::gateway;
  }
  const std::string& region() const { return region_; }
  // From now on as this one, unless it has credentials of its own.
  void act_as(std::shared_ptr<credentials::Identity> identity) { ambient_ = std::move(identity); }

 private:
  std::optional<aws::Credentials> own_;
  std::shared_ptr<credentials::Identity> ambient_;
  std::string region_;
};

// What a request says about who asks and where.
struct Claim {
  const http::Fields& fields;
  KeyField key_in = KeyField::none;    // the field that holds a gateway key, not AWS's
  std::string_view model_region = {};  // inside the model's ARN; may be empty
};

// Credentials, the first of these whole, never a mixture: the x-aws-access-key-id headers or
// x-aws-bearer-token; a Bedrock API key in Authorization, unless that is a gateway key; the
// ambient ones. Region: the header, the model ARN's, that of the request's short-term API key, the
// environment's. Errors: 401 that says what is missing, 400 for
// two identities at once, and for a region that cannot be part of a host name.
std::expected<Caller, llm::Failure> identify_caller(const Claim& claim, const Ambient& ambient);

// Whether a request means to use credentials of its own, right or wrong.
bool has_credentials(const http::Fields& fields);

// The 401 for a request without credentials; `why` is a sentence.
llm::Failure missing_credentials(std::string_view why);

}  // namespace gw::gateway
