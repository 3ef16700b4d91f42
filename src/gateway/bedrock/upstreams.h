// What one worker knows about the models that it calls, each in each region by itself: trouble with
// one of them must not cost the others anything.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/front/load.h"
#include "policy/circuit_breaker.h"
#include "policy/latency.h"
#include "policy/retry.h"
#include "tenancy/prices.h"
#include "upstream/call.h"

namespace gw::gateway {

struct Upstream {
  std::shared_ptr<SharedUpstream> shared;  // by all workers
  policy::RetryBudget retry_budget;
  std::string profile;  // through which the model is there, when it is not on demand; else empty
  // For targets of routes:
  policy::CircuitBreaker breaker;
  policy::Latency& latency(bool stream) { return stream ? streamed_ : whole_; }
  const policy::Latency& latency(bool stream) const { return stream ? streamed_ : whole_; }

 private:
  policy::Latency whole_;  // to the head of an answer
  policy::Latency streamed_;
};

class Upstreams {
 public:
  // `load` outlives it.
  explicit Upstreams(Load& load) : load_(load) {}
  // Stays for as long as somebody holds it. `way`: what tells it from others of the same region and
  // model; "" mostly.
  std::shared_ptr<Upstream> find(std::string_view region, std::string_view model,
                                 std::string_view way = {});

 private:
  void forget_quiet_ones();

  Load& load_;
  std::unordered_map<std::string, std::shared_ptr<Upstream>> known_;
};

struct UpstreamRules {
  const tenancy::Prices* prices = nullptr;  // outlives it; null: nobody knows any
  policy::RetryRules retry;
  std::size_t calls = io::Quota::kUnlimited;       // at once, of all workers
  std::vector<std::string> profile_geographies{};  // instead of models that are not on demand
};

// What a provider needs to call them. All of it outlives the provider.
struct Calling {
  upstream::Shared& shared;
  Upstreams& upstreams;
  const UpstreamRules& rules;
};

}  // namespace gw::gateway
