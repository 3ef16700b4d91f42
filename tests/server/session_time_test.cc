// What takes time: clients that are slow or silent, answers that are, and the end of the server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/connection.h"

namespace gw::server {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

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

}  // namespace
}  // namespace gw::server
