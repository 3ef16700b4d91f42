#include "gateway/metrics/families.h"

#include <array>

namespace gw::gateway {

namespace {

constexpr double kMicroseconds = 1e6;

template <std::size_t kCount>
constexpr std::array<double, kCount> powers(double first, double factor) {
  std::array<double, kCount> bounds{};
  double bound = first;
  for (double& each : bounds) {
    each = bound;
    bound *= factor;
  }
  return bounds;
}

// The conventions' bounds; streams run longer than their last one.
constexpr auto kDurationBounds = powers<17>(0.01, 2);
constexpr std::array kFirstTokenBounds{0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1,  0.25,
                                       0.5,   0.75,  1.0,  2.5,  5.0,  7.5,  10.0, 30.0, 60.0};
constexpr std::array kPerTokenBounds{0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2,
                                     0.3,  0.4,   0.5,  0.75,  1.0, 2.5};
constexpr auto kTokenBounds = powers<14>(1, 4);
constexpr auto kOverheadBounds = powers<17>(0.00001, 2);

constexpr MetricFamily seconds(std::string_view name, std::string_view help,
                               std::span<const double> bounds) {
  return {name, MetricKind::histogram, help, bounds, kMicroseconds};
}
constexpr MetricFamily counted(std::string_view name, std::string_view help) {
  return {name, MetricKind::counter, help};
}
constexpr MetricFamily sizes(std::string_view name, std::string_view help) {
  return {name, MetricKind::histogram, help, kTokenBounds, 1};
}

constexpr std::array<MetricFamily, kMetrics> kFamilies{
    counted("bedrock_gateway_requests", "Requests that have ended, each once."),
    seconds("http_server_request_duration_seconds", "From a request's head to its end.",
            kDurationBounds),
    seconds("bedrock_gateway_overhead_seconds", "What the gateway added to a request for a model.",
            kOverheadBounds),
    seconds("gen_ai_client_inference_duration_seconds",
            "Calls to Bedrock, with their retries, from the first to the end.", kDurationBounds),
    seconds("gen_ai_client_inference_time_to_first_chunk_seconds",
            "From the first call to Bedrock to the first content of a stream.", kDurationBounds),
    counted("gen_ai_client_inference_usage_input_tokens",
            "Tokens read by models, those of the prompt cache included."),
    counted("gen_ai_client_inference_usage_output_tokens",
            "Tokens that models wrote, reasoning included."),
    counted("gen_ai_client_inference_usage_cache_read_input_tokens",
            "Of the input, read from the prompt cache."),
    counted("gen_ai_client_inference_usage_cache_write_input_tokens",
            "Of the input, written to the prompt cache."),
    counted("gen_ai_client_inference_usage_reasoning_output_tokens", "Of the output, reasoning."),
    sizes("gen_ai_client_operation_input_tokens", "Tokens read for one request."),
    sizes("gen_ai_client_operation_output_tokens", "Tokens written for one request."),
    seconds("gen_ai_server_request_duration_seconds", "Requests for a model, as clients saw them.",
            kDurationBounds),
    seconds("gen_ai_server_time_to_first_token_seconds",
            "From a request to the first content of its stream.", kFirstTokenBounds),
    seconds("gen_ai_server_time_per_output_token_seconds",
            "Of streams, for each token behind the first.", kPerTokenBounds),
    seconds("gen_ai_client_operation_duration_seconds",
            "Calls to Bedrock, as conventions up to 1.41 name them.", kDurationBounds),
    sizes("gen_ai_client_token_usage",
          "Tokens of one request, as conventions up to 1.41 name them."),
    counted("bedrock_gateway_upstream_attempts", "Calls to Bedrock, each once."),
    counted("bedrock_gateway_retries", "Calls to Bedrock after one that failed."),
    counted("bedrock_gateway_failovers",
            "Calls to another target of a route after one that failed."),
    counted("bedrock_gateway_streams_aborted", "Streams that ended without their end."),
};

}  // namespace

const MetricFamily& family(Metric metric) { return kFamilies[static_cast<std::size_t>(metric)]; }

}  // namespace gw::gateway
