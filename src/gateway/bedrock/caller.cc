#include "gateway/bedrock/caller.h"

namespace gw::gateway {

namespace {

using openai::ApiError;

constexpr std::string_view kKeyHeader = "x-aws-access-key-id";
constexpr std::string_view kSecretHeader = "x-aws-secret-access-key";
constexpr std::string_view kTokenHeader = "x-aws-session-token";
constexpr std::string_view kRegionHeader = "x-aws-region";

ApiError unauthorized(std::string message, std::string_view param = {}) {
  ApiError error(401, "authentication_error", std::move(message));
  error.param = param;
  error.code = "missing_aws_credentials";
  return error;
}

ApiError half_a_pair(std::string_view given, std::string_view missing) {
  return unauthorized("The header " + std::string(given) + " was given without " +
                          std::string(missing) +
                          ". Send both, or neither to use the gateway's own credentials; "
                          "the two are never mixed.",
                      missing);
}

ApiError no_credentials(const Ambient& ambient) {
  if (!ambient.missing.empty()) {
    return unauthorized(
        "The gateway's environment has only half of its AWS credentials: " + ambient.missing +
        " is missing. Set it and restart the gateway, or send "
        "the headers x-aws-access-key-id and x-aws-secret-access-key.");
  }
  return unauthorized(
      "No AWS credentials for this request. Send the headers x-aws-access-key-id and "
      "x-aws-secret-access-key (and x-aws-session-token for temporary ones), or start the gateway "
      "with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in its environment, or with --demo to use "
      "the built-in simulator.");
}

std::expected<std::optional<aws::Credentials>, ApiError> from_headers(const http::Fields& fields) {
  const std::string_view key = fields.get(kKeyHeader);
  const std::string_view secret = fields.get(kSecretHeader);
  const std::string_view token = fields.get(kTokenHeader);
  if (key.empty() && secret.empty() && token.empty()) return std::nullopt;
  if (key.empty() && secret.empty()) {
    return std::unexpected(half_a_pair(kTokenHeader, kKeyHeader));
  }
  if (secret.empty()) return std::unexpected(half_a_pair(kKeyHeader, kSecretHeader));
  if (key.empty()) return std::unexpected(half_a_pair(kSecretHeader, kKeyHeader));
  return aws::Credentials{std::string(key), Secret(secret), Secret(token)};
}

std::expected<std::string, ApiError> choose_region(const http::Fields& fields,
                                                   std::string_view model_region,
                                                   const Ambient& ambient) {
  std::string_view region = fields.get(kRegionHeader);
  const bool from_header = !region.empty();
  if (!from_header) region = model_region.empty() ? std::string_view(ambient.region) : model_region;
  if (aws::is_valid_region(region)) return std::string(region);
  return std::unexpected(openai::invalid_request(
      "'" + std::string(region) + "' is not an AWS region (such as us-east-1).",
      from_header ? kRegionHeader : std::string_view("model"), "invalid_region"));
}

}  // namespace

std::expected<Caller, ApiError> identify_caller(const http::Fields& fields,
                                                std::string_view model_region,
                                                const Ambient& ambient) {
  auto own = from_headers(fields);
  if (!own) return std::unexpected(own.error());
  if (!*own && !ambient.credentials) return std::unexpected(no_credentials(ambient));
  auto region = choose_region(fields, model_region, ambient);
  if (!region) return std::unexpected(region.error());
  const aws::Credentials* shared = ambient.credentials ? &*ambient.credentials : nullptr;
  return Caller(std::move(*own), shared, std::move(*region));
}

}  // namespace gw::gateway
