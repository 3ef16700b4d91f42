// Where a request of a route goes, and where to next when that fails (docs/routing.md). Decisions
// are policy's (target_choice.h, circuit_breaker.h); here they meet the clock and the credentials.
#pragma once

#include <array>
#include <cstddef>
#include <expected>
#include <memory>
#include <optional>

#include "gateway/bedrock/model_routes.h"
#include "gateway/bedrock/reasoning_store.h"
#include "gateway/bedrock/relay.h"
#include "gateway/bedrock/target.h"
#include "gateway/front/context.h"
#include "policy/target_choice.h"

namespace gw::gateway {

// A target for one request, with all that it refers to.
struct PreparedTarget {
  explicit PreparedTarget(Caller who) : caller(std::move(who)) {}

  Caller caller;
  std::optional<Access> access;
  std::optional<CallerReasoning> memory;
  std::optional<Target> target;
};

class TargetMaker {
 public:
  virtual ~TargetMaker() = default;
  // May wait for credentials. Errors: what the client is told when there is no other target.
  virtual io::Task<std::expected<std::unique_ptr<PreparedTarget>, llm::Failure>> make(
      const RoutedTarget& target) = 0;
};

class Failover {
 public:
  // All outlive this object. What has the same seed goes to the same target.
  Failover(Context& context, const ModelRoute& route, TargetMaker& maker, std::uint64_t seed)
      : context_(context), route_(route), maker_(maker), seed_(seed) {}

  // `region`: the only one in which this request's credentials are good; empty: any.
  void restrict_to(std::string_view region);

  // The target to begin with. Errors: no target can be used.
  io::Task<std::expected<const Target*, llm::Failure>> first();

  struct Next {
    const Target* target;  // null: there is none
    bool fresh;            // not tried, and well as far as is known; else it is one more try
  };
  // After a failure that another target may not have.
  io::Task<Next> next();

  // What happens to each attempt at the target at hand.
  void begin();
  void answered();  // the head of an answer is there
  void end(const Relayed& relayed);
  // It cannot serve this request.
  void exclude() { states_[at_].excluded = true; }

 private:
  using Time = policy::CircuitBreaker::Time;
  io::Task<const Target*> prepare(std::size_t index);
  std::optional<policy::TargetChoice> choose() const;
  Upstream& upstream() const { return *route_.targets[at_].upstream; }
  policy::CircuitBreaker::End judge(const Relayed& relayed) const;

  Context& context_;
  const ModelRoute& route_;
  TargetMaker& maker_;
  const std::uint64_t seed_;
  struct State {
    std::unique_ptr<PreparedTarget> prepared;
    bool tried = false;
    bool excluded = false;
  };
  std::array<State, config::Route::kMostTargets> states_;
  std::size_t at_ = 0;                 // the target at hand
  std::optional<llm::Failure> error_;  // why the last one could not be prepared
  bool probe_ = false;                 // the attempt at hand
  Clock::time_point began_;
  std::optional<std::chrono::milliseconds> head_time_;
};

}  // namespace gw::gateway
