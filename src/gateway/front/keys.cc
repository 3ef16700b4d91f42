#include "gateway/front/keys.h"

#include <span>

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
  constexpr std::size_t kIdBytes = 6;
  for (const Secret& key : keys) {
    const std::string& known = digests_.emplace_back(to_digest(key));
    const auto* bytes = reinterpret_cast<const unsigned char*>(known.data());
    ids_.push_back(to_hex(std::span(bytes, kIdBytes)));
  }
}

std::optional<GatewayKeys::Admission> GatewayKeys::admit(const http::Fields& fields) const {
  std::string_view bearer = fields.get("authorization");
  bearer = ascii::starts_with_ignoring_case(bearer, kBearer)
               ? ascii::trim(bearer.substr(kBearer.size()))
               : std::string_view();
  const auto by_api_key = find(fields.get("x-api-key"));
  const auto by_bearer = find(bearer);
  if (by_api_key) return Admission{*by_api_key, false};
  if (by_bearer) return Admission{*by_bearer, true};
  return std::nullopt;
}

std::optional<std::string_view> GatewayKeys::find(std::string_view given) const {
  const std::string given_digest = digest(given);
  std::optional<std::string_view> found;
  for (std::size_t i = 0; i < digests_.size(); ++i) {
    if (equal_in_constant_time(digests_[i], given_digest)) found = ids_[i];
  }
  return given.empty() ? std::nullopt : found;
}

}  // namespace gw::gateway
