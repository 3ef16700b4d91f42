#include "llm/token_estimate.h"

#include <gtest/gtest.h>

#include "anthropic/messages_request.h"
#include "base/encoding.h"

namespace gw::anthropic {
namespace {

std::int64_t estimate(const std::string& content) {
  const std::string body =
      R"({"model":"m","messages":[{"role":"user","content":)" + content + "}]}";
  const auto request = parse_messages_request(body, {}, Purpose::count);
  return request ? llm::estimate_tokens(request->common) : -1;
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

TEST(TokenEstimate, ErrsHigh) {
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
