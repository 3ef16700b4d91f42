#include "gateway/keys.h"

#include "aws/sha256.h"
#include "base/ascii.h"
#include "base/encoding.h"

namespace gw::gateway {

namespace {

constexpr std::string_view kHashPrefix = "sha256:";
constexpr std::string_view kBearer = "Bearer ";

std::string digest(std::string_view text) {
  const aws::Digest hash = aws::sha256(text);
  return std::string(aws::view(hash));
}

std::string to_digest(const Secret& key) {
  const std::string_view text = key.reveal();
  if (text.starts_with(kHashPrefix)) {
    if (auto bytes = from_hex(text.substr(kHashPrefix.size()))) return *bytes;
  }
  return digest(text);
}

}  // namespace

GatewayKeys::GatewayKeys(const std::vector<Secret>& keys) {
  for (const Secret& key : keys) digests_.push_back(to_digest(key));
}

bool GatewayKeys::admit(const http::Fields& fields) const {
  std::string_view given = fields.get("x-api-key");
  const std::string_view authorization = fields.get("authorization");
  if (given.empty() && ascii::starts_with_ignoring_case(authorization, kBearer)) {
    given = ascii::trim(authorization.substr(kBearer.size()));
  }
  const std::string given_digest = digest(given);
  bool admitted = false;
  for (const std::string& known : digests_) {
    admitted |= equal_in_constant_time(known, given_digest);
  }
  return admitted && !given.empty();
}

bool GatewayKeys::claim_authorization(const http::Fields& fields) const {
  return required() && fields.get("x-api-key").empty();
}

}  // namespace gw::gateway
