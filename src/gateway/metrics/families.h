// The metrics of this gateway, as a table: docs/operations.md describes them. Names are those of
// OpenTelemetry's conventions for generative AI (semantic-conventions-genai v0.1.0) and for HTTP,
// in Prometheus' spelling, and "bedrock_gateway_" for what is this gateway's own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace gw::gateway {

enum class MetricKind : std::uint8_t { counter, gauge, histogram };

// What the workers count. In the order of the table.
enum class Metric : std::uint8_t {
  requests,
  http_duration,
  overhead,
  inference_duration,
  first_chunk,
  input_tokens,
  output_tokens,
  cache_read_tokens,
  cache_write_tokens,
  reasoning_tokens,
  operation_input_tokens,
  operation_output_tokens,
  server_duration,
  server_first_token,
  server_per_token,
  old_duration,
  old_tokens,
  attempts,
  retries,
  failovers,
  streams_aborted,
};
inline constexpr std::size_t kMetrics = 21;

struct MetricFamily {
  std::string_view name;  // of a counter without "_total"
  MetricKind kind;
  std::string_view help;
  std::span<const double> bounds{};  // of a histogram, ascending, without the infinite one
  double scale = 1;                  // units of its sum, which is counted in whole ones, to one
};

const MetricFamily& family(Metric metric);

}  // namespace gw::gateway
