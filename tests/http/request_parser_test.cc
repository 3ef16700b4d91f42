#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness.h"

namespace gw::http {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> parse_request(std::string_view text, const Limits& limits = {}) {
  return parse_all<RequestParser>({text}, limits);
}

TEST(RequestParser, TakesAHeadApart) {
  RequestParser parser;
  const std::string_view text =
      "POST /v1/chat/completions?a=b HTTP/1.1\r\n"
      "Host: localhost:3000\r\n"
      "Content-Type:application/json\r\n"
      "X-Empty:\r\n"
      "X-Blank: \t \r\n"
      "x-padded: \t a b \t\r\n"
      "Content-Length: 2\r\n"
      "\r\n"
      "{}";
  ASSERT_EQ(parser.parse_head(text), text.size() - 2);
  const RequestHead& head = parser.head();
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.target, "/v1/chat/completions?a=b");
  EXPECT_EQ(head.path(), "/v1/chat/completions");
  EXPECT_EQ(head.query(), "a=b");
  EXPECT_EQ(head.minor_version, 1);
  EXPECT_EQ(head.fields.size(), 6u);
  EXPECT_EQ(head.fields.get("content-type"), "application/json");
  EXPECT_EQ(head.fields.find("x-empty"), "");
  EXPECT_EQ(head.fields.find("x-blank"), "");
  EXPECT_EQ(head.fields.get("X-Padded"), "a b");
  EXPECT_EQ(head.fields.find("x-absent"), std::nullopt);
  EXPECT_TRUE(head.has_body);
  EXPECT_EQ(head.content_length, 2u);
  EXPECT_FALSE(parser.done());
}

TEST(Fields, AreFoundAmongNamesOfTheSameSizeAndEnds) {
  Fields fields;
  EXPECT_EQ(fields.find(""), std::nullopt);
  fields.add("x-aab", "1");
  fields.add("X-abB", "2");
  fields.add("x-abb", "3");
  EXPECT_EQ(fields.get("x-aab"), "1");
  EXPECT_EQ(fields.get("x-abb"), "2");  // the first of that name
  EXPECT_EQ(fields.find("x-acb"), std::nullopt);
  EXPECT_EQ(fields.count("X-ABB"), 2u);
  fields.clear();
  EXPECT_EQ(fields.find("x-aab"), std::nullopt);
}

TEST(RequestParser, FindsThePathOfEveryFormOfTarget) {
  const struct {
    std::string target, path, query;
  } cases[] = {
      {"/", "/", ""},           {"/a?b?c", "/a", "b?c"},
      {"/a?", "/a", ""},        {"http://host:1/a?b", "/a", "b"},  // RFC 9112 section 3.2.2
      {"http://host", "/", ""}, {"http://host?b", "/", "b"},
      {"*", "*", ""},           {"host:443", "host:443", ""},
  };
  for (const auto& c : cases) {
    RequestHead head;
    head.target = c.target;
    EXPECT_EQ(head.path(), c.path) << c.target;
    EXPECT_EQ(head.query(), c.query) << c.target;
  }
}

TEST(RequestParser, ReadsPipelinedRequests) {
  EXPECT_THAT(
      parse_request("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                    "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                    "POST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n"
                    "GET /4 HTTP/1.1\r\nHost: a\r\n"),
      ElementsAre("GET /1 1.1\nHost=a\nkeep\n",
                  "POST /2 1.1\nHost=a\nContent-Length=3\nkeep body length 3\nabc",
                  "POST /3 1.1\nHost=a\nTransfer-Encoding=chunked\nkeep body\nabc0123456789",
                  "remaining GET /4 HTTP/1.1\r\nHost: a\r\n"));
}

