#include "simulator/faults.h"

#include <algorithm>

#include "base/id.h"

namespace gw::simulator {
namespace {

bool is_about(const Fault& fault, const Operation& operation) {
  // What is said of all operations is said of Bedrock's.
  if (fault.operation.empty() && !operation.is_bedrock()) return false;
  return (fault.model.empty() || fault.model == operation.model) &&
         (fault.operation.empty() || fault.operation == name(operation.kind)) &&
         (!fault.times || *fault.times > 0);
}

bool wants_body(const Fault& fault) { return !fault.contains.empty() || !fault.lacks.empty(); }

bool fits(const Fault& fault, std::string_view body) {
  const auto is_there = [&](const std::string& text) { return body.contains(text); };
  return std::ranges::all_of(fault.contains, is_there) &&
         std::ranges::none_of(fault.lacks, is_there);
}

}  // namespace

void Faults::replace(std::vector<Fault> faults) {
  const std::lock_guard lock(mutex_);
  faults_ = std::move(faults);
}

Fault Faults::take(const Operation& operation, std::string_view body) {
  return *find(operation, body);
}

std::optional<Fault> Faults::take_early(const Operation& operation) {
  return find(operation, std::nullopt);
}

std::optional<Fault> Faults::find(const Operation& operation,
                                  std::optional<std::string_view> body) {
  const std::lock_guard lock(mutex_);
  for (Fault& fault : faults_) {
    if (!is_about(fault, operation)) continue;
    if (wants_body(fault) && !body) return std::nullopt;
    if (wants_body(fault) && !fits(fault, *body)) continue;
    if (fault.chance && random_u64() % 100 >= *fault.chance) continue;
    if (fault.times) --*fault.times;
    return fault;
  }
  return Fault{};
}

}  // namespace gw::simulator
