// Metrics as Prometheus reads them: its text format 0.0.4, and OpenMetrics 1.0.0. Pure, but for the
// cells it reads.
// https://prometheus.io/docs/instrumenting/exposition_formats/
// https://github.com/OpenObservability/OpenMetrics/blob/main/specification/OpenMetrics.md
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "gateway/metrics/shard.h"

namespace gw::gateway {

enum class MetricFormat : std::uint8_t { text, openmetrics };
// That of an Accept field.
MetricFormat metric_format(std::string_view accept);
std::string_view content_type(MetricFormat format);

class Exposition {
 public:
  Exposition(MetricFormat format, Buffer& out) : format_(format), out_(out) {}

  // A family of one sample, or of several by further values.
  void begin(std::string_view name, MetricKind kind, std::string_view help);
  void value(std::string_view labels, double value);
  void end();  // once, behind everything

  // All that the workers have counted, added up.
  void workers(std::span<const MetricShard* const> shards);

 private:
  void sample(std::string_view name, std::string_view suffix, std::string_view labels,
              double value);
  void histogram(const MetricFamily& family, std::string_view labels,
                 std::span<const std::uint64_t> cells);

  const MetricFormat format_;
  Buffer& out_;
  std::string_view name_;
  std::string_view suffix_;
};

}  // namespace gw::gateway