TEST(RequestParser, IgnoresOneEmptyLineBeforeARequest) {  // RFC 9112 section 2.2
  EXPECT_THAT(parse_request("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
              ElementsAre("GET / 1.1\nHost=a\nkeep\n"));
  EXPECT_THAT(parse_request("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
              ElementsAre(HasSubstr("error malformed")));
}

TEST(RequestParser, DecidesWhetherTheConnectionStays) {  // RFC 9112 section 9.3
  const struct {
    std::string version, connection;
    bool keep_alive;
  } cases[] = {
      {"1.1", "", true},
      {"1.1", "close", false},
      {"1.1", "Keep-Alive", true},
      {"1.1", "x, CLOSE", false},
      {"1.1", "keep-alive, close", false},
      {"1.1", "closed", true},
      {"1.0", "", false},
      {"1.0", "keep-alive", true},
      {"1.0", "keep-alive, close", false},
  };
  for (const auto& c : cases) {
    std::string text = "GET / HTTP/" + c.version + "\r\nHost: a\r\n";
    if (!c.connection.empty()) text += "Connection: " + c.connection + "\r\n";
    RequestParser parser;
    ASSERT_TRUE(parser.parse_head(text + "\r\n")) << text;
    EXPECT_EQ(parser.head().keep_alive, c.keep_alive) << text;
  }
}

TEST(RequestParser, FlagsTheExpectationToContinue) {  // RFC 9110 section 10.1.1
  const auto expects = [](const std::string& version) {
    RequestParser parser;
    EXPECT_TRUE(parser.parse_head("POST / HTTP/" + version +
                                  "\r\nHost: a\r\nExpect: 100-Continue\r\n"
                                  "Content-Length: 1\r\n\r\n"));
    return parser.head().expect_continue;
  };
  EXPECT_TRUE(expects("1.1"));
  EXPECT_FALSE(expects("1.0"));
}

struct Refused {
  std::string text;
  std::string why;  // a part of the message
};

TEST(RequestParser, RefusesWhatIsMalformed) {
  const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n";
  const Refused cases[] = {
      // RFC 9112 section 6.1: an attempt to smuggle.
      {get + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "content-length"},
      {get + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", "content-length"},
      {get + "Transfer-Encoding: x\r\nContent-Length: 1\r\n\r\n", "transfer-encoding"},
      // RFC 9112 section 6.3 and RFC 9110 section 8.6.
      {get + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "content-length"},
      {get + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", "content-length is repeated"},
      {get + "Content-Length: 1, 1\r\n\r\n", "content-length is not one number"},
      {get + "Content-Length: 1,\r\n\r\n", "content-length is not one number"},
      {get + "Content-Length:\r\n\r\n", "content-length is not one number"},
      {get + "Content-Length: +1\r\n\r\n", "content-length is not one number"},
      {get + "Content-Length: -1\r\n\r\n", "content-length is not one number"},
      {get + "Content-Length: 1 1\r\n\r\n", "content-length is not one number"},
      {get + "Content-Length: 0x1\r\n\r\n", "content-length is not one number"},
      {get + "Content-Length: 1.0\r\n\r\n", "content-length is not one number"},
      {get + "Content-Length: 18446744073709551616\r\n\r\n", "content-length is not one number"},
      {get + "Content-Length: 99999999999999999999999\r\n\r\n", "content-length is not one number"},
      // RFC 9112 section 6.1.
      {get + "Transfer-Encoding: gzip, chunked\r\n\r\n", "transfer-encoding is not supported"},
      {get + "Transfer-Encoding: chunked, chunked\r\n\r\n", "transfer-encoding is not supported"},
      {get + "Transfer-Encoding: chunked, identity\r\n\r\n", "transfer-encoding is not supported"},
      {get + "Transfer-Encoding: identity\r\n\r\n", "transfer-encoding is not supported"},
      {get + "Transfer-Encoding: xchunked\r\n\r\n", "transfer-encoding is not supported"},
      {get + "Transfer-Encoding: chunked;q=1\r\n\r\n", "transfer-encoding is not supported"},
      {get + "Transfer-Encoding: \"chunked\"\r\n\r\n", "transfer-encoding is not supported"},
      {get + "Transfer-Encoding: \x0b"
             "chunked\r\n\r\n",
       ""},
      {get + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
       "transfer-encoding is repeated"},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.0"},
      // RFC 9112 section 5.2: obsolete folding.
      {get + "X: a\r\n b\r\n\r\n", "folded"},
      {get + "X:\r\n\tb\r\n\r\n", "folded"},
      {"GET / HTTP/1.1\r\n Host: a\r\n\r\n", "folded"},
      // RFC 9112 section 2.2: bare CR, bare LF.
      {get + "X: a\rb\r\n\r\n", ""},
      {get + "X: a\r\r\n\r\n", ""},
      {get + "X: a\n\r\n", "LF"},
      {get + "\n", "LF"},
      {"GET / HTTP/1.1\nHost: a\r\n\r\n", "LF"},
      {"GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", ""},
      // RFC 9110 section 5.5.
      {get + "X: a\0b\r\n\r\n"s, ""},
      {get + "X: a\x01"
             "b\r\n\r\n",
       ""},
      {get + "X: a\x7f"
             "b\r\n\r\n",
       ""},
      // RFC 9112 section 5.1: space before the colon; names are tokens.
      {get + "X : a\r\n\r\n", "white space"},
      {get + "X\t: a\r\n\r\n", "white space"},
      {get + ": a\r\n\r\n", "token"},
      {get + "X\r\n\r\n", "token"},
      {get + "X(a): a\r\n\r\n", "token"},
      {get + "\xc3\xa4: a\r\n\r\n", "token"},
      // RFC 9112 section 3.2: exactly one Host.
      {"GET / HTTP/1.1\r\n\r\n", "host is missing"},
      {get + "host: a\r\n\r\n", "host is repeated"},
      {"GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", "host is not"},
      {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "host is not"},
      {"GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", "host is not"},
      {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "host is not"},
      // RFC 9112 sections 2.3 and 3: request lines.
      {"GET /\r\n\r\n", "request line"},
      {"GET / \r\n\r\n", "request line"},
      {"GET / HTTP/2.0\r\n\r\n", "request line"},
      {"GET / HTTP/1.2\r\n\r\n", "request line"},
      {"GET / http/1.1\r\n\r\n", "request line"},
      {"GET / HTTP/1.1 \r\n\r\n", "request line"},
      {"HTTP/1.1\r\n\r\n", ""},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/2"},
      {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
      {"GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n", ""},
      {"GET HTTP/1.1\r\nHost: a\r\n\r\n", ""},
      {"\r\r\n", ""},
      {"\n", "LF"},
      {"GET / / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
      {"GET /  HTTP/1.1\r\nHost: a\r\n\r\n", ""},
      {"GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", ""},
      {"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
      {" / HTTP/1.1\r\nHost: a\r\n\r\n", "not HTTP"},
      {"GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", ""},
      {"GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n", ""},
      {"GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s, ""},
      {"GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", ""},
      // Not HTTP at all: known by the first byte.
      {"\x16\x03\x01", "not HTTP"},
      {std::string(1, '\0'), "not HTTP"},
  };
  for (const Refused& c : cases) {
    const auto seen = parse_request(c.text);
    EXPECT_THAT(seen, ElementsAre(HasSubstr("error malformed"))) << c.text;
    EXPECT_THAT(seen.front(), HasSubstr(c.why)) << c.text;
    EXPECT_EQ(parse_all<RequestParser>(bytes_of(c.text)), seen) << c.text;
  }
}

TEST(RequestParser, RefusesMalformedChunks) {  // RFC 9112 section 7.1
  const Refused cases[] = {
      {"\r\n", "no size"},
      {"g\r\n", "no size"},
      {"-1\r\n", "no size"},
      {" 1\r\na\r\n", "no size"},
      {"0x1\r\na\r\n", "hexadecimal"},
      {"1 \r\na\r\n", "white space"},
      {"1 1\r\na\r\n", "hexadecimal"},
      {"1\na\r\n", "hexadecimal"},
      {"1\ra\r\n", "size says"},
      {"1\r\nab\r\n", "size says"},
      {"1\r\na\n", "size says"},
      {"1;x\ny\r\n", "control"},
      {"1;x\0y\r\n"s, "control"},
      {"10000000000000000\r\n", "too large"},
      {"fffffffffffffffff\r\n", "too large"},
      {"0\r\nX: a\n\r\n", "control"},
      {"0\r\nX: a\r\r\n", "size says"},
      {"0\r\n\ra", "size says"},
  };
  for (const Refused& c : cases) {
    const std::string text =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + c.text;
    const auto seen = parse_request(text);
    EXPECT_THAT(seen, ElementsAre(HasSubstr("error malformed"))) << c.text;
    EXPECT_THAT(seen.front(), HasSubstr(c.why)) << c.text;
    EXPECT_EQ(parse_all<RequestParser>(bytes_of(text)), seen) << c.text;
  }
}

TEST(RequestParser, BoundsWhatAPeerMaySend) {
  const Limits limits{.head_bytes = 200, .fields = 3, .target_bytes = 20};
  const std::string line = "GET / HTTP/1.1\r\nHost: a\r\n";
  const std::string chunked = line + "Transfer-Encoding: chunked\r\n\r\n";
  std::string many_extensions = chunked;
  for (int i = 0; i < 40; ++i) many_extensions += "1;" + std::string(1000, 'x') + "\r\na\r\n";
  const std::string cases[] = {
      line + "X: " + std::string(200, 'a') + "\r\n\r\n",
      line + "X: " + std::string(200, 'a'),
      std::string(200, 'G'),
      "GET /" + std::string(20, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n",
      line + "A: 1\r\nB: 2\r\nC: 3\r\n\r\n",
      chunked + "1;" + std::string(20000, 'x') + "\r\na\r\n0\r\n\r\n",
      chunked + std::string(20000, '0') + "\r\n\r\n",
      chunked + "0\r\nT: " + std::string(20000, 'x') + "\r\n\r\n",
      many_extensions,
  };
  for (const std::string& text : cases) {
    const auto seen = parse_request(text, limits);
    EXPECT_THAT(seen, ElementsAre(HasSubstr("error too_large"))) << text.substr(0, 300);
    EXPECT_EQ(parse_all<RequestParser>(bytes_of(text), limits), seen) << text.substr(0, 300);
  }
}

TEST(RequestParser, SaysWhichStatusAnswersAnError) {
  const Limits limits{.head_bytes = 200, .fields = 3, .target_bytes = 20};
  const std::string line = "GET / HTTP/1.1\r\nHost: a\r\n";
  const struct {
    std::string text;
    int status;
  } cases[] = {
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET /" + std::string(20, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
      {line + "X: " + std::string(200, 'a'), 431},
      {line + "A: 1\r\nB: 2\r\nC: 3\r\n\r\n", 431},
      {line + "Transfer-Encoding: gzip\r\n\r\n", 501},
  };
  for (const auto& c : cases) {
    RequestParser parser(limits);
    ASSERT_FALSE(parser.parse_head(c.text)) << c.text;
    EXPECT_EQ(parser.refusal_status(), c.status) << c.text;
  }
}

TEST(RequestParser, AcceptsWhatIsJustWithinTheLimits) {
  const std::string text = "GET /aaaa HTTP/1.1\r\nHost: a\r\nX: a\r\n\r\n";
  const Limits exact{.head_bytes = text.size(), .fields = 2, .target_bytes = 5};
  EXPECT_THAT(parse_request(text, exact), ElementsAre("GET /aaaa 1.1\nHost=a\nX=a\nkeep\n"));
}

TEST(RequestParser, GivesTheSameResultForEverySplit) {
  const std::string_view text =
      "\r\nPOST /v1/x HTTP/1.1\r\nHost: a\r\nX-Empty:\r\ntransfer-encoding: chunked\r\n\r\n"
      "5;a=b\r\nhello\r\n00000006\r\n world\r\n1 \t;x\r\n!\r\n0\r\nT: x\r\nU: y\r\n\r\n"
      "POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nabcde"
      "GET /last HTTP/1.1\r\nHost: b\r\n\r\n";
  const auto whole = parse_request(text);
  ASSERT_EQ(whole.size(), 3u);
  EXPECT_EQ(parse_all<RequestParser>(bytes_of(text)), whole);
  for (std::size_t i = 0; i <= text.size(); ++i) {
    for (std::size_t j = i; j <= text.size(); j += 7) {
      EXPECT_EQ(
          parse_all<RequestParser>({text.substr(0, i), text.substr(i, j - i), text.substr(j)}),
          whole)
          << i << " " << j;
    }
  }
}

TEST(RequestParser, ConsumesNothingBehindAMessage) {
  RequestParser parser;
  const std::string_view head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  ASSERT_TRUE(parser.parse_head(head));
  CollectingSink sink;
  EXPECT_EQ(parser.parse_body("1\r\na\r\n0\r\n\r\nGET / HTTP/1.1", sink), 11u);
  EXPECT_TRUE(parser.done());
  EXPECT_EQ(parser.parse_body("GET / HTTP/1.1", sink), 0u);
}

}  // namespace
}  // namespace gw::http
