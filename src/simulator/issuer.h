// The temporary credentials that the simulated STS, SSO, container and instance have handed out.
// The simulated Bedrock takes them until they expire. Used by all workers.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "aws/issued.h"

namespace gw::simulator {

class Issuer {
 public:
  struct Known {
    aws::Credentials credentials;
    std::int64_t expires_at;  // seconds since the epoch
  };

  // New ones, good for `lifetime` seconds from `now` unless always() has said otherwise.
  Known issue(std::int64_t now, std::int64_t lifetime);
  // From now on every lifetime is this; 0: what is asked for.
  void always(std::int64_t lifetime);
  // All that were issued so far have expired.
  void expire();
  std::optional<Known> find(std::string_view access_key_id) const;

 private:
  mutable std::mutex mutex_;
  std::vector<Known> known_;
  std::int64_t lifetime_ = 0;
};

}  // namespace gw::simulator
