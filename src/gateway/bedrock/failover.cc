#include "gateway/bedrock/failover.h"

#include <utility>

namespace gw::gateway {

namespace {

using std::chrono::milliseconds;
using End = policy::CircuitBreaker::End;

milliseconds since_start(Clock::time_point time) {
  return std::chrono::duration_cast<milliseconds>(time.time_since_epoch());
}

llm::Failure nowhere(std::string_view region) {
  return llm::invalid_request("The Bedrock API key is good in the region " + std::string(region) +
                                  " only, where this route has no target.",
                              "model", "no_target");
}

}  // namespace

void Failover::restrict_to(std::string_view region) {
  if (region.empty()) return;
  error_ = nowhere(region);
  for (std::size_t i = 0; i < route_.targets.size(); ++i) {
    if (route_.targets[i].config->region != region) states_[i].excluded = true;
  }
}

io::Task<std::expected<const Target*, llm::Failure>> Failover::first() {
  const Next begin = co_await next();
  if (begin.target == nullptr) co_return std::unexpected(*std::move(error_));
  co_return begin.target;
}

io::Task<Failover::Next> Failover::next() {
  for (auto choice = choose(); choice; choice = choose()) {
    const Target* const target = co_await prepare(choice->index);
    if (target != nullptr) co_return Next{target, choice->fresh};
  }
  co_return Next{nullptr, false};
}

std::optional<policy::TargetChoice> Failover::choose() const {
  const Time now = since_start(Clock::now());
  std::array<policy::Candidate, config::Route::kMostTargets> candidates;
  const std::size_t count = route_.targets.size();
  for (std::size_t i = 0; i < count; ++i) {
    const RoutedTarget& target = route_.targets[i];
    const Upstream& upstream = *target.upstream;
    candidates[i] = {target.id,
                     target.config->weight,
                     target.config->order,
                     upstream.breaker.admits(now),
                     states_[i].tried,
                     states_[i].excluded,
                     upstream.latency(context_.stream).at(now)};
  }
  return policy::choose_target(std::span(candidates).first(count), seed_);
}

// Null when it cannot be used, which is not tried again in this request.
io::Task<const Target*> Failover::prepare(std::size_t index) {
  State& state = states_[index];
  if (state.prepared == nullptr) {
    auto made = co_await maker_.make(route_.targets[index]);
    if (!made) {
      state.excluded = true;
      error_ = std::move(made.error());
      co_return nullptr;
    }
    state.prepared = *std::move(made);
  }
  at_ = index;
  state.tried = true;
  const config::RouteTarget& target = *route_.targets[index].config;
  context_.target = target.name;
  context_.upstream_model = target.model.value;
  co_return &*state.prepared->target;
}

void Failover::begin() {
  began_ = Clock::now();
  head_time_.reset();
  probe_ = upstream().breaker.begin(since_start(began_));
}

void Failover::answered() {
  head_time_ = std::chrono::duration_cast<milliseconds>(Clock::now() - began_);
}

void Failover::end(const Relayed& relayed) {
  const Time now = since_start(Clock::now());
  const End how = judge(relayed);
  const auto retry_after = relayed ? std::nullopt : relayed.error().retry_after;
  upstream().breaker.end(how, probe_, now, retry_after);
  if (relayed && how == End::success && head_time_) {
    upstream().latency(context_.stream).add(*head_time_, now);
  }
  if (!relayed && relayed.error().error.retry == llm::Retry::elsewhere) exclude();
}

// A refusal is an answer: the request is at fault, not the target.
End Failover::judge(const Relayed& relayed) const {
  if (!relayed) {
    if (context_.request.cancel().canceled() || relayed.error().no_room) return End::unknown;
    return relayed.error().error.retry == llm::Retry::never ? End::success : End::failure;
  }
  if (context_.outcome == Outcome::ok) return End::success;
  return context_.outcome == Outcome::upstream_error ? End::failure : End::unknown;
}

}  // namespace gw::gateway
