// For models that are not there on demand: which inference profile of theirs is asked instead, of
// the geographies that the operator allows, inside the target's residency. One a target of a
// request. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/bedrock/target.h"
#include "llm/failure.h"

namespace gw::gateway {

class ProfileSwitch {
 public:
  // `known` is the profile that has answered for this model in this region before, or empty; it is
  // what this request leaves to the next ones. All outlive this object.
  ProfileSwitch(const Target& target, std::span<const std::string> geographies, std::string& known);

  // Whom to ask now.
  const Target& target() const { return switched_ ? *switched_ : target_; }
  bool switched() const { return switched_.has_value(); }
  // After a refusal: true when it was about the profile, and there is another one to ask at once.
  bool move_on(const llm::Failure& refusal);
  // The target has answered.
  void settle();

 private:
  void use(std::string profile);
  bool stays_inside(std::string_view profile) const;

  const Target& target_;
  const std::span<const std::string> geographies_;
  std::string& known_;
  std::optional<Target> switched_;
  std::optional<std::vector<std::string>> left_;  // to be tried, from the end
};

}  // namespace gw::gateway
