#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/metrics/exposition.h"
#include "gateway/metrics/request_metrics.h"

namespace gw::gateway {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

std::string exposed(const std::vector<const MetricShard*>& shards,
                    MetricFormat format = MetricFormat::text) {
  Buffer out;
  Exposition exposition(format, out);
  exposition.workers(shards);
  exposition.end();
  return std::string(out.view());
}

MetricNames names_of(std::string_view pattern) {
  config::Settings settings;
  settings.models.emplace_back();
  settings.models.back().pattern = pattern;
  return {LabelledModels(settings)};
}

Record answered() {
  Record record;
  record.method = "POST";
  record.route = "/v1/chat/completions";
  record.status = 200;
  record.model = "maker.model";
  record.region = "eu-west-1";
  record.server_address = "bedrock-runtime.eu-west-1.amazonaws.com";
  record.server_port = 443;
  record.attempts = 1;
  record.upstream_status = 200;
  record.usage = llm::Usage{.input = 10, .output = 5, .cache_read = 2};
  record.total = 300ms;
  record.called = 299ms;
  record.upstream_wait = 299'950us;
  return record;
}

TEST(Metrics, OfSeveralWorkersAddUp) {
  RequestMetrics one;
  RequestMetrics two;
  const MetricNames names = names_of("maker.model");
  one.count(answered(), names);
  two.count(answered(), names);
  two.count(answered(), names);
  const std::string text = exposed({&one.shard(), &two.shard()});
  EXPECT_THAT(text, HasSubstr("# TYPE bedrock_gateway_requests_total counter\n"));
  EXPECT_THAT(text, HasSubstr("bedrock_gateway_requests_total{endpoint=\"/v1/chat/completions\","
                              "outcome=\"ok\",code=\"200\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("gen_ai_client_inference_usage_input_tokens_total{"
                              "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"aws.bedrock\","
                              "gen_ai_request_model=\"maker.model\","
                              "gen_ai_response_model=\"maker.model\","
                              "server_address=\"bedrock-runtime.eu-west-1.amazonaws.com\","
                              "server_port=\"443\"} 36\n"));
}

TEST(Metrics, OfAHistogramAgreeWithEachOther) {
  RequestMetrics metrics;
  metrics.count(answered(), names_of("maker.model"));
  const std::string text = exposed({&metrics.shard()});
  EXPECT_THAT(text, HasSubstr("bedrock_gateway_overhead_seconds_bucket{le=\"4e-05\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("bedrock_gateway_overhead_seconds_bucket{le=\"8e-05\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("bedrock_gateway_overhead_seconds_bucket{le=\"+Inf\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("bedrock_gateway_overhead_seconds_sum 5e-05\n"));
  EXPECT_THAT(text, HasSubstr("bedrock_gateway_overhead_seconds_count 1\n"));
}

TEST(Metrics, OfNamesThatClientsMakeUpAreOneSeries) {
  RequestMetrics metrics;
  const MetricNames names = names_of("maker.model");
  std::size_t before = 0;
  for (int i = 0; i < 10'000; ++i) {
    Record record = answered();
    const std::string made_up = "made.up-" + std::to_string(i);
    record.model = made_up;
    record.method = made_up;
    record.region = made_up;
    record.server_address = made_up;
    record.upstream_status = 0;
    record.status = 404;
    record.outcome = Outcome::client_error;
    record.error = "model_not_found";
    metrics.count(record, names);
    if (i == 0) before = exposed({&metrics.shard()}).size();
  }
  const std::string text = exposed({&metrics.shard()});
  EXPECT_LT(text.size(), before + 1000);
  EXPECT_THAT(text, HasSubstr("gen_ai_request_model=\"other\""));
  EXPECT_THAT(text, Not(HasSubstr("made.up")));
}

TEST(Metrics, OfRegionsThatClientsMakeUpAreSoMany) {
  RequestMetrics metrics;
  const MetricNames names = names_of("maker.model");
  for (int i = 0; i < 1000; ++i) {
    const std::string region = "xx-made-" + std::to_string(i);
    Record record = answered();
    record.region = region;
    record.server_address = region;
    metrics.count(record, names);
  }
  const std::string text = exposed({&metrics.shard()});
  EXPECT_THAT(text, HasSubstr("region=\"xx-made-63\""));
  EXPECT_THAT(text, Not(HasSubstr("xx-made-64")));
  EXPECT_THAT(text, HasSubstr("region=\"other\",result=\"ok\"} 936\n"));
}

TEST(Metrics, CountAttemptsRetriesAndFailovers) {
  RequestMetrics metrics;
  Record record = answered();
  const std::vector<FailedAttempt> failed{{"us-east-1/m", "us-east-1", "rate_limit_exceeded", 429},
                                          {"us-east-1/m", "us-east-1", "rate_limit_exceeded", 429}};
  record.target = "eu-west-1/m";
  record.failed_attempts = failed;
  record.attempts = 3;
  metrics.count(record, names_of("maker.model"));
  const std::string text = exposed({&metrics.shard()});
  EXPECT_THAT(text, HasSubstr("upstream_attempts_total{target=\"us-east-1/m\",region=\"us-east-1\","
                              "result=\"rate_limit_exceeded\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("upstream_attempts_total{target=\"eu-west-1/m\",region=\"eu-west-1\","
                              "result=\"ok\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("retries_total{reason=\"rate_limit_exceeded\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("failovers_total{from=\"us-east-1/m\",to=\"eu-west-1/m\"} 1\n"));
}

TEST(Metrics, OfStreamsHaveTheirFirstTokenAndTheTimeOfEachFurtherOne) {
  RequestMetrics metrics;
  Record record = answered();
  record.stream = true;
  record.first_token = 100ms;
  metrics.count(record, names_of("maker.model"));
  const std::string text = exposed({&metrics.shard()});
  EXPECT_THAT(text,
              testing::ContainsRegex("gen_ai_server_time_to_first_token_seconds_sum.* 0.1\n"));
  EXPECT_THAT(text,
              testing::ContainsRegex("gen_ai_server_time_per_output_token_seconds_sum.* 0.05\n"));
}

TEST(Metrics, HaveTheNamesThatAreAskedFor) {
  for (const auto& [names, current, old] : {std::tuple(config::GenAiNames::current, true, false),
                                            std::tuple(config::GenAiNames::old, false, true),
                                            std::tuple(config::GenAiNames::both, true, true)}) {
    RequestMetrics metrics;
    MetricNames asked = names_of("maker.model");
    asked.conventions = names;
    metrics.count(answered(), asked);
    const std::string text = exposed({&metrics.shard()});
    EXPECT_EQ(text.contains("gen_ai_client_inference_duration_seconds_count"), current);
    EXPECT_EQ(text.contains("gen_ai_client_operation_duration_seconds_count"), old);
    EXPECT_EQ(text.contains("gen_ai_token_type=\"output\""), old);
  }
}

TEST(Metrics, InOpenMetrics) {
  RequestMetrics metrics;
  metrics.count(answered(), names_of("maker.model"));
  const std::string text = exposed({&metrics.shard()}, MetricFormat::openmetrics);
  EXPECT_THAT(text, HasSubstr("# TYPE bedrock_gateway_requests counter\n"));
  EXPECT_THAT(text, HasSubstr("bedrock_gateway_requests_total{"));
  EXPECT_THAT(text, HasSubstr("# UNIT bedrock_gateway_overhead_seconds seconds\n"));
  EXPECT_TRUE(text.ends_with("# EOF\n"));
  EXPECT_EQ(metric_format("application/openmetrics-text;version=1.0.0,text/plain"),
            MetricFormat::openmetrics);
  EXPECT_EQ(metric_format("*/*"), MetricFormat::text);
}

TEST(MetricLabels, AreEscaped) {
  MetricLabels labels;
  labels.add("a", "x\"\\\n").add("none", "").add("b", "y");
  EXPECT_EQ(labels.view(), R"(a="x\"\\\n",b="y")");
}

}  // namespace
}  // namespace gw::gateway
