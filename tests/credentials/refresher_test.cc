#include "credentials/refresher.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "credentials/wallet.h"
#include "support/run.h"

namespace gw::credentials {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr std::int64_t kStart = 1'800'000'000;

// What a source is to answer, and how often it was asked. Shared with the source, which may go.
struct Script {
  std::atomic<std::int64_t> now{kStart};
  std::atomic<std::int64_t> life{3600};  // of what is handed out; 0: for ever
  std::atomic<bool> broken{false};
  std::atomic<bool> throws{false};
  std::atomic<bool> of_instance{false};
  std::atomic<bool> changed{false};
  std::atomic<bool> alive{true};
  std::atomic<int> fetches{0};
};

class ScriptedSource final : public Source {
 public:
  explicit ScriptedSource(Script& script) : script_(script) {}
  ~ScriptedSource() override { script_.alive = false; }

  io::Task<Result<aws::Issued>> fetch(io::CancelScope&) override {
    const int number = ++script_.fetches;
    if (script_.throws) throw std::runtime_error("out of something");
    if (script_.broken) co_return fail(Errc::unreachable, "the source is down");
    aws::Issued issued;
    issued.credentials.access_key_id = "AKID" + std::to_string(number);
    issued.credentials.secret_access_key = Secret("secret");
    if (script_.life != 0) issued.expires_at = script_.now + script_.life;
    co_return issued;
  }
  std::string origin() const override { return "a script"; }
  bool changed() override { return script_.changed.exchange(false); }
  bool may_outlive_expiry() const override { return script_.of_instance; }

 private:
  Script& script_;
};

class RefresherTest : public ::testing::Test {
 protected:
  ~RefresherTest() override { refresher_.stop(); }

  // Until it holds; a test that hangs is stopped by its runner.
  template <class Condition>
  void await(const Condition& condition) {
    while (!condition()) std::this_thread::sleep_for(1ms);
  }
  std::shared_ptr<Identity> start() {
    auto identity = refresher_.keep(std::make_unique<ScriptedSource>(script_));
    refresher_.start();
    return identity;
  }
  std::shared_ptr<Identity> start_and_hold() {
    auto identity = start();
    await([&] { return identity->state().held != nullptr; });
    return identity;
  }
  Result<Held> wait_for(const std::shared_ptr<Identity>& identity, Held refused = nullptr) {
    io::Worker worker;
    Wallet wallet(worker, [this] { return script_.now.load(); });
    io::CancelScope scope;
    return test::run(worker.context(), wallet.wait(identity, std::move(refused), 5s, scope));
  }

  Script script_;
  std::mutex mutex_;
  std::vector<std::string> reports_;
  Refresher refresher_{[this](const Report& report) {
                         const std::lock_guard lock(mutex_);
                         reports_.push_back(report.failure ? report.failure->message : "renewed");
                       },
                       [this] { return script_.now.load(); }};
};

TEST_F(RefresherTest, OneAttemptHoweverManyAsk) {
  auto identity = refresher_.keep(std::make_unique<ScriptedSource>(script_));
  for (int i = 0; i < 1000; ++i) identity->refresh();
  refresher_.start();
  await([&] { return identity->state().held != nullptr; });
  EXPECT_EQ(script_.fetches, 1);
  EXPECT_EQ(identity->state().held->credentials.access_key_id, "AKID1");
}

TEST_F(RefresherTest, WhatDoesNotExpireIsFetchedOnce) {
  script_.life = 0;
  const auto identity = start_and_hold();
  script_.now += 1'000'000;
  EXPECT_TRUE(is_good(identity->state().held, script_.now));
  EXPECT_EQ(script_.fetches, 1);
}

TEST_F(RefresherTest, IsRenewedBeforeItExpires) {
  script_.life = 4;  // the clock stands still meanwhile: what passes is the refresher's own time
  const auto identity = start_and_hold();
  await([&] { return script_.fetches >= 2; });
  EXPECT_EQ(script_.now, kStart);
}

TEST_F(RefresherTest, AFailureLeavesWhatIsGoodUntilItsEnd) {
  const auto identity = start_and_hold();
  script_.broken = true;
  identity->refresh();
  await([&] { return identity->state().failure != nullptr; });
  EXPECT_TRUE(is_good(identity->state().held, script_.now));
  const auto held = wait_for(identity);
  ASSERT_TRUE(held);
  EXPECT_EQ((*held)->credentials.access_key_id, "AKID1");

  script_.now += 3600;  // the end
  const auto none = wait_for(identity);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, "the source is down");

  script_.broken = false;
  script_.now += 10;
  const auto again = wait_for(identity);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_NE((*again)->credentials.access_key_id, "AKID1");
}

