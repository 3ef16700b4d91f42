#include "bedrock/usage.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace gw::bedrock {
namespace {

TEST(UsageOfTexts, IsReadWhereBedrockPutsIt) {
  const llm::Usage expected{.input = 3, .output = 2, .cache_read = 1};
  EXPECT_EQ(read_converse_usage(
                R"({"usage":{"inputTokens":3,"outputTokens":2,"cacheReadInputTokens":1}})"),
            expected);
  const std::string chunk =
      to_base64(R"({"amazon-bedrock-invocationMetrics":{"inputTokenCount":3,"outputTokenCount":2,)"
                R"("cacheReadInputTokenCount":1}})");
  EXPECT_EQ(read_chunk_usage(R"({"bytes":")" + chunk + R"(","p":"ab"})"), expected);
  for (const char* none : {"", "{}", R"({"bytes":"e30="})", R"({"bytes":"?"})", "[]"}) {
    EXPECT_EQ(read_converse_usage(none), std::nullopt);
    EXPECT_EQ(read_chunk_usage(none), std::nullopt);
  }
}

TEST(UsageOfTexts, TellsWhatIsKeptForAnHour) {
  const auto usage = read_converse_usage(
      R"({"usage":{"inputTokens":3,"outputTokens":2,"cacheWriteInputTokens":9,)"
      R"("cacheDetails":[{"ttl":"5m","inputTokens":4},{"ttl":"1h","inputTokens":5}]}})");
  ASSERT_TRUE(usage);
  EXPECT_EQ(usage->cache_write, 9);
  EXPECT_EQ(usage->cache_write_hour, 5);
}

}  // namespace
}  // namespace gw::bedrock
