// GET /metrics on the admin listener.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "gateway/front/endpoint.h"
#include "gateway/front/load.h"
#include "gateway/log.h"
#include "gateway/metrics/shard.h"
#include "gateway/snapshot.h"

namespace gw::gateway {

// Readings of the configuration while the process runs.
struct Reloads {
  std::atomic<std::uint64_t> good{0};
  std::atomic<std::uint64_t> bad{0};
};

// What is told of besides the snapshot. All of it outlives the page.
struct MetricSources {
  std::vector<const MetricShard*> workers;
  const Load& load;
  const Log& log;
  const Reloads& reloads;
};

class MetricsPage final : public Endpoint {
 public:
  // `snapshot`: the last one, as the admin listener's thread knows it.
  MetricsPage(MetricSources sources, const std::shared_ptr<const Snapshot>& snapshot)
      : sources_(std::move(sources)), snapshot_(snapshot) {}
  io::Task<void> handle(Context& context) override;

 private:
  void write(Buffer& out, bool openmetrics) const;

  const MetricSources sources_;
  const std::shared_ptr<const Snapshot>& snapshot_;
};

}  // namespace gw::gateway