TEST_F(RefresherTest, O9AnInstancesCredentialsOutliveTheirExpiryWhileItsServiceIsDown) {
  script_.of_instance = true;
  const auto identity = start_and_hold();
  script_.broken = true;
  script_.now += 3600;  // the end
  const auto late = wait_for(identity);
  ASSERT_TRUE(late) << late.error().message;
  EXPECT_EQ((*late)->credentials.access_key_id, "AKID1");
  EXPECT_TRUE(is_good(*late, script_.now));

  script_.broken = false;
  script_.now += 3600;
  const auto renewed = wait_for(identity);
  ASSERT_TRUE(renewed);
  EXPECT_NE((*renewed)->credentials.access_key_id, "AKID1");
}

TEST_F(RefresherTest, O9AnInstanceThatGivesExpiredOnesIsBelieved) {
  script_.of_instance = true;
  script_.life = -1;
  const auto identity = start();
  await([&] { return is_good(identity->state().held, script_.now); });
  const std::lock_guard lock(mutex_);
  EXPECT_THAT(reports_, testing::Contains(HasSubstr("expired already")));
}

TEST_F(RefresherTest, R4AnAttemptThatThrowsIsToldAndMadeAgain) {
  script_.throws = true;
  const auto identity = start();
  await([&] { return identity->state().failure != nullptr; });
  {
    const std::lock_guard lock(mutex_);
    EXPECT_THAT(reports_, testing::Contains(HasSubstr("out of something")));
  }
  script_.throws = false;
  script_.now += 10;
  EXPECT_TRUE(wait_for(identity));
}

TEST_F(RefresherTest, WhatHasExpiredAlreadyIsAFailure) {
  script_.life = -1;
  const auto identity = start();
  await([&] { return identity->state().failure != nullptr; });
  EXPECT_EQ(identity->state().held, nullptr);
  EXPECT_THAT(identity->state().failure->message, HasSubstr("expired already"));
}

TEST_F(RefresherTest, AFailureOfAMomentAgoIsNotTriedAgainForEachRequest) {
  script_.broken = true;
  const auto identity = start();
  await([&] { return identity->state().failure != nullptr; });
  const int fetches = script_.fetches;
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(wait_for(identity));
  EXPECT_EQ(script_.fetches, fetches);
  script_.now += 2;
  EXPECT_FALSE(wait_for(identity));
  EXPECT_EQ(script_.fetches, fetches + 1);
}

TEST_F(RefresherTest, WhatAwsRefusesIsRenewedAtOnce) {
  const auto identity = start_and_hold();
  const Held refused = identity->state().held;
  const auto renewed = wait_for(identity, refused);
  ASSERT_TRUE(renewed);
  EXPECT_EQ((*renewed)->credentials.access_key_id, "AKID2");
}

TEST_F(RefresherTest, AFileThatChangesIsReadAgain) {
  script_.life = 0;
  const auto identity = start_and_hold();
  script_.changed = true;
  await([&] { return script_.fetches == 2; });
}

TEST_F(RefresherTest, AnIdentityThatNobodyHasIsForgotten) {
  auto identity = start_and_hold();
  identity.reset();
  await([&] { return !script_.alive; });
}

TEST(Wallet, KnowsWithoutAskingWhatIsGoodNow) {
  io::Worker worker;
  std::int64_t now = kStart;
  Wallet wallet(worker, [&now] { return now; });
  int asked = 0;
  const auto identity = std::make_shared<Identity>([&asked] { ++asked; });
  EXPECT_EQ(wallet.at_hand(identity, now), nullptr);
  aws::Issued issued;
  issued.expires_at = kStart + 100;
  const Held held = std::make_shared<const aws::Issued>(issued);
  identity->renew(held, now);
  EXPECT_EQ(wallet.at_hand(identity, now), held);
  EXPECT_EQ(wallet.at_hand(identity, kStart + 99), held);
  EXPECT_EQ(wallet.at_hand(identity, kStart + 100), nullptr);
  EXPECT_EQ(asked, 0);
}

TEST(Wallet, LetsGoOfWhatNoRequestHasNeededForAnHour) {
  io::Worker worker;
  Wallet wallet(worker);
  auto identity = std::make_shared<Identity>([] {});
  const std::weak_ptr<Identity> weak = identity;
  wallet.at_hand(identity, kStart);
  identity.reset();
  wallet.expire(kStart + 3600);
  EXPECT_FALSE(weak.expired());
  wallet.expire(kStart + 3601);
  EXPECT_TRUE(weak.expired());
}

}  // namespace
}  // namespace gw::credentials
