#include "simulator/access.h"

#include <algorithm>

#include "aws/sigv4_verify.h"
#include "base/ascii.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kService = "bedrock";
constexpr std::string_view kBearer = "bearer ";

Refusal in_aws_words(const aws::Refusal& refusal) {
  using Reason = aws::Refusal::Reason;
  switch (refusal.reason) {
    case Reason::missing:
      return {"MissingAuthenticationTokenException", refusal.message};
    case Reason::malformed:
      return {"IncompleteSignatureException", refusal.message};
    case Reason::unknown_key:
      return {"UnrecognizedClientException", refusal.message};
    default:
      return {"InvalidSignatureException", refusal.message};
  }
}

std::vector<aws::Header> headers_of(const http::RequestHead& head) {
  std::vector<aws::Header> headers;
  headers.reserve(head.fields.size());
  for (std::size_t i = 0; i < head.fields.size(); ++i) {
    headers.push_back({head.fields[i].name, head.fields[i].value});
  }
  return headers;
}

// The pair for an access key id; there may be several, with different tokens.
const aws::Credentials* known_credentials(const Access& access, std::string_view key_id,
                                          std::string_view token) {
  const aws::Credentials* found = nullptr;
  for (const aws::Credentials& each : access.keys) {
    if (each.access_key_id != key_id) continue;
    if (found == nullptr || each.session_token.reveal() == token) found = &each;
  }
  return found;
}

}  // namespace

Access example_access() {
  const auto pair = [](std::string_view id, std::string_view secret, std::string_view token) {
    return aws::Credentials{std::string(id), Secret(secret), Secret(token)};
  };
  constexpr std::string_view kTemporary = "ASIAIOSFODNN7EXAMPLE";
  constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  return {.keys = {pair("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""),
                   pair("AKIAIOSFODNN7EXAMPLE", kSecret, ""),
                   pair(kTemporary, kSecret, "EXAMPLE-TOKEN"),
                   pair(kTemporary, kSecret, "EXPIRED-TOKEN")},
          .expired_tokens = {"EXPIRED-TOKEN"},
          .api_keys = {"bedrock-api-key-EXAMPLE"}};
}

std::optional<Refusal> refuse_signature(const Access& access, std::string_view service,
                                        const http::RequestHead& head, std::string_view body,
                                        std::int64_t now) {
  const auto authorization = aws::parse_authorization(head.fields.get("authorization"));
  const std::string_view region = authorization ? authorization->scope.region : "";
  const std::string_view token = head.fields.get("x-amz-security-token");
  const auto headers = headers_of(head);
  const aws::SignedRequest request{head.method, head.path(), head.query(), headers, body};
  std::optional<Issuer::Known> issued;
  if (access.issuer != nullptr && authorization) {
    issued = access.issuer->find(authorization->access_key_id);
  }
  const auto find_credentials = [&](std::string_view key_id) {
    return issued ? &issued->credentials : known_credentials(access, key_id, token);
  };
  const auto refusal = aws::verify(request, service, region, now, find_credentials);
  if (refusal) return in_aws_words(*refusal);
  const bool listed =
      std::ranges::find(access.expired_tokens, token) != access.expired_tokens.end();
  if (listed || (issued && issued->expires_at <= now)) {
    return Refusal{"ExpiredTokenException",
                   "The security token included in the request is expired"};
  }
  return std::nullopt;
}

std::optional<Refusal> refuse_access(const Access& access, const http::RequestHead& head,
                                     std::string_view body, std::int64_t now) {
  const std::string_view authorization = head.fields.get("authorization");
  if (authorization.empty()) {
    return Refusal{"MissingAuthenticationTokenException", "Missing Authentication Token"};
  }
  if (access.accept_any) return std::nullopt;
  if (!ascii::starts_with_ignoring_case(authorization, kBearer)) {
    return refuse_signature(access, kService, head, body, now);
  }
  const std::string_view key = ascii::trim(authorization.substr(kBearer.size()));
  if (std::ranges::find(access.api_keys, key) != access.api_keys.end()) return std::nullopt;
  return Refusal{"AccessDeniedException", "The API Key you provided is invalid."};
}

}  // namespace gw::simulator
