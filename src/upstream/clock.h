// The time at AWS. A signature is good for five minutes around it, so a machine whose clock is
// wrong could not sign at all: what AWS's own answers say of the time is believed instead.
#pragma once

#include <cstdint>
#include <optional>

#include "http/head.h"

namespace gw::upstream {

struct Clock {
  std::int64_t offset = 0;   // seconds that AWS's clock is ahead of this machine's
  bool correctable = true;   // false: AWS_DISABLE_CLOCK_SKEW_CORRECTION
  std::int64_t now() const;  // at AWS, seconds since the epoch
};

// The offset that was right, when the request of this answer was refused and had been signed with
// one that was wrong by minutes; else nullopt. A code is no proof: AWS uses the same ones for keys
// that are wrong. `now`: this machine's time.
std::optional<std::int64_t> corrected_offset(const http::ResponseHead& head, std::int64_t now,
                                             std::int64_t used);

// What an answer's Date says of the other clock: seconds that it is ahead of this machine's, 0
// unless they are minutes, or when it says nothing.
std::int64_t ahead(const http::ResponseHead& head);

}  // namespace gw::upstream
