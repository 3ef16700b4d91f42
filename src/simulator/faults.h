// The faults that are in force. Used by all workers.
#pragma once

#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "simulator/fault.h"
#include "simulator/service.h"

namespace gw::simulator {

class Faults {
 public:
  void replace(std::vector<Fault> faults);
  // The first that applies, else one that does nothing. Counts it as used.
  Fault take(const Operation& operation, std::string_view body);
  // The same, before there is a body. nullopt: it depends on that.
  std::optional<Fault> take_early(const Operation& operation);

 private:
  std::optional<Fault> find(const Operation& operation, std::optional<std::string_view> body);

  std::mutex mutex_;
  std::vector<Fault> faults_;
};

}  // namespace gw::simulator
