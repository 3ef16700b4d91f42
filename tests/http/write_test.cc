#include "http/write.h"

#include <gtest/gtest.h>

#include "harness.h"

namespace gw::http {
namespace {

TEST(Write, WritesAResponseHead) {
  Buffer out;
  append_status_line(429, out);
  append_field("retry-after", std::uint64_t{12}, out);
  append_field("x-empty", "", out);
  end_head(out);
  EXPECT_EQ(out.view(), "HTTP/1.1 429 Too Many Requests\r\nretry-after: 12\r\nx-empty: \r\n\r\n");
}

TEST(Write, KeepsTheSpaceBeforeAnEmptyReason) {  // RFC 9112 section 4
  Buffer out;
  append_status_line(599, out);
  EXPECT_EQ(out.view(), "HTTP/1.1 599 \r\n");
}

TEST(Write, WritesARequestLine) {
  Buffer out;
  append_request_line("POST", "/model/a%3A0/converse", out);
  EXPECT_EQ(out.view(), "POST /model/a%3A0/converse HTTP/1.1\r\n");
}

TEST(Write, FramesChunksInPlace) {
  Buffer out;
  out.append("before|");
  const std::size_t first = begin_chunk(out);
  out.append(std::string(1000, 'x'));  // makes the buffer grow
  end_chunk(first, out);
  const std::size_t second = begin_chunk(out);
  out.append("abc");
  end_chunk(second, out);
  out.append(kLastChunk);
  EXPECT_EQ(out.view(),
            "before|000003e8\r\n" + std::string(1000, 'x') + "\r\n00000003\r\nabc\r\n0\r\n\r\n");
}

TEST(Write, LeavesNoEmptyChunk) {
  Buffer out;
  end_chunk(begin_chunk(out), out);
  EXPECT_EQ(out.view(), "");
}

TEST(Write, WritesTheSizeOfAChunk) {
  EXPECT_EQ(ChunkSize(1).view(), "1\r\n");
  EXPECT_EQ(ChunkSize(0xabc).view(), "abc\r\n");
  EXPECT_EQ(ChunkSize(~std::size_t{0}).view(), "ffffffffffffffff\r\n");
}

TEST(Write, IsReadBackTheSame) {
  Buffer out;
  append_status_line(200, out);
  append_field("transfer-encoding", "chunked", out);
  end_head(out);
  for (const std::size_t size : {1u, 15u, 16u, 4096u, 70000u}) {
    const std::size_t begun = begin_chunk(out);
    out.append(std::string(size, 'a'));
    end_chunk(begun, out);
    out.append(ChunkSize(size).view());
    out.append(std::string(size, 'b'));
    out.append(kCrlf);
  }
  out.append(kLastChunk);
  ResponseParser parser;
  CollectingSink sink;
  const auto head = parser.parse_head(out.view());
  ASSERT_TRUE(head);
  EXPECT_EQ(parser.parse_body(out.view().substr(*head), sink), out.size() - *head);
  EXPECT_TRUE(parser.done());
  EXPECT_EQ(sink.text.size(), 2 * (1 + 15 + 16 + 4096 + 70000));
}

TEST(Write, KnowsWhatAFieldValueMayHold) {  // RFC 9110 section 5.5
  EXPECT_TRUE(is_field_value(""));
  EXPECT_TRUE(is_field_value("a b\tc \xc3\xa4"));
  EXPECT_FALSE(is_field_value("a\r\nb: c"));
  EXPECT_FALSE(is_field_value("a\n"));
  EXPECT_FALSE(is_field_value(std::string_view("a\0b", 3)));
  EXPECT_FALSE(is_field_value("\x7f"));
  EXPECT_FALSE(is_field_value("\x1b"));
}

}  // namespace
}  // namespace gw::http
