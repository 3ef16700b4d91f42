#include "io/race.h"

#include <array>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/loopback.h"
#include "support/run.h"

namespace gw::io {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Endpoint = Race::Endpoint;

// An address that never answers: a queue that is full, so that the kernel drops what comes.
class BlackHole {
 public:
  explicit BlackHole(asio::io_context& context, const char* address) : acceptor_(context) {
    boost::system::error_code error;
    const Endpoint any(asio::ip::make_address(address), 0);
    acceptor_.open(any.protocol(), error);
    acceptor_.bind(any, error);
    acceptor_.listen(0, error);
    there_ = !error;
    for (auto& each : queued_) {
      each.emplace(context, any.protocol());
      each->native_non_blocking(true);
      const Endpoint to = endpoint();
      // It does not block, so what it says is only that it has begun.
      [[maybe_unused]] const int begun =
          ::connect(each->native_handle(), to.data(), static_cast<socklen_t>(to.size()));
    }
  }
  bool there() const { return there_; }  // not where this machine has no such addresses
  Endpoint endpoint() const {
    boost::system::error_code ignored;
    return acceptor_.local_endpoint(ignored);
  }

 private:
  asio::ip::tcp::acceptor acceptor_;
  std::array<std::optional<asio::ip::tcp::socket>, 2> queued_;
  bool there_ = false;
};

class RaceTest : public testing::Test {
 protected:
  Endpoint good() const { return {asio::ip::address_v4::loopback(), loopback_.port()}; }
  // Nobody listens there.
  static Endpoint refusing() { return {asio::ip::make_address("127.0.0.1"), 1}; }

  boost::system::error_code run(std::vector<Endpoint> endpoints) {
    race_.emplace(worker_, std::move(endpoints));
    const auto begun = Clock::now();
    const auto error = test::run(worker_.context(), race_->run());
    took_ = Clock::now() - begun;
    return error;
  }

  Worker worker_;
  test::Loopback loopback_{worker_.executor()};
  std::optional<Race> race_;
  Clock::duration took_{};
};

TEST_F(RaceTest, ConnectsToTheFirst) {
  EXPECT_FALSE(run({good(), refusing()}));
  EXPECT_EQ(race_->reached(), good());
  EXPECT_TRUE(race_->take().is_open());
}

TEST_F(RaceTest, GoesOnAtOnceWhenOneFails) {
  EXPECT_FALSE(run({refusing(), refusing(), good()}));
  EXPECT_EQ(race_->reached(), good());
  EXPECT_EQ(race_->take().remote_endpoint(), good());
}

TEST_F(RaceTest, DoesNotWaitForAnAddressThatLeadsNowhere) {
  for (const char* address : {"127.0.0.2", "::1"}) {
    const BlackHole hole(worker_.context(), address);
    if (!hole.there()) continue;
    EXPECT_FALSE(run({hole.endpoint(), good()})) << address;
    EXPECT_EQ(race_->reached(), good());
    EXPECT_LT(took_, 10s);  // a connect gives up after two minutes
  }
}

TEST_F(RaceTest, TellsTheLastErrorWhenAllFail) {
  EXPECT_EQ(run({refusing(), refusing()}), asio::error::connection_refused);
}

TEST_F(RaceTest, LeavesNothingBehindWhenItIsClosed) {
  const BlackHole hole(worker_.context(), "127.0.0.2");
  ASSERT_TRUE(hole.there());
  const std::size_t before = test::open_descriptors();
  {
    Race race(worker_, {hole.endpoint(), hole.endpoint()});
    asio::post(worker_.executor(), [&race] { race.close(); });
    EXPECT_EQ(test::run(worker_.context(), race.run()), asio::error::operation_aborted);
  }
  {
    Race race(worker_, {good()});
    race.close();
    EXPECT_EQ(test::run(worker_.context(), race.run()), asio::error::operation_aborted);
  }
  EXPECT_EQ(test::open_descriptors(), before);
}

}  // namespace
}  // namespace gw::io
