// What all workers share of what is going on: how much it is (the bounds are settings), and what is
// known of each upstream. Outlives the workers.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "io/quota.h"
#include "policy/learned_refusals.h"
#include "server/session.h"

namespace gw::gateway {

// One model in one region. From any thread.
class SharedUpstream {
 public:
  io::Quota calls;  // those that run

  // What the model has refused lately (bedrock/refusal.h). Nearly always nothing: then no lock is
  // taken.
  std::vector<std::string> refused() const;
  void learn_refused(const std::vector<std::string>& members);

 private:
  std::atomic<bool> has_refused_ = false;
  mutable std::mutex mutex_;
  policy::LearnedRefusals refused_;
};

class Load {
 public:
  server::SessionLoad sessions;
  io::Quota requests;  // being answered, those for health apart

  // One upstream, whose name says it all. Each has a count of calls of its own, so that one that
  // hangs cannot use up what the others need. From any thread; a worker asks once and keeps what it
  // got.
  std::shared_ptr<SharedUpstream> upstream(const std::string& name);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::weak_ptr<SharedUpstream>> upstreams_;
};

}  // namespace gw::gateway
