#include "server/session.h"

#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/client_stream.h"
#include "server/test_handler.h"

namespace gw::server {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Fault = ClientStream::Fault;

// A connection with a session on it. Everything runs until it waits; only run_for() takes time.
class Connection {
 public:
  explicit Connection(const SessionLimits& given = {}) : limits(given) {
    io::asio::co_spawn(loop, serve(stream, "192.0.2.1", context), [this](std::exception_ptr bug) {
      ended = true;
      EXPECT_FALSE(bug);
    });
  }
  ~Connection() {
    stream.close();
    handler.let_go();
    settle();
    EXPECT_TRUE(ended);
    EXPECT_EQ(handler.running, 0u);
  }

  void settle() {
    loop.restart();
    loop.poll();
  }
  void run_for(std::chrono::milliseconds time) {
    loop.restart();
    loop.run_for(time);
  }
  void send(std::string_view bytes) {
    stream.send(bytes);
    settle();
  }

  // What the client got, without the Date fields.
  std::string received() const {
    std::string text = stream.received();
    for (auto at = text.find("date: "); at != text.npos; at = text.find("date: ", at)) {
      text.erase(at, text.find('\n', at) + 1 - at);
    }
    return text;
  }

  io::asio::io_context loop{1};
  SessionLimits limits;
  io::Deadlines deadlines{loop.get_executor()};
  io::Phase phase = io::Phase::running;
  io::Gate requests{loop.get_executor()};
  TestHandler handler{loop.get_executor()};
  ClientStream stream{loop.get_executor()};
  SessionContext context{handler, limits, deadlines, phase, requests, {}};
  bool ended = false;
};

std::string get(std::string_view path, std::string_view fields = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}
std::string post(std::string_view path, std::string_view body) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}
const std::string kHello =
    "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 5\r\nx-one: 1\r\n\r\nhello";

