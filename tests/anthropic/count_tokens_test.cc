#include "anthropic/count_tokens.h"

#include <gtest/gtest.h>

#include "anthropic/messages_request.h"
#include "base/encoding.h"

namespace gw::anthropic {
namespace {

TEST(CountTokens, FoundationModelsAreCounted) {
  const struct {
    std::string_view model, path;  // empty: none
  } kCases[] = {
      {"anthropic.claude-sonnet-4-5-20250929-v1:0",
       "/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/count-tokens"},
      {"us.anthropic.claude-sonnet-4-6", "/model/anthropic.claude-sonnet-4-6/count-tokens"},
      {"arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-7",
       "/model/anthropic.claude-opus-4-7/count-tokens"},
      {"arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", ""},
  };
  for (const auto& [model, path] : kCases)
    EXPECT_EQ(count_tokens_path(model).value_or(""), path) << model;
}

TEST(CountTokens, TheBodyIsBase64) {
  Buffer out;
  append_count_request("{}", out);
  EXPECT_EQ(out.view(), R"({"input":{"invokeModel":{"body":"e30="}}})");
}

TEST(CountTokens, TheAnswer) {
  EXPECT_EQ(read_count(R"({"inputTokens":42})").value(), 42);
  for (const char* body : {"", "[]", "{}", R"({"inputTokens":"1"})", R"({"inputTokens":-1})"})
    EXPECT_FALSE(read_count(body)) << body;
  Buffer out;
  append_count(42, out);
  EXPECT_EQ(out.view(), R"({"input_tokens":42})");
}

std::int64_t estimate(const std::string& content) {
  const std::string body =
      R"({"model":"m","messages":[{"role":"user","content":)" + content + "}]}";
  const auto request = parse_messages_request(body, {}, Purpose::count);
  return request ? estimate_tokens(request->common) : -1;
}

// The header of a PNG of this size.
std::string png(unsigned width, unsigned height) {
  std::string bytes("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
  for (const unsigned side : {width, height}) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(side >> shift);
  }
  return R"([{"type":"image","source":{"type":"base64","media_type":"image/png","data":")" +
         to_base64(bytes) + "\"}}]";
}

TEST(CountTokens, EstimatesErrHigh) {
  EXPECT_EQ(estimate("\"" + std::string(1000, 'x') + "\""), 408);
  EXPECT_EQ(estimate(png(750, 100)), 8 + 101);
  EXPECT_EQ(estimate(png(0xffffffff, 0xffffffff)), 8 + 4784);
  EXPECT_EQ(estimate(R"([{"type":"image","source":{"type":"base64","data":"/9j/"}}])"), 8 + 4784);
  const std::string document =
      R"([{"type":"document","source":{"type":"text","data":")" + std::string(1000, 'x') + "\"}}]";
  EXPECT_EQ(estimate(document), 408);
}

}  // namespace
}  // namespace gw::anthropic
