// Gets one request answered: attempts, the pauses between them, and the end of it. The only place
// where a request is made anew, and only as long as the client has got nothing of an answer.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "gateway/bedrock/failover.h"
#include "gateway/bedrock/profile_switch.h"
#include "gateway/bedrock/relay.h"
#include "gateway/bedrock/target.h"
#include "gateway/bedrock/upstreams.h"
#include "gateway/doors/answer.h"
#include "gateway/front/context.h"
#include "translate/exchange.h"

namespace gw::gateway {

// Writes the upstream request of an attempt. Pure: each attempt at a target sends the same bytes.
class Translator {
 public:
  virtual ~Translator() = default;
  // By the target's rules, without what is to be left out.
  virtual llm::Expected<translate::Exchange> translate(
      const Target& target, const translate::Features& without) const = 0;
};

class Attempts {
 public:
  // Everything outlives this object. `model` is the client's name for it; `failover` is null when
  // there is no other target.
  Attempts(Context& context, const Calling& calling, const Target& target,
           const Translator& translator, std::string_view model, Answer& answer,
           Failover* failover = nullptr);

  // Answers the client, whatever happens.
  io::Task<void> run();

 private:
  // Whether the client may do better by asking again: it was tried here, it may, it cannot.
  enum class GiveUp { tried, untried, pointless };

  void use(const Target& target);
  io::Task<Relayed> attempt();
  bool fall_back(const Failed& failed);
  bool switch_profile(const Failed& failed);
  io::Task<bool> another();
  io::Task<bool> wait_for_another(std::chrono::milliseconds elapsed);
  io::Task<void> give_up(GiveUp why);

  Context& context_;
  const Calling& calling_;
  const Target* target_ = nullptr;        // of the attempt at hand
  std::optional<ProfileSwitch> profile_;  // of the target
  const Translator& translator_;
  const std::string_view model_;
  Answer& answer_;
  Failover* const failover_;
  const Clock::time_point begun_;
  std::chrono::milliseconds end_by_ = upstream::kNever;
  translate::Features without_;                  // left out at this target: it refused them
  std::optional<Failed> failed_;                 // the last attempt
  std::optional<translate::Exchange> exchange_;  // of the attempt at hand
};

}  // namespace gw::gateway
