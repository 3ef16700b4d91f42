#include "simulator/faults.h"

#include "base/id.h"

namespace gw::simulator {
namespace {

bool applies(const Fault& fault, const Operation& operation) {
  // What is said of all operations is said of Bedrock's.
  if (fault.operation.empty() && !operation.is_bedrock()) return false;
  return (fault.model.empty() || fault.model == operation.model) &&
         (fault.operation.empty() || fault.operation == name(operation.kind)) &&
         (!fault.times || *fault.times > 0) &&
         (!fault.chance || random_u64() % 100 < *fault.chance);
}

}  // namespace

void Faults::replace(std::vector<Fault> faults) {
  const std::lock_guard lock(mutex_);
  faults_ = std::move(faults);
}

Fault Faults::take(const Operation& operation) {
  const std::lock_guard lock(mutex_);
  for (Fault& fault : faults_) {
    if (!applies(fault, operation)) continue;
    if (fault.times) --*fault.times;
    return fault;
  }
  return {};
}

}  // namespace gw::simulator