std::string answer(std::string_view body) {
  return "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: " +
         std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

TEST(Session, AnswersInOneWriteAndKeepsTheConnection) {
  Connection connection;
  connection.send(get("/hello"));
  EXPECT_EQ(connection.received(), kHello);
  EXPECT_EQ(connection.stream.writes(), 1u);
  EXPECT_THAT(connection.stream.received(), HasSubstr("\r\ndate: "));
  connection.send(get("/hello"));
  EXPECT_EQ(connection.received(), kHello + kHello);
  EXPECT_FALSE(connection.ended);
}

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

TEST(Session, AnswersPipelinedRequestsInOrder) {
  Connection connection;
  connection.send(get("/hello") + post("/echo", "one") + post("/echo", "two") + get("/stream") +
                  post("/unread", "body") + get("/hello"));
  EXPECT_EQ(connection.received(),
            kHello + answer("one") + answer("two") +
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
                "transfer-encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"
                "HTTP/1.1 401 Unauthorized\r\ncontent-type: text/plain\r\ncontent-length: "
                "2\r\n\r\nno" +
                kHello);
}

TEST(Session, ReadsAheadOnlySoFar) {
  Connection connection;
  connection.send(get("/wait"));
  connection.send(std::string(100'000, 'x'));
  EXPECT_GT(connection.stream.unread(), 70'000u);
}

TEST(Session, LeavesABodyUnreadUntilTheHandlerAsks) {
  Connection connection;
  connection.send("POST /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
  connection.send(std::string(90'000, 'x'));
  EXPECT_GT(connection.stream.unread(), 60'000u);
}

TEST(Session, ClosesWhenTheClientWantsIt) {
  Connection connection;
  connection.send(get("/hello", "Connection: close\r\n") + get("/hello"));
  EXPECT_THAT(connection.received(), StartsWith("HTTP/1.1 200 OK"));
  EXPECT_THAT(connection.received(), HasSubstr("connection: close"));
  EXPECT_THAT(connection.received(), EndsWith("hello"));
  EXPECT_EQ(connection.stream.writes(), 1u);
  EXPECT_TRUE(connection.stream.finished());  // and the client still has time to read
  EXPECT_FALSE(connection.ended);
  connection.stream.half_close();
  connection.settle();
  EXPECT_TRUE(connection.ended);
}

TEST(Session, SpeaksToHttp10Clients) {
  Connection closing;
  closing.send("GET /stream HTTP/1.0\r\n\r\n");
  EXPECT_EQ(closing.received(),
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: "
            "close\r\n\r\nonetwo");
  EXPECT_TRUE(closing.stream.finished());
  EXPECT_FALSE(closing.stream.was_reset());

  Connection keeping;
  keeping.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(keeping.received(), HasSubstr("connection: keep-alive"));
  EXPECT_FALSE(keeping.stream.finished());
}

TEST(Session, SendsNoBodyWhereNoneBelongs) {
  Connection connection;
  connection.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  connection.send("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  connection.send(get("/empty"));
  EXPECT_EQ(connection.received(),
            "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 5\r\nx-one: 1\r\n\r\n"
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: "
            "chunked\r\n\r\n"
            "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST(Session, NeverLetsAValueEndItsField) {
  Connection connection;
  connection.send(get("/inject"));
  EXPECT_THAT(connection.received(), Not(HasSubstr("x-evil")));
}

TEST(Session, CancelsTheRequestWhenTheClientGoesAway) {
  Connection connection;
  connection.send(get("/wait"));
  EXPECT_EQ(connection.handler.running, 1u);
  connection.stream.half_close();
  connection.settle();
  EXPECT_THAT(connection.handler.log, ElementsAre("canceled"));
  EXPECT_TRUE(connection.ended);
}

TEST(Session, EndsWhenItsStreamIsClosed) {
  Connection connection;
  connection.send(get("/wait"));
  connection.stream.close();  // as the gate does at the end of the drain time
  connection.settle();
  EXPECT_THAT(connection.handler.log, ElementsAre("canceled"));
  EXPECT_TRUE(connection.ended);
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

TEST(Session, RefusesWhatIsNotHttp) {
  const struct {
    std::string request;
    int status;
  } cases[] = {
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"\x16\x03\x01", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(40'000, 'x'), 431},
      {"GET /" + std::string(10'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
  };
  for (const auto& c : cases) {
    Connection connection;
    connection.send(c.request + get("/hello"));
    EXPECT_THAT(connection.handler.log,
                ElementsAre(StartsWith("refused " + std::to_string(c.status))));
    EXPECT_THAT(connection.received(), StartsWith("HTTP/1.1 " + std::to_string(c.status) + " "));
    EXPECT_THAT(connection.received(), HasSubstr("connection: close"));
    EXPECT_EQ(connection.stream.unread(), 0u);
    EXPECT_EQ(connection.stream.writes(), 1u);
  }
}

TEST(Session, AnswersForAHandlerThatFails) {
  for (const std::string path : {"/nothing", "/throw"}) {
    Connection connection;
    connection.send(get(path));
    EXPECT_THAT(connection.handler.log, ElementsAre(StartsWith("refused 500")));
    EXPECT_THAT(connection.received(), StartsWith("HTTP/1.1 500 "));
    EXPECT_TRUE(connection.stream.finished());
  }
}

TEST(Session, NeverEndsAnAbortedStream) {
  Connection chunked;
  chunked.send(get("/abort"));
  EXPECT_THAT(chunked.received(), EndsWith("\r\n\r\n4\r\nhalf\r\n"));
  EXPECT_TRUE(chunked.stream.finished());

  Connection until_close;  // an orderly end would be the end of the stream
  until_close.send("GET /abort HTTP/1.0\r\n\r\n");
  EXPECT_THAT(until_close.received(), EndsWith("\r\n\r\nhalf"));
  EXPECT_TRUE(until_close.stream.was_reset());
}

TEST(Session, LetsTheSimulatorBreakTheProtocol) {
  Connection connection;
  connection.send(get("/raw"));
  EXPECT_EQ(connection.received(), "not HTTP");
  EXPECT_TRUE(connection.stream.finished());
}

TEST(Session, EndsAfterTheRequestInProgressWhenStopping) {
  Connection connection;
  connection.send(get("/wait"));
  connection.phase = io::Phase::stopping;
  connection.handler.let_go();
  connection.settle();
  EXPECT_THAT(connection.received(), HasSubstr("connection: close"));
  EXPECT_THAT(connection.received(), EndsWith("waited"));
  EXPECT_TRUE(connection.stream.finished());
}

TEST(Session, EndsWhenItIsIdle) {
  Connection connection({.idle_timeout = 100ms});
  connection.send(get("/hello"));
  connection.run_for(600ms);
  EXPECT_TRUE(connection.ended);
  EXPECT_EQ(connection.received(), kHello);
}

TEST(Session, EndsIdleWhenStopping) {
  Connection connection;
  connection.settle();
  connection.phase = io::Phase::stopping;
  connection.run_for(1500ms);
  EXPECT_TRUE(connection.ended);
}

TEST(Session, AsksItsClientToLeaveWhenDraining) {
  Connection connection;
  connection.phase = io::Phase::draining;
  connection.run_for(1500ms);
  EXPECT_FALSE(connection.ended);  // what is idle may have to say something still
  connection.send(get("/hello"));
  EXPECT_THAT(connection.received(), HasSubstr("connection: close"));
  EXPECT_TRUE(connection.stream.finished());
}

TEST(Session, HearsAClientThatHasJustConnectedWhenStopping) {
  Connection connection;
  connection.phase = io::Phase::stopping;
  connection.settle();
  connection.send(get("/hello"));
  EXPECT_THAT(connection.received(), EndsWith("hello"));
}

TEST(Session, TellsTheHandlerThatThereIsNoMoreTime) {
  Connection waiting;
  waiting.send(get("/wait"));
  waiting.requests.close();
  waiting.settle();
  EXPECT_THAT(waiting.handler.log, ElementsAre("canceled"));

  Connection uploading;
  uploading.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{");
  uploading.requests.close();
  uploading.settle();
  EXPECT_THAT(uploading.handler.log, ElementsAre("body canceled"));
  EXPECT_THAT(uploading.received(), StartsWith("HTTP/1.1 400 "));
}

TEST(Session, RefusesAHeadThatDoesNotArrive) {  // slow loris
  Connection connection({.head_timeout = 100ms});
  connection.send("GET /hello HT");
  connection.run_for(400ms);
  EXPECT_THAT(connection.handler.log, ElementsAre(StartsWith("refused 408")));
  EXPECT_THAT(connection.received(), StartsWith("HTTP/1.1 408 "));
}

TEST(Session, GivesUpOnABodyThatDoesNotArrive) {
  Connection connection({.body_timeout = 100ms});
  connection.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{");
  connection.run_for(400ms);
  EXPECT_THAT(connection.handler.log, ElementsAre("body timeout"));
  EXPECT_THAT(connection.received(), HasSubstr("connection: close"));
}

TEST(Session, WaitsForASlowClientButNotForEver) {
  Connection slow;
  slow.stream.stop_taking();
  slow.send(get("/stream"));
  EXPECT_EQ(slow.received(), "");
  slow.stream.take_again();
  slow.settle();
  EXPECT_THAT(slow.received(), EndsWith("two\r\n0\r\n\r\n"));

  Connection stuck({.write_timeout = 100ms});
  stuck.stream.stop_taking();
  stuck.send(get("/stream"));
  stuck.run_for(400ms);
  EXPECT_TRUE(stuck.ended);
  EXPECT_THAT(stuck.handler.log, ElementsAre("write timeout", "write closed"));
}

TEST(Session, HasItsSilenceFilled) {
  Connection connection;
  connection.send(get("/silent"));
  EXPECT_EQ(connection.received(), "") << "not before the time has come";
  connection.run_for(350ms);
  EXPECT_THAT(connection.received(), HasSubstr("\r\n\r\n2\r\nhm\r\n"));
  connection.handler.let_go();
  connection.settle();
  EXPECT_THAT(connection.received(), EndsWith("hm\r\n7\r\nat last\r\n0\r\n\r\n"));
  const std::string all = connection.received();
  connection.run_for(300ms);
  EXPECT_EQ(connection.received(), all) << "nor after the end";
}

TEST(Session, FillsNoSilenceOfAClientThatDoesNotListen) {
  Connection connection;
  connection.stream.stop_taking();
  connection.send(get("/silent"));
  connection.run_for(500ms);
  connection.handler.let_go();  // what comes now waits for the filler's bytes
  connection.settle();
  EXPECT_EQ(connection.received(), "");
  connection.stream.take_again();
  connection.settle();
  EXPECT_THAT(connection.received(), EndsWith("\r\n\r\n2\r\nhm\r\n7\r\nat last\r\n0\r\n\r\n"));

  Connection gone;
  gone.stream.stop_taking();
  gone.send(get("/silent"));
  gone.run_for(300ms);
  gone.stream.close();
  gone.handler.let_go();
  gone.settle();
  EXPECT_TRUE(gone.ended);
}

// Everything above once more, with each of its operations failing in turn.
TEST(Session, SurvivesAFaultAtEveryOperation) {
  const std::vector<std::string> scenario = {
      get("/hello"),
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 30000\r\n\r\n",
      std::string(29'000, 'x'),
      std::string(1'000, 'y') + get("/stream"),
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
      "0\r\n\r\n" + post("/unread", "body") + get("/hello", "Connection: close\r\n"),
  };
  const auto run = [&scenario](Connection& connection) {
    for (const std::string& bytes : scenario) connection.send(bytes);
    connection.stream.half_close();
    connection.settle();
    EXPECT_TRUE(connection.ended);
  };
  Connection undisturbed;
  run(undisturbed);
  const std::string whole = undisturbed.received();
  EXPECT_THAT(whole, EndsWith("hello"));
  EXPECT_THAT(undisturbed.handler.log, IsEmpty());

  for (std::size_t operation = 1; operation <= undisturbed.stream.operations(); ++operation) {
    for (const Fault fault : {Fault::reset, Fault::end}) {
      Connection connection;
      connection.stream.inject(operation, fault);
      run(connection);
      const std::string received = connection.received();
      if (received.find(" 400 ") == received.npos) {
        EXPECT_THAT(whole, StartsWith(received)) << operation;
      }
    }
    Connection connection;
    connection.stream.inject(operation, Fault::one_byte);
    run(connection);
    EXPECT_THAT(whole, StartsWith(connection.received())) << operation;
  }
}

}  // namespace
}  // namespace gw::server
