#include <string>

#include <gtest/gtest.h>

#include "gateway/models/directory.h"
#include "support/prepared_connector.h"
#include "support/run.h"

namespace gw::gateway {
namespace {

using namespace std::chrono_literals;
using Listed = ModelDirectory::Listed;

constexpr std::string_view kModels =
    R"({"modelSummaries":[{"modelId":"maker.a","inferenceTypesSupported":["ON_DEMAND"]}]})";
constexpr std::string_view kProfiles =
    R"({"inferenceProfileSummaries":[{"inferenceProfileId":"us.maker.b","status":"ACTIVE"}]})";
constexpr std::string_view kNone = R"({"inferenceProfileSummaries":[]})";

std::string answer(int status, std::string_view body) {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nconnection: close\r\ncontent-length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

class Directory : public testing::Test {
 protected:
  void prepare_lists() {
    for (const std::string_view body : {kModels, kProfiles, kNone}) {
      connections_.add(answer(200, body));
    }
  }

  static Caller caller(std::string secret) {
    return {aws::Credentials{"AKIDEXAMPLE", Secret(std::move(secret)), Secret()}, nullptr,
            "us-east-1"};
  }

  // Asks, and lets all that goes on in the background end.
  Listed ask(const Caller& as) {
    const ModelDirectory::Question question{as, endpoint_, shared_, refresh_after_};
    return test::run(worker_.context(), directory_.find(question));
  }

  io::Worker worker_;
  test::PreparedConnector connections_{worker_.executor()};
  io::Pool pool_{connections_, io::PoolLimits{}};
  aws::SigningKeys keys_;
  upstream::Shared shared_{pool_, worker_.deadlines(), keys_, {}};
  credentials::Wallet wallet_{worker_};
  Log log_{{.level = config::LogLevel::error}};
  ModelDirectory directory_{worker_, wallet_, log_};
  const aws::Endpoint endpoint_ = *aws::parse_endpoint("https://bedrock.example");
  const Caller caller_ = caller("secret");
  std::chrono::milliseconds refresh_after_ = 1h;
};

TEST_F(Directory, TheFirstQuestionWaitsForTheLists) {
  prepare_lists();
  const Listed listed = ask(caller_);
  ASSERT_TRUE(listed);
  ASSERT_TRUE(listed->models && listed->profiles);
  EXPECT_EQ(listed->models->at(0).id, "maker.a");
  EXPECT_EQ(listed->profiles->at(0).id, "us.maker.b");
}

TEST_F(Directory, TheNextOnesDoNotAsk) {
  prepare_lists();
  const Listed first = ask(caller_);
  EXPECT_EQ(ask(caller_), first);
  EXPECT_EQ(connections_.destinations.size(), 3U);
}

TEST_F(Directory, WhatIsOldIsAskedForAgainBehindTheAnswer) {
  refresh_after_ = 0ms;
  prepare_lists();
  const Listed first = ask(caller_);
  prepare_lists();
  EXPECT_EQ(ask(caller_), first);
  EXPECT_NE(ask(caller_), first);
}

TEST_F(Directory, TroubleChangesNothing) {
  refresh_after_ = 0ms;
  prepare_lists();
  const Listed first = ask(caller_);
  ASSERT_TRUE(first);
  EXPECT_EQ(ask(caller_), first);  // nobody can be reached now
  connections_.add(answer(500, "{}"));
  EXPECT_EQ(ask(caller_), first);
  connections_.add(answer(429, "{}"));
  EXPECT_EQ(ask(caller_), first);
  connections_.add(answer(200, "not what was asked for"));
  EXPECT_EQ(ask(caller_), first);
  EXPECT_EQ(ask(caller_), first);
}

TEST_F(Directory, ARefusalIsAnAnswer) {
  refresh_after_ = 0ms;
  prepare_lists();
  EXPECT_TRUE(ask(caller_)->models);
  connections_.add(answer(403, R"({"message":"no"})"));
  connections_.add(answer(200, kProfiles));
  connections_.add(answer(200, kNone));
  ask(caller_);
  const Listed listed = ask(caller_);
  EXPECT_FALSE(listed->models);
  EXPECT_TRUE(listed->profiles);
}

TEST_F(Directory, WithoutAnAnswerThereIsNothing) { EXPECT_EQ(ask(caller_), nullptr); }

TEST_F(Directory, KeepsThoseWhoAskApart) {
  prepare_lists();
  EXPECT_TRUE(ask(caller_));
  EXPECT_FALSE(ask(caller("another secret")));
  EXPECT_TRUE(ask(caller_));
}

TEST_F(Directory, ForgetsWhoHasNotAskedForLong) {
  prepare_lists();
  EXPECT_TRUE(ask(caller_));
  for (int i = 0; i < 31; ++i) ask(caller(std::to_string(i)));
  EXPECT_TRUE(ask(caller_));
  for (int i = 0; i < 32; ++i) ask(caller(std::to_string(i)));
  EXPECT_FALSE(ask(caller_));
}

}  // namespace
}  // namespace gw::gateway
