#include "gateway/bedrock/profile_switch.h"

#include <algorithm>
#include <utility>

#include "bedrock/inference_profile.h"
#include "translate/errors.h"

namespace gw::gateway {

ProfileSwitch::ProfileSwitch(const Target& target, std::span<const std::string> geographies,
                             std::string& known)
    : target_(target), geographies_(geographies), known_(known) {
  if (!known_.empty() && stays_inside(known_)) use(known_);
}

bool ProfileSwitch::stays_inside(std::string_view profile) const {
  return target_.residency.allows(target_.caller.region(), profile);
}

void ProfileSwitch::use(std::string profile) {
  switched_.emplace(target_);
  switched_->model.value = std::move(profile);
}

bool ProfileSwitch::move_on(const llm::Failure& refusal) {
  const bool first = refusal.code == translate::kProfileRequired;
  // A geography need not have a profile of every model.
  const bool no_such_profile = switched_ && refusal.code == translate::kModelNotFound;
  if (!first && !no_such_profile) return false;
  if (switched_) known_.clear();
  if (!left_) {
    left_ = bedrock::profiles_for(target_.model.value, target_.caller.region(), geographies_);
    std::erase_if(*left_, [this](const auto& profile) { return !stays_inside(profile); });
    std::ranges::reverse(*left_);
  }
  if (left_->empty()) return false;
  use(std::move(left_->back()));
  left_->pop_back();
  return true;
}

void ProfileSwitch::settle() {
  if (switched_) known_ = switched_->model.value;
}

}  // namespace gw::gateway
