#include "gateway/record/log_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gw::gateway {
namespace {

using config::LogFormat;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

constexpr LogStyle kJson{LogFormat::json, false};
constexpr LogStyle kText{LogFormat::text, false};
constexpr LogStyle kColored{LogFormat::text, true};
constexpr LogTime::Point kTime{1'764'538'265'042ms};  // 2025-11-30T21:31:05.042Z

Record good() {
  Record record;
  record.ended = kTime;
  record.id = "req_1";
  record.peer = "127.0.0.1";
  record.method = "POST";
  record.path = "/v1/chat/completions";
  record.status = 200;
  record.bytes = 512;
  record.model = "gpt-4o";
  record.upstream_model = "anthropic.claude-sonnet-4-5";
  record.region = "eu-west-1";
  record.stream = true;
  record.attempts = 1;
  record.upstream_status = 200;
  record.usage = llm::Usage{.input = 1200, .output = 356, .cache_read = 4};
  record.total = 3'204'567us;
  record.upstream_wait = 3'200'000us;
  record.first_token = 412ms;
  return record;
}

Record failed() {
  Record record = good();
  record.client_id = "client-7";
  record.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  record.forwarded_for = "203.0.113.7";
  record.key_id = "a1b2c3";
  record.status = 429;
  record.outcome = Outcome::upstream_error;
  record.error = "rate_limit_exceeded";
  record.error_type = "rate_limit_error";
  record.error_message = "Too many requests.";
  record.upstream_status = 429;
  record.upstream_error = "ThrottlingException";
  record.usage.reset();
  record.first_token.reset();
  return record;
}

std::string line(LogStyle style, const Record& record) {
  LogTime clock;
  Buffer out;
  append_request(style, clock, record, out);
  return std::string(out.view());
}

std::string said(LogStyle style, std::string_view text) {
  LogTime clock;
  Buffer out;
  append_message(style, clock, kTime, config::LogLevel::warning, text, out);
  return std::string(out.view());
}

TEST(LogLine, IsAJsonObject) {
  EXPECT_EQ(line(kJson, good()),
            R"({"time":"2025-11-30T21:31:05.042Z","level":"info","request_id":"req_1",)"
            R"("peer":"127.0.0.1","method":"POST","path":"/v1/chat/completions","status":200,)"
            R"("outcome":"ok","model":"gpt-4o","upstream_model":"anthropic.claude-sonnet-4-5",)"
            R"("region":"eu-west-1","stream":true,"attempts":1,"input_tokens":1204,)"
            R"("cache_read_tokens":4,"output_tokens":356,"cost_usd":null,"bytes":512,)"
            R"("time_to_first_token":0.412000,"seconds":3.204567,"upstream_seconds":3.200000})"
            "\n");
}

TEST(LogLine, O12ExplainsAFailureAndWhoseItWas) {
  const std::string text = line(kJson, failed());
  for (const std::string_view part :
       {R"("level":"error")", R"("client_request_id":"client-7")",
        R"("forwarded_for":"203.0.113.7")",
        R"("traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")",
        R"("key":"a1b2c3")", R"("error":"rate_limit_exceeded")",
        R"("error_type":"rate_limit_error")", R"("message":"Too many requests.")",
        R"("upstream_status":429)", R"("upstream_error":"ThrottlingException")"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(LogLine, O12HasTheLevelOfItsOutcome) {
  Record record = good();
  for (const auto& [outcome, level] :
       {std::pair(Outcome::ok, "info"), std::pair(Outcome::client_closed, "info"),
        std::pair(Outcome::client_error, "warning"), std::pair(Outcome::upstream_error, "error"),
        std::pair(Outcome::gateway_error, "error")}) {
    record.outcome = outcome;
    EXPECT_EQ(name(level_of(record)), level);
  }
}

TEST(LogLine, IsOneLineOfJsonWhateverTheClientSends) {
  Record record = failed();
  record.path = "/\"\n\x01\xff{}";
  record.model = "\x1b[31m\r\n";
  const std::string long_name(100'000, 'x');
  record.client_id = long_name;
  const std::string text = line(kJson, record);
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  EXPECT_THAT(text, HasSubstr(R"("path":"/\"\n\u0001)"));
  EXPECT_LT(text.size(), 2000U);
}

TEST(LogLine, EstimatesWhatNobodyCounted) {
  Record record = failed();
  record.said = 9;
  EXPECT_THAT(line(kJson, record), HasSubstr(R"("output_tokens_estimated":3)"));
}

TEST(LogLine, AsTextIsAligned) {
  Record other = good();
  other.path = "/v1/messages";
  other.upstream_model = "amazon.nova-lite-v1:0";
  other.usage = llm::Usage{.input = 7, .output = 1'234'567};
  other.total = 65s;
  other.first_token = 900us;
  const std::string a = line(kText, good());
  const std::string b = line(kText, other);
  EXPECT_THAT(a, HasSubstr("200      /v1/chat/completions  anthropic.claude-sonnet-4-5"));
  EXPECT_THAT(a, HasSubstr("    1,204 in       356 out  first   412ms  total   3.20s\n"));
  EXPECT_THAT(b, HasSubstr("        7 in 1,234,567 out  first   0.9ms  total   1m05s\n"));
  EXPECT_EQ(a.size(), b.size());
}

TEST(LogLine, AsTextSaysWhatWentWrong) {
  EXPECT_THAT(line(kText, failed()),
              HasSubstr("rate_limit_exceeded (ThrottlingException): Too many requests.  req_1 key "
                        "a1b2c3\n"));
}

TEST(LogLine, AsTextKeepsCommandsOfClientsFromTheTerminal) {
  Record record = failed();
  record.path = "/\x1b[2J\r\n";
  record.error_message = "\xc2\x9b 31m \x7f";
  const std::string text = line(kText, record);
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\xc2\x9b")));
}

TEST(LogLine, IsColoredOnlyWhenAsked) {
  EXPECT_THAT(line(kColored, failed()), HasSubstr("\x1b[31m429"));
  EXPECT_THAT(line(kText, failed()), Not(HasSubstr("\x1b")));
  EXPECT_THAT(said(kColored, "x"), HasSubstr("\x1b[33mwarning"));
}

TEST(LogLine, OfAMessage) {
  EXPECT_EQ(said(kJson, "a \"b\""),
            R"({"time":"2025-11-30T21:31:05.042Z","level":"warning","message":"a \"b\""})"
            "\n");
  EXPECT_THAT(said(kText, "two\nlines"), HasSubstr("  warning  two?lines\n"));
}

TEST(LogTime, FollowsTheClock) {
  LogTime clock;
  EXPECT_EQ(clock.iso(kTime), "2025-11-30T21:31:05.042Z");
  EXPECT_EQ(clock.iso(kTime + 957ms), "2025-11-30T21:31:05.999Z");
  EXPECT_EQ(clock.iso(kTime + 958ms), "2025-11-30T21:31:06.000Z");
  EXPECT_EQ(clock.iso(kTime), "2025-11-30T21:31:05.042Z");
}

}  // namespace
}  // namespace gw::gateway
