// Gateway keys: who may use this gateway at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "http/head.h"

namespace gw::gateway {

class GatewayKeys {
 public:
  // Each key is a plain value or "sha256:" and the hexadecimal digits of its hash. None: everybody
  // may pass.
  explicit GatewayKeys(const std::vector<Secret>& keys);

  bool required() const { return !digests_.empty(); }
  // Looks at "Authorization: Bearer KEY" and "x-api-key: KEY". Takes the same time for every wrong
  // key: hashes are compared, all of them, in constant time. The id of the key that is right: the
  // first 12 hexadecimal digits of its hash, which tell keys apart and nothing of them. It lives as
  // long as this object.
  std::optional<std::string_view> admit(const http::Fields& fields) const;
  // True when the Authorization field is where the gateway key has to be: it is then nobody else's,
  // a Bedrock API key least of all.
  bool claim_authorization(const http::Fields& fields) const;

 private:
  std::vector<std::string> digests_;  // SHA-256, 32 bytes each
  std::vector<std::string> ids_;
};

}  // namespace gw::gateway
