// Gets one request answered: attempts, the pauses between them, and the end of it. The only place
// where a request is made anew, and only as long as the client has got nothing of an answer.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
  // By the target's rules, without what it has refused (bedrock/refusal.h). What the exchange
  // refers to lives as long as this object.
  virtual llm::Expected<translate::Exchange> translate(
      const Target& target, std::span<const std::string> without) const = 0;
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
  void note(const llm::Failure& error);  // of an attempt, for the record
  bool fall_back(const Failed& failed);
  bool changes(std::span<const std::string> without) const;
  void settle();
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
  std::vector<std::string> without_;             // left out at this target: it refused them
  std::vector<std::string> learned_;             // ... of these, what it has not got at all
  std::size_t refusals_ = 0;                     // of members, by all targets
  std::optional<Failed> failed_;                 // the last attempt
  std::optional<translate::Exchange> exchange_;  // of the attempt at hand
};

}  // namespace gw::gateway
