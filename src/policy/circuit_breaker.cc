#include "policy/circuit_breaker.h"

#include <algorithm>
#include <bit>

namespace gw::policy {

CircuitBreaker::State CircuitBreaker::state(Time now) const {
  if (!open_) return State::closed;
  return now < until_ ? State::open : State::half_open;
}

bool CircuitBreaker::admits(Time now) const {
  const State is = state(now);
  if (is != State::half_open) return is == State::closed;
  return !probe_began_ || now - *probe_began_ >= rules_.probe;
}

bool CircuitBreaker::begin(Time now) {
  if (open_) probe_began_ = now;
  return open_;
}

void CircuitBreaker::end(End how, bool probe, Time now,
                         std::optional<std::chrono::milliseconds> retry_after) {
  if (!open_) {
    if (how == End::unknown) return;
    count(how == End::failure);
    const bool half = counted_ == rules_.window &&
                      static_cast<unsigned>(std::popcount(recent_)) * 2 >= rules_.window;
    if (in_a_row_ >= rules_.failures || (how == End::failure && half)) open(now, retry_after);
    return;
  }
  if (!probe) return;
  probe_began_.reset();
  if (how == End::success) *this = CircuitBreaker(rules_);
  if (how == End::failure && now >= until_) open(now, retry_after);
}

void CircuitBreaker::count(bool failure) {
  const std::uint64_t mask = ~std::uint64_t{0} >> (64 - rules_.window);
  recent_ = ((recent_ << 1) | (failure ? 1U : 0U)) & mask;
  counted_ = std::min(counted_ + 1, rules_.window);
  in_a_row_ = failure ? in_a_row_ + 1 : 0;
}

void CircuitBreaker::open(Time now, std::optional<std::chrono::milliseconds> retry_after) {
  open_for_ = open_ ? std::min(open_for_ * 2, rules_.longest_open) : rules_.open;
  open_ = true;
  until_ =
      now + std::max(open_for_, std::min(retry_after.value_or(open_for_), rules_.longest_open));
}

}  // namespace gw::policy
