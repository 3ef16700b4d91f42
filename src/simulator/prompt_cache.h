// What the simulated Bedrock has cached: the beginnings of prompts that ended at a cache point.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/json_value.h"

namespace gw::simulator {

// The beginning of a prompt up to one of its cache points.
struct CachedPrefix {
  std::string text;
  bool for_an_hour;
};
// One for each cache point of a Converse body, each longer than the one before.
std::vector<CachedPrefix> cached_prefixes(const Value& body);

class PromptCache {
 public:
  // In bytes: what was there already, and what is new.
  struct Use {
    std::size_t read = 0;
    std::size_t written = 0;
    std::size_t written_for_an_hour = 0;  // of that
  };
  Use use(std::string_view model, const std::vector<CachedPrefix>& prefixes);

 private:
  std::mutex mutex_;
  std::deque<std::size_t> known_;  // hashes, the oldest first
};

}  // namespace gw::simulator
