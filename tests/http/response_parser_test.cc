#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness.h"

namespace gw::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> parse_response(std::string_view text, const Limits& limits = {}) {
  return parse_all<ResponseParser>({text}, limits);
}

TEST(ResponseParser, ReadsResponsesOneAfterTheOther) {
  EXPECT_THAT(
      parse_response("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
                     "HTTP/1.1 404 \r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n"
                     "HTTP/1.1 500 Oh dear\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"),
      ElementsAre("200 1.1\nContent-Length=2\nkeep length 2\n{}",
                  "404 1.1\nTransfer-Encoding=Chunked\nkeep\nno",
                  "500 1.1\nconnection=close\ncontent-length=0\nclose length 0\n"));
}

TEST(ResponseParser, AcceptsAStatusLineWithoutAReason) {  // RFC 9112 section 4 asks for a space
  for (const std::string line : {"HTTP/1.1 204", "HTTP/1.1 204 ", "HTTP/1.1 204 No Content"}) {
    EXPECT_THAT(parse_response(line + "\r\n\r\n"), ElementsAre("204 1.1\nkeep\n")) << line;
  }
}

TEST(ResponseParser, SkipsInterimResponses) {  // RFC 9110 section 15.2
  EXPECT_THAT(
      parse_response("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                     "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
      ElementsAre("200 1.1\nContent-Length=0\nkeep length 0\n"));
}

TEST(ResponseParser, BoundsInterimResponses) {
  std::string endless;
  for (int i = 0; i < 2000; ++i) endless += "HTTP/1.1 100 Continue\r\n\r\n";
  EXPECT_THAT(parse_response(endless), ElementsAre(HasSubstr("error too_large")));
}

TEST(ResponseParser, KnowsWhichResponsesHaveNoBody) {  // RFC 9112 section 6.3
  for (const std::string status : {"204 No Content", "304 Not Modified"}) {
    ResponseParser parser;
    ASSERT_TRUE(parser.parse_head("HTTP/1.1 " + status + "\r\nContent-Length: 5\r\n\r\n"));
    EXPECT_TRUE(parser.done()) << status;
    EXPECT_TRUE(parser.head().keep_alive) << status;
  }
  ResponseParser parser;
  ASSERT_TRUE(parser.parse_head("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true));
  EXPECT_TRUE(parser.done());
  EXPECT_EQ(parser.head().content_length, 5u);
}

TEST(ResponseParser, ReadsABodyUntilTheConnectionCloses) {
  ResponseParser parser;
  const std::string_view head = "HTTP/1.1 200 OK\r\n\r\n";
  ASSERT_EQ(parser.parse_head(head), head.size());
  EXPECT_FALSE(parser.head().keep_alive);
  CollectingSink sink;
  EXPECT_EQ(parser.parse_body("all ", sink), 4u);
  EXPECT_EQ(parser.parse_body("of it", sink), 5u);
  EXPECT_FALSE(parser.done());
  EXPECT_TRUE(parser.end_of_input());
  EXPECT_TRUE(parser.done());
  EXPECT_EQ(sink.text, "all of it");
}

TEST(ResponseParser, TellsATruncatedResponseFromAWholeOne) {
  const std::string_view truncated[] = {
      "",
      "HTTP/1.1 200 O",
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n",
  };
  for (const std::string_view text : truncated) {
    ResponseParser parser;
    CollectingSink sink;
    auto used = parser.parse_head(text);
    ASSERT_TRUE(used);
    if (*used > 0) {
      ASSERT_TRUE(parser.parse_body(text.substr(*used), sink));
    }
    const auto end = parser.end_of_input();
    ASSERT_FALSE(end) << text;
    EXPECT_EQ(end.error().code, Errc::closed) << text;
  }
}

TEST(ResponseParser, RefusesWhatIsMalformed) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const struct {
    std::string text, why;
  } cases[] = {
      {"\r\n" + ok + "\r\n", "not HTTP"},
      {"ICY 200 OK\r\n\r\n", "not HTTP"},
      {"HTTP/2 200 OK\r\n\r\n", "status line"},
      {"HTTP/1.1 20 OK\r\n\r\n", ""},
      {"HTTP/1.1 2000 OK\r\n\r\n", ""},
      {"HTTP/1.1 099 OK\r\n\r\n", "status"},
      {"HTTP/1.1  200 OK\r\n\r\n", ""},
      {"HTTP/1.1 200OK\r\n\r\n", "status"},
      {"HTTP/1.1 -20\r\n\r\n", "status"},
      {"HTTP/1.1\r\n\r\n", "status"},
      {"HTTP/1.1 101 Switching Protocols\r\n\r\n", "upgrade"},
      {ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "content-length"},
      {ok + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", "repeated"},
      {ok + "Transfer-Encoding: gzip\r\n\r\n", "not supported"},
      {"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.0"},
      {ok + "X: a\r\n b\r\n\r\n", "folded"},
      {ok + "X: a\n\r\n", "LF"},
      {ok + "X : a\r\n\r\n", "white space"},
  };
  for (const auto& c : cases) {
    const auto seen = parse_response(c.text);
    EXPECT_THAT(seen, ElementsAre(HasSubstr("error malformed"))) << c.text;
    EXPECT_THAT(seen.front(), HasSubstr(c.why)) << c.text;
    EXPECT_EQ(parse_all<ResponseParser>(bytes_of(c.text)), seen) << c.text;
  }
}

TEST(ResponseParser, GivesTheSameResultForEverySplit) {
  const std::string_view text =
      "HTTP/1.1 100 Continue\r\n\r\n"
      "HTTP/1.1 200 OK\r\nX: y\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n0000000A\r\n0123456789\r\n0;last\r\n\r\n"
      "HTTP/1.0 200 OK\r\nContent-Length: 4\r\nConnection: keep-alive\r\n\r\nbody";
  const auto whole = parse_response(text);
  ASSERT_EQ(whole.size(), 2u);
  EXPECT_EQ(parse_all<ResponseParser>(bytes_of(text)), whole);
  for (std::size_t i = 0; i <= text.size(); ++i) {
    EXPECT_EQ(parse_all<ResponseParser>({text.substr(0, i), text.substr(i)}), whole) << i;
  }
}

}  // namespace
}  // namespace gw::http
