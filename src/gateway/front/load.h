// How much is going on, in all workers together; the bounds are settings. Outlives the workers.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "io/quota.h"
#include "server/session.h"

namespace gw::gateway {

class Load {
 public:
  server::SessionLoad sessions;
  io::Quota requests;  // being answered, those for health apart

  // The calls that run to one upstream, whose name says it all: a count of its own for each, so
  // that one that hangs cannot use up what the others need. From any thread; a worker asks once and
  // keeps what it got.
  std::shared_ptr<io::Quota> calls(const std::string& upstream);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::weak_ptr<io::Quota>> calls_;
};

}  // namespace gw::gateway
