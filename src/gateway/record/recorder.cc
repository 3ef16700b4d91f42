#include "gateway/record/recorder.h"

namespace gw::gateway {

void Recorder::record(const Record& record, const RecordOptions& options) {
  metrics_.count(record, options.metrics);
  const bool dull = record.probe && record.outcome == Outcome::ok && !options.probes;
  if (options.access_log && !dull) access_.add(record);
}

}  // namespace gw::gateway
