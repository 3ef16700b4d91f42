// The simulator on a connection.
#include "simulator/simulator.h"

#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/client_stream.h"
#include "server/session.h"
#include "simulator/models.h"

namespace gw::simulator {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kSimulatorHello =
    R"({"messages":[{"role":"user","content":[{"text":"Hi"}]}]})";
constexpr std::string_view kWhole = "/model/anthropic.claude-3/converse";
constexpr std::string_view kStream = "/model/anthropic.claude-3/converse-stream";
constexpr std::string_view kLastChunk = "0\r\n\r\n";

// A connection to a simulator with everything on that takes any credentials.
class Connection {
 public:
  Connection() {
    io::asio::co_spawn(loop_, serve(stream, "192.0.2.1", context_), [this](std::exception_ptr bug) {
      ended_ = true;
      EXPECT_FALSE(bug);
    });
  }
  ~Connection() {
    stream.close();
    settle();
    EXPECT_TRUE(ended_);
  }

  // Sends a request; gives what came back before everything stood still.
  std::string ask(std::string_view method, std::string_view path, std::string_view body = "") {
    const std::size_t before = stream.received().size();
    stream.send(std::string(method) + " " + std::string(path) +
                " HTTP/1.1\r\nhost: a\r\nauthorization: any\r\ncontent-length: " +
                std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
    settle();
    return stream.received().substr(before);
  }
  void settle() {
    loop_.restart();
    loop_.poll();
  }

 private:
  io::asio::io_context loop_{1};
  server::SessionLimits limits_;
  io::Deadlines deadlines_{loop_.get_executor()};
  io::Phase phase_ = io::Phase::running;
  io::Gate requests_{loop_.get_executor()};
  Simulator simulator_{test_catalogue(),
                       {.access = {.accept_any = true}, .control = true, .journal = 2}};
  server::SessionContext context_{simulator_, limits_, deadlines_, phase_, requests_, {}};
  bool ended_ = false;

 public:
  server::ClientStream stream{loop_.get_executor()};
};

TEST(Simulator, AnswersOneRequestAfterTheOther) {
  Connection connection;
  for (int i = 0; i < 3; ++i) {
    const std::string answer = connection.ask("POST", kWhole, kSimulatorHello);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("x-amzn-requestid: "));
    EXPECT_THAT(answer, HasSubstr("You said: Hi"));
    EXPECT_THAT(connection.ask("POST", kStream, kSimulatorHello), EndsWith(kLastChunk));
  }
}

TEST(Simulator, WantsASignature) {
  Connection connection;
  connection.stream.send("POST " + std::string(kWhole) +
                         " HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}");
  connection.settle();
  EXPECT_THAT(connection.stream.received(), StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(connection.stream.received(), HasSubstr("MissingAuthenticationTokenException"));
}

TEST(Simulator, RemembersTheLastRequestsWithoutCredentials) {
  Connection connection;
  for (const std::string_view body : {"1", "2", "3"}) connection.ask("POST", kWhole, body);
  const std::string requests = connection.ask("GET", "/_sim/requests");
  EXPECT_THAT(requests, Not(HasSubstr(R"("body":"1")")));
  EXPECT_THAT(requests, HasSubstr(R"("body":"2")"));
  EXPECT_THAT(requests, HasSubstr(R"("body":"3")"));
  EXPECT_THAT(requests, Not(HasSubstr("authorization")));
  EXPECT_THAT(connection.ask("GET", "/_sim/stats"),
              EndsWith(R"({"active":0,"completed":3,"aborted":0})"));
}

TEST(Simulator, MisbehavesUntilItIsToldToStop) {
  Connection connection;
  connection.ask("PUT", "/_sim/fault", R"({"error":{"code":"ThrottlingException"}})");
  EXPECT_THAT(connection.ask("POST", kWhole, kSimulatorHello), StartsWith("HTTP/1.1 429 "));
  connection.ask("DELETE", "/_sim/fault");
  EXPECT_THAT(connection.ask("POST", kWhole, kSimulatorHello), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(connection.ask("PUT", "/_sim/fault", R"({"unheard":1})"),
              HasSubstr("extraneous key [unheard]"));
}

TEST(Simulator, PlaysAScriptToTheRequestsThatItIsFor) {
  Connection connection;
  connection.ask("PUT", "/_sim/fault",
                 R"([{"times":1,"contains":["Hi"],"answer":{"text":"first"}},
                     {"times":1,"contains":["Hi"],"answer":{"text":"second"}}])");
  std::string other(kSimulatorHello);
  other.replace(other.find("Hi"), 2, "Ho");
  EXPECT_THAT(connection.ask("POST", kWhole, other), HasSubstr("You said: Ho"));
  EXPECT_THAT(connection.ask("POST", kWhole, kSimulatorHello), HasSubstr(R"("text":"first")"));
  EXPECT_THAT(connection.ask("POST", kStream, kSimulatorHello), HasSubstr("second"));
  EXPECT_THAT(connection.ask("POST", kWhole, kSimulatorHello), HasSubstr("You said: Hi"));
}

TEST(Simulator, DeniesOneOperation) {
  Connection connection;
  connection.ask("PUT", "/_sim/fault", R"({"operation":"foundation-models","deny":true})");
  const std::string denied = connection.ask("GET", "/foundation-models");
  EXPECT_THAT(denied, StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(denied, HasSubstr("not authorized to perform: bedrock:ListFoundationModels"));
  EXPECT_THAT(connection.ask("GET", "/inference-profiles?maxResults=1"),
              HasSubstr(R"("nextToken":"page+1/==")"));
}

TEST(Simulator, TellsWhichRequestsGotAFault) {
  Connection connection;
  connection.ask("PUT", "/_sim/fault",
                 R"([{"chance": 0, "name": "never", "garbage": "x"},
                     {"chance": 100, "times": 1, "name": "once", "error": {"code": "x"}}])");
  const std::string failed = connection.ask("POST", kWhole, kSimulatorHello);
  connection.ask("POST", kWhole, kSimulatorHello);
  const auto id = failed.find("x-amzn-requestid: ") + std::string_view("x-amzn-requestid: ").size();
  EXPECT_THAT(connection.ask("GET", "/_sim/played"),
              EndsWith("{\"" + failed.substr(id, 36) + "\":\"once\"}"));
  EXPECT_THAT(connection.ask("GET", "/_sim/played"), EndsWith("{}"));
}

TEST(Simulator, EndsAConnectionInEveryWay) {
  const auto received_with = [](std::string_view fault, auto check) {
    Connection connection;
    connection.ask("PUT", "/_sim/fault", fault);
    const std::string answer = connection.ask("POST", kStream, kSimulatorHello);
    check(answer, connection.stream);
  };
  received_with(R"({"cut":{"how":"end","at_frame":2}})", [](auto answer, const auto& stream) {
    EXPECT_THAT(answer, EndsWith(kLastChunk));
    EXPECT_FALSE(stream.finished() || stream.closed());
  });
  received_with(R"({"cut":{"how":"close","at_frame":2}})", [](auto answer, const auto& stream) {
    EXPECT_THAT(answer, Not(EndsWith(kLastChunk)));
    EXPECT_TRUE(stream.finished() || stream.closed());
  });
  received_with(R"({"cut":{"how":"reset","at_frame":2}})",
                [](auto, const auto& stream) { EXPECT_TRUE(stream.was_reset()); });
  received_with(R"({"garbage":"220 ready"})",
                [](auto answer, const auto&) { EXPECT_EQ(answer, "220 ready"); });
}

TEST(Simulator, NoticesAtOnceThatTheClientHasGone) {
  for (const std::string_view delay : {"body", "head", "first_event", "events"}) {
    Connection connection;
    connection.ask("PUT", "/_sim/fault",
                   R"({"delay_ms":{")" + std::string(delay) + R"(":3600000}})");
    connection.ask("POST", kStream, kSimulatorHello);
    connection.stream.half_close();
    connection.settle();
    EXPECT_TRUE(connection.stream.finished() || connection.stream.closed()) << delay;
  }
}

}  // namespace
}  // namespace gw::simulator
