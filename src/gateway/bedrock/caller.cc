#include "gateway/bedrock/caller.h"

#include "base/ascii.h"

namespace gw::gateway {

namespace {

constexpr std::string_view kKeyHeader = "x-aws-access-key-id";
constexpr std::string_view kSecretHeader = "x-aws-secret-access-key";
constexpr std::string_view kTokenHeader = "x-aws-session-token";
constexpr std::string_view kApiKeyHeader = "x-aws-bearer-token";
constexpr std::string_view kRegionHeader = "x-aws-region";
constexpr std::string_view kBearer = "bearer ";

llm::Failure unauthorized(std::string message, std::string_view param = {}) {
  llm::Failure error(401, llm::FailureKind::authentication, std::move(message));
  error.param = param;
  error.code = "missing_aws_credentials";
  return error;
}

llm::Failure half_a_pair(std::string_view given, std::string_view missing) {
  return unauthorized("The header " + std::string(given) + " was given without " +
                          std::string(missing) +
                          ". Send both, or neither to use the gateway's own credentials; "
                          "the two are never mixed.",
                      missing);
}

llm::Failure no_credentials(const Ambient& ambient) {
  if (!ambient.missing.empty()) {
    return unauthorized(
        "The gateway's environment has only half of its AWS credentials: " + ambient.missing +
        " is missing. Set it and restart the gateway, or send "
        "the headers x-aws-access-key-id and x-aws-secret-access-key.");
  }
  return missing_credentials("The gateway has none of its own.");
}

llm::Failure two_identities() {
  return llm::invalid_request(
      "The request has both a Bedrock API key (x-aws-bearer-token) and AWS access keys "
      "(x-aws-access-key-id). Send one of them.",
      kApiKeyHeader, "ambiguous_credentials");
}

aws::Credentials with_api_key(std::string_view key) {
  aws::Credentials credentials;
  credentials.api_key = Secret(key);
  return credentials;
}

// Clients always send a key, OpenAI's in one field and Anthropic's in the other, so what is not
// Bedrock's own form of one says nothing.
std::optional<aws::Credentials> from_key_fields(const Claim& claim) {
  const std::string_view value = claim.fields.get("authorization");
  if (claim.key_in != KeyField::authorization && ascii::starts_with_ignoring_case(value, kBearer)) {
    const std::string_view token = ascii::trim(value.substr(kBearer.size()));
    if (aws::is_bedrock_api_key(token)) return with_api_key(token);
  }
  const std::string_view key = claim.fields.get("x-api-key");
  if (claim.key_in != KeyField::x_api_key && aws::is_bedrock_api_key(key)) return with_api_key(key);
  return std::nullopt;
}

std::expected<std::optional<aws::Credentials>, llm::Failure> from_headers(const Claim& claim) {
  const http::Fields& fields = claim.fields;
  const std::string_view key = fields.get(kKeyHeader);
  const std::string_view secret = fields.get(kSecretHeader);
  const std::string_view token = fields.get(kTokenHeader);
  const std::string_view api_key = fields.get(kApiKeyHeader);
  if (key.empty() && secret.empty() && token.empty()) {
    return api_key.empty() ? from_key_fields(claim) : with_api_key(api_key);
  }
  if (!api_key.empty()) return std::unexpected(two_identities());
  if (key.empty() && secret.empty()) {
    return std::unexpected(half_a_pair(kTokenHeader, kKeyHeader));
  }
  if (secret.empty()) return std::unexpected(half_a_pair(kKeyHeader, kSecretHeader));
  if (key.empty()) return std::unexpected(half_a_pair(kSecretHeader, kKeyHeader));
  return aws::Credentials{std::string(key), Secret(secret), Secret(token)};
}

std::expected<std::string, llm::Failure> choose_region(const Claim& claim,
                                                       const std::optional<aws::Credentials>& own,
                                                       const Ambient& ambient) {
  std::string_view region = claim.fields.get(kRegionHeader);
  const bool from_header = !region.empty();
  if (!from_header) region = claim.model_region;
  if (region.empty() && own) {
    if (auto only = aws::region_of_api_key(own->api_key.reveal()); !only.empty()) return only;
  }
  if (region.empty()) region = ambient.region;
  if (aws::is_valid_region(region)) return std::string(region);
  return std::unexpected(llm::invalid_request(
      "'" + std::string(region) + "' is not an AWS region (such as us-east-1).",
      from_header ? kRegionHeader : std::string_view("model"), "invalid_region"));
}

}  // namespace

bool has_credentials(const http::Fields& fields) {
  const auto own = from_headers({fields});
  return !own || *own;
}

llm::Failure missing_credentials(std::string_view why) {
  return unauthorized(
      "No AWS credentials for this request. " + std::string(why) +
      " Send the headers x-aws-access-key-id and x-aws-secret-access-key (and x-aws-session-token "
      "for temporary ones), or a Bedrock API key as 'Authorization: Bearer' or "
      "x-aws-bearer-token, or give the gateway credentials: AWS_ACCESS_KEY_ID and "
      "AWS_SECRET_ACCESS_KEY, AWS_BEARER_TOKEN_BEDROCK, AWS_PROFILE, a role, or --demo to use the "
      "built-in simulator.");
}

std::expected<Caller, llm::Failure> identify_caller(const Claim& claim, const Ambient& ambient) {
  auto own = from_headers(claim);
  if (!own) return std::unexpected(own.error());
  if (!*own && ambient.identity == nullptr) return std::unexpected(no_credentials(ambient));
  auto region = choose_region(claim, *own, ambient);
  if (!region) return std::unexpected(region.error());
  return Caller(std::move(*own), ambient.identity, std::move(*region));
}

}  // namespace gw::gateway
