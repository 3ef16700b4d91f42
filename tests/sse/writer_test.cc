#include "sse/writer.h"

#include <gtest/gtest.h>

namespace gw::sse {
namespace {

TEST(SseWriter, EventsAndCommentsEndWithABlankLine) {
  Buffer out;
  append_data(R"({"id":1})", out);
  out.append(kPing);
  append_data("", out);
  out.append(kDone);
  EXPECT_EQ(out.view(), "data: {\"id\":1}\n\n: ping\n\ndata: \n\ndata: [DONE]\n\n");
}

}  // namespace
}  // namespace gw::sse
