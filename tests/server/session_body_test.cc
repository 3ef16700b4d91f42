// The bodies of requests: how they arrive, who reads them, and what bounds them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/connection.h"

namespace gw::server {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Session, ReadsABodyHoweverItArrives) {
  const std::string large(700'000, 'x');
  for (const std::string_view body : {std::string_view("{}"), std::string_view(large)}) {
    const std::string request = post("/echo", body);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}, request.size()}) {
      if (piece == 1 && request.size() > 1000) continue;
      Connection connection;
      for (std::size_t at = 0; at < request.size(); at += piece) {
        connection.send(std::string_view(request).substr(at, piece));
      }
      EXPECT_EQ(connection.received(), answer(body));
    }
  }
}

TEST(Session, ReadsAChunkedBody) {
  Connection connection;
  connection.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 100; ++i) connection.send("3e8\r\n" + std::string(1000, 'y') + "\r\n");
  connection.send("0\r\n\r\n" + get("/hello"));
  EXPECT_EQ(connection.received(), answer(std::string(100'000, 'y')) + kHello);
}

TEST(Session, LeavesABodyUnreadUntilTheHandlerAsks) {
  Connection connection;
  connection.send("POST /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
  connection.send(std::string(90'000, 'x'));
  EXPECT_GT(connection.stream.unread(), 60'000u);
}

TEST(Session, TellsTheClientToContinue) {  // RFC 9110 section 10.1.1
  Connection connection;
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
      "Content-Length: 2\r\n\r\n";
  connection.send(head);
  EXPECT_EQ(connection.received(), "HTTP/1.1 100 Continue\r\n\r\n");
  connection.send("{}");
  EXPECT_EQ(connection.received(), "HTTP/1.1 100 Continue\r\n\r\n" + answer("{}"));
  connection.send(head + "[]");  // this one does not wait
  EXPECT_EQ(connection.received(), "HTTP/1.1 100 Continue\r\n\r\n" + answer("{}") + answer("[]"));
}

TEST(Session, ClosesWhenAnExpectedBodyWasNotAskedFor) {
  Connection connection;
  connection.send(
      "POST /unread HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
      "Content-Length: 2\r\n\r\n");
  EXPECT_THAT(connection.received(), HasSubstr("connection: close"));
  EXPECT_TRUE(connection.stream.finished());
}

TEST(Session, SkipsSmallBodiesAndClosesOnLargeOnes) {
  Connection small;
  small.send("POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n");
  small.send(std::string(50'000, 'x') + get("/hello"));
  EXPECT_THAT(small.received(), EndsWith("no" + kHello));

  Connection large;
  large.send("POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n");
  large.send(std::string(100'000, 'x'));
  EXPECT_THAT(large.received(), HasSubstr("connection: close"));
  EXPECT_EQ(large.stream.unread(), 0u);  // so that no reset destroys the answer
  EXPECT_FALSE(large.ended);
}

TEST(Session, BoundsTheBody) {
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\n";
  for (const std::string& request :
       {head + "Content-Length: 1000001\r\n\r\n",
        head + "Content-Length: 18446744073709551615\r\n\r\n",
        head + "Transfer-Encoding: chunked\r\n\r\nfffff\r\n" + std::string(0xfffff, 'x')}) {
    Connection connection;
    connection.send(request);
    EXPECT_THAT(connection.handler.log, ElementsAre("body too_large"));
    EXPECT_THAT(connection.received(), StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(connection.received(), HasSubstr("connection: close"));
  }
}

TEST(Session, TellsTheHandlerWhatIsWrongWithTheBody) {
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\n";
  Connection malformed;
  malformed.send(head + "Transfer-Encoding: chunked\r\n\r\nx\r\n");
  EXPECT_THAT(malformed.handler.log, ElementsAre("body malformed"));
  EXPECT_THAT(malformed.received(), HasSubstr("connection: close"));
  Connection gone;
  gone.send(head + "Content-Length: 2\r\n\r\n{");
  gone.stream.half_close();
  gone.settle();
  EXPECT_THAT(gone.handler.log, ElementsAre("body closed"));
}

}  // namespace
}  // namespace gw::server
