#include "gateway/record/access_log.h"

#include <utility>

namespace gw::gateway {

void AccessLog::add(const Record& record) {
  if (!log_.writes(level_of(record))) return;
  if (lines_.empty()) delay_.arm(kDelay);
  append_request(log_.style(), clock_, record, lines_);
  ++count_;
  if (lines_.size() >= kBatch) flush();
}

void AccessLog::flush() {
  delay_.disarm();
  if (count_ > 0) log_.write(std::exchange(lines_, Buffer()), std::exchange(count_, 0));
}

}  // namespace gw::gateway
