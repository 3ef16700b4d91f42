// AWS credentials as values, and where they may be used.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace gw::aws {

struct Credentials {
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;  // empty: long-term credentials
  // A Bedrock API key instead of the three: sent as `Authorization: Bearer`, and nothing is signed.
  // https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html
  Secret api_key{};

  // What needs no credentials, such as AssumeRoleWithWebIdentity, is sent without.
  bool anonymous() const { return access_key_id.empty() && api_key.empty(); }
  friend bool operator==(const Credentials&, const Credentials&) = default;
};

// Whether a bearer token can only be a Bedrock API key, short-term ("bedrock-api-key-...") or
// long-term ("ABSK..."). Other tokens are somebody else's.
bool is_bedrock_api_key(std::string_view token);
// The only region where a short-term key is good; empty for long-term keys, and for what is none.
std::string region_of_api_key(std::string_view key);

// A label of a host name: letters, digits and hyphens, 1 to 63, no hyphen at the ends. Checked
// before a region goes into a host name or a signature.
bool is_valid_region(std::string_view region);

}  // namespace gw::aws
