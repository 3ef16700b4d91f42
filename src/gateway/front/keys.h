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
  // A key that is right.
  struct Admission {
    // The first 12 hexadecimal digits of its hash, which tell keys apart and nothing of them. Lives
    // as long as the GatewayKeys.
    std::string_view id;
    // The field that holds it, which then is nobody else's, a Bedrock API key least of all.
    bool in_authorization = false;
  };
  // Looks at "x-api-key: KEY" and "Authorization: Bearer KEY". Takes the same time for every wrong
  // key: hashes are compared, all of them, in constant time.
  std::optional<Admission> admit(const http::Fields& fields) const;

 private:
  std::optional<std::string_view> find(std::string_view given) const;

  std::vector<std::string> digests_;  // SHA-256, 32 bytes each
  std::vector<std::string> ids_;
};

}  // namespace gw::gateway
