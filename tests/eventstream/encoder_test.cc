#include "eventstream/encoder.h"

#include <gtest/gtest.h>

#include "eventstream/vectors.h"

namespace gw::eventstream {
namespace {

TEST(Encoder, WritesTheBytesOfAwsOwnCodec) {
  Buffer event;
  append_event("contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"text":"Hi"},"p":"abcd"})",
               event);
  EXPECT_EQ(event.view(), vectors::bytes(vectors::kContentBlockDelta));

  Buffer exception;
  append_exception("throttlingException",
                   R"({"message":"Too many tokens, please wait before trying again."})", exception);
  EXPECT_EQ(exception.view(), vectors::bytes(vectors::kThrottlingException));

  Buffer chunk;
  append_event("chunk", R"({"bytes":"eyJ0eXBlIjoibWVzc2FnZV9zdG9wIn0=","p":"ab"})", chunk);
  EXPECT_EQ(chunk.view(), vectors::bytes(vectors::kChunk));

  Buffer error;
  append_error("InternalFailure", "boom", error);
  EXPECT_EQ(error.view(), vectors::bytes(vectors::kError));

  Buffer empty;
  append_message({}, {}, empty);
  EXPECT_EQ(empty.view(), vectors::bytes(vectors::kEmpty));
}

TEST(Encoder, AppendsToWhatIsThere) {
  Buffer out;
  append_error("InternalFailure", "boom", out);
  append_message({}, {}, out);
  EXPECT_EQ(out.view(), vectors::bytes(vectors::kError) + vectors::bytes(vectors::kEmpty));
}

}  // namespace
}  // namespace gw::eventstream
