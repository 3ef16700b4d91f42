// Where the credentials of a process come from: the chain of AWS's tools as a function of the
// environment and the shared files, without asking anybody. Order and rules are the CLI's
// (botocore's), which docs/configuration.md tells; whoever carries a plan out only follows it.
// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "aws/shared_config.h"
#include "aws/sts.h"
#include "base/environment.h"
#include "base/result.h"

namespace gw::aws {

struct CredentialPlan;

struct NoSource {};
struct StaticSource {
  Credentials credentials;
};
struct ProcessSource {
  std::vector<std::string> command;  // the program and its arguments
};
struct WebIdentitySource {
  Role role;
  std::string token_file;  // read anew each time: kubelet replaces it
  std::string region;      // of STS
};
struct AssumeRoleSource {
  Role role;
  std::string region;  // of STS
  std::shared_ptr<const CredentialPlan> with;
};
struct SsoSource {
  std::string cache_key;  // sso_cache_file() of this is the token
  bool session = false;   // an [sso-session], whose token can be refreshed
  std::string region, account_id, role_name;
};
struct ContainerSource {
  Endpoint endpoint;
  std::string target;         // path and query
  std::string authorization;  // verbatim; empty: none
  std::string token_file;     // instead, read anew each time
};
struct MetadataSource {
  Endpoint endpoint;
  bool version_1 = true;  // where there is no version 2
  int timeout_seconds = 1;
  int attempts = 1;
};

struct CredentialPlan {
  using Source = std::variant<NoSource, StaticSource, ProcessSource, WebIdentitySource,
                              AssumeRoleSource, SsoSource, ContainerSource, MetadataSource>;
  Source source;
  std::string origin;  // for people: "profile 'dev'", "the container's endpoint"
};

struct PlanInput {
  const Environment& environment;
  const SharedConfig& files;
  std::string profile;  // empty: "default", if there is one
  std::string region;   // of the settings; may be empty
};

// Errors: invalid. What is there but cannot work (a profile that does not exist, a role without a
// source, a cycle) is an error, as nobody wants another identity in its place.
Result<CredentialPlan> plan_credentials(const PlanInput& input);
// Without its links, the first source of a chain of roles.
const CredentialPlan& base_of(const CredentialPlan& plan);

// The profile that is meant: the one named, or "default".
std::string_view profile_name(const PlanInput& input);

}  // namespace gw::aws
