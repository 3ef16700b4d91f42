// The services of AWS that hand out credentials, beside the simulated Bedrock and at the same
// address: STS, the SSO portal and its token endpoint, a container's endpoint, the metadata
// service of an instance. As strict as the real ones about what the AWS SDKs send.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "http/head.h"
#include "simulator/access.h"
#include "simulator/issuer.h"
#include "simulator/service.h"

namespace gw::simulator {

// Whom the services know. Tests change it by PUT /_sim/aws, member by member.
struct AwsSecrets {
  std::string web_identity_token = "EXAMPLE-WEB-IDENTITY-TOKEN";
  std::string container_token = "EXAMPLE-CONTAINER-TOKEN";  // as EKS wants one; ECS has none
  std::string sso_access_token = "EXAMPLE-SSO-ACCESS-TOKEN";
  std::string sso_refresh_token = "EXAMPLE-SSO-REFRESH-TOKEN";
  std::string external_id = "EXAMPLE-EXTERNAL-ID";  // of roles called needs-external-id
  bool metadata_v1 = false;                         // answer without a token, too
};

class AwsServices {
 public:
  // Both outlive it.
  AwsServices(const Access& access, Issuer& issuer) : access_(access), issuer_(issuer) {}

  // A request for one of the services, by the operation's kind.
  Reply answer(Operation::Kind kind, const http::RequestHead& head, std::string_view body,
               std::int64_t now);
  // The body of PUT /_sim/aws: members of AwsSecrets; "lifetime": seconds, of all credentials from
  // now on; "expire": true, all that there are. Errors: what is wrong with it.
  Result<> configure(std::string_view json);

 private:
  Reply sts(const http::RequestHead& head, std::string_view body, std::int64_t now,
            const AwsSecrets& secrets);
  Reply metadata(const http::RequestHead& head, std::int64_t now, const AwsSecrets& secrets);
  Reply container(const http::RequestHead& head, std::int64_t now, const AwsSecrets& secrets);
  Reply sso_portal(const http::RequestHead& head, std::int64_t now, const AwsSecrets& secrets);
  Reply sso_oidc(std::string_view body);

  const Access& access_;
  Issuer& issuer_;
  std::mutex mutex_;
  AwsSecrets secrets_;
};

}  // namespace gw::simulator
