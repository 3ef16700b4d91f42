// The faults that are in force. Used by all workers.
#pragma once

#include <mutex>
#include <string_view>
#include <vector>

#include "simulator/fault.h"
#include "simulator/service.h"

namespace gw::simulator {

class Faults {
 public:
  void replace(std::vector<Fault> faults);
  // The first that applies, else one that does nothing. Counts it as used.
  Fault take(const Operation& operation);

 private:
  std::mutex mutex_;
  std::vector<Fault> faults_;
};

}  // namespace gw::simulator
