// Where one worker reports the requests that have ended.
#pragma once

#include "gateway/metrics/request_metrics.h"
#include "gateway/record/access_log.h"
#include "gateway/record/record.h"

namespace gw::gateway {

// What of them is reported, as the settings have it.
struct RecordOptions {
  bool access_log = true;
  bool probes = false;  // in the log, those for health that went well
  MetricNames metrics;
};

class Recorder {
 public:
  // Both outlive it; on the worker of the deadlines.
  Recorder(io::Deadlines& deadlines, Log& log) : access_(deadlines, log) {}

  void record(const Record& record, const RecordOptions& options);
  // What is gathered goes out now.
  void flush() { access_.flush(); }
  const MetricShard& metrics() const { return metrics_.shard(); }

 private:
  AccessLog access_;
  RequestMetrics metrics_;
};

}  // namespace gw::gateway
