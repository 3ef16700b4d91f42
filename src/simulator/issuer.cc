#include "simulator/issuer.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "base/id.h"

namespace gw::simulator {

Issuer::Known Issuer::issue(std::int64_t now, std::int64_t lifetime) {
  std::string key_id = make_id("ASIA", 16);
  for (char& c : key_id) c = ascii::is_alpha(c) ? static_cast<char>(c & ~0x20) : c;
  const std::lock_guard lock(mutex_);
  const std::int64_t life = lifetime_ > 0 ? lifetime_ : lifetime;
  return known_.emplace_back(aws::Credentials{key_id, Secret(make_id("", 40)),
                                              Secret(make_id("SIMULATED-SESSION-TOKEN-", 40))},
                             now + life);
}

void Issuer::always(std::int64_t lifetime) {
  const std::lock_guard lock(mutex_);
  lifetime_ = lifetime;
}

void Issuer::expire() {
  const std::lock_guard lock(mutex_);
  for (Known& each : known_) each.expires_at = 0;
}

std::optional<Issuer::Known> Issuer::find(std::string_view access_key_id) const {
  const std::lock_guard lock(mutex_);
  const auto is_it = [&](const Known& each) {
    return each.credentials.access_key_id == access_key_id;
  };
  const auto found = std::ranges::find_if(known_, is_it);
  return found == known_.end() ? std::nullopt : std::optional(*found);
}

}  // namespace gw::simulator
