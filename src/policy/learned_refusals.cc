#include "policy/learned_refusals.h"

namespace gw::policy {

void LearnedRefusals::learn(std::string_view member, Time now) {
  if (member.size() > kLongest) return;
  std::erase_if(learned_,
                [&](const Learned& each) { return each.member == member || each.until <= now; });
  if (learned_.size() == kMost) learned_.erase(learned_.begin());
  learned_.push_back({std::string(member), now + kLifetime});
}

std::vector<std::string> LearnedRefusals::members(Time now) const {
  std::vector<std::string> members;
  for (const Learned& each : learned_) {
    if (each.until > now) members.push_back(each.member);
  }
  return members;
}

}  // namespace gw::policy
