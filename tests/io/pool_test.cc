#include "io/pool.h"

#include <vector>

#include <gtest/gtest.h>

#include "support/memory_stream.h"
#include "support/run.h"
#include "support/streams.h"

namespace gw::io {
namespace {

using namespace std::chrono_literals;

// Connects to memory, and keeps the other ends.
class MemoryConnector final : public Connector {
 public:
  explicit MemoryConnector(Executor executor) : executor_(executor) {}

  Task<Result<std::unique_ptr<Stream>>> connect(const Destination&, CancelScope&) override {
    if (refuse) co_return fail(Errc::unreachable, "refused");
    auto [here, there] = test::MemoryStream::pair(executor_);
    servers.push_back(std::move(there));
    co_return std::move(here);
  }

  bool refuse = false;
  std::vector<std::unique_ptr<test::MemoryStream>> servers;

 private:
  Executor executor_;
};

// U46, with race_test.cc and the TLS session in stream_test.cc.
class PoolTest : public testing::Test {
 protected:
  Result<Pool::Lease> acquire(const Destination& to, bool fresh = false) {
    return test::run(context_, pool_.acquire(to, cancel_, fresh));
  }
  Pool::Lease lease() { return std::move(acquire(a_)).value(); }
  // True when this server's client has ended the connection.
  bool ended(std::size_t server) {
    const auto rest = test::run(context_, test::read(*connector_.servers[server]));
    return rest && rest->empty();
  }

  asio::io_context context_{1};
  MemoryConnector connector_{context_.get_executor()};
  PoolLimits limits_{.idle_per_destination = 2, .idle_time = 50s};
  Pool pool_{connector_, limits_};
  CancelScope cancel_;
  Destination a_{"a.example", 443, true};
};

TEST_F(PoolTest, ALeaseClosesItsConnectionUnlessRecycled) {
  {
    const auto dropped = lease();
  }
  EXPECT_EQ(pool_.idle(), 0u);
  EXPECT_TRUE(ended(0));
}

TEST_F(PoolTest, ARecycledConnectionIsUsedAgain) {
  auto first = lease();
  EXPECT_FALSE(first.reused());
  Stream* const stream = &first.stream();
  std::move(first).recycle();
  EXPECT_EQ(pool_.idle(), 1u);
  auto second = lease();
  EXPECT_TRUE(second.reused());
  EXPECT_EQ(&second.stream(), stream);
  EXPECT_EQ(pool_.idle(), 0u);
  EXPECT_EQ(connector_.servers.size(), 1u);
}

TEST_F(PoolTest, AFreshConnectionIsNewThoughOneIsIdle) {
  lease().recycle();
  EXPECT_FALSE(acquire(a_, true)->reused());
  EXPECT_EQ(pool_.idle(), 1u);
}

TEST_F(PoolTest, DestinationsAreNotMixed) {
  lease().recycle();
  for (const Destination& other :
       {Destination{"b.example", 443, true}, Destination{"a.example", 80, true},
        Destination{"a.example", 443, false}}) {
    EXPECT_FALSE(acquire(other)->reused()) << to_string(other);
  }
  EXPECT_TRUE(lease().reused());
}

TEST_F(PoolTest, AConnectionThePeerHasClosedIsPassedOver) {
  auto one = lease();
  auto two = lease();
  std::move(one).recycle();
  std::move(two).recycle();
  connector_.servers[1]->close();
  auto reused = lease();
  EXPECT_TRUE(reused.reused());
  ASSERT_TRUE(test::run(context_, test::write(reused.stream(), "x")));
  EXPECT_EQ(test::run(context_, test::read(*connector_.servers[0])), "x");
  EXPECT_EQ(pool_.idle(), 0u);
}

TEST_F(PoolTest, AConnectionWithUnaskedBytesIsPassedOver) {
  lease().recycle();
  ASSERT_TRUE(test::run(context_, test::write(*connector_.servers[0], "HTTP/1.1 408")));
  EXPECT_FALSE(lease().reused());
}

TEST_F(PoolTest, NoMoreThanTheLimitStayIdle) {
  std::vector<Pool::Lease> leases;
  for (int i = 0; i < 3; ++i) leases.push_back(lease());
  for (auto& each : leases) std::move(each).recycle();
  EXPECT_EQ(pool_.idle(), 2u);
  EXPECT_TRUE(ended(0));
}

TEST_F(PoolTest, ExpiryClosesWhatHasBeenIdleForTooLong) {
  Pool impatient(connector_, PoolLimits{.idle_per_destination = 2, .idle_time = 0s});
  std::move(*test::run(context_, impatient.acquire(a_, cancel_))).recycle();
  impatient.expire();
  EXPECT_EQ(impatient.idle(), 0u);
  EXPECT_TRUE(ended(0));

  lease().recycle();
  pool_.expire();
  EXPECT_EQ(pool_.idle(), 1u);
}

TEST_F(PoolTest, AConnectionThatIsTooOldServesNoFurtherRequest) {
  Pool hasty(connector_, PoolLimits{.lifetime = 0s});
  std::move(*test::run(context_, hasty.acquire(a_, cancel_))).recycle();
  EXPECT_EQ(hasty.idle(), 0u);
  EXPECT_TRUE(ended(0));
}

TEST_F(PoolTest, ExpiryLeavesADestinationThatIsInUse) {
  auto held = lease();
  pool_.expire();
  std::move(held).recycle();
  EXPECT_TRUE(lease().reused());
}

TEST_F(PoolTest, ClosingTheIdleOnes) {
  lease().recycle();
  pool_.close_idle();
  EXPECT_EQ(pool_.idle(), 0u);
  EXPECT_TRUE(ended(0));
}

TEST_F(PoolTest, AFailedConnectIsReportedAndLeavesNothing) {
  connector_.refuse = true;
  const auto failed = acquire(a_);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Errc::unreachable);
  pool_.expire();
  EXPECT_EQ(pool_.idle(), 0u);
}

TEST_F(PoolTest, NothingIsOpenedForWorkAlreadyCanceled) {
  cancel_.cancel();
  const auto failed = acquire(a_);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Errc::canceled);
  EXPECT_TRUE(connector_.servers.empty());
}

TEST_F(PoolTest, AnAssignedLeaseClosesTheOneBefore) {
  {
    auto held = lease();
    held = lease();
  }
  EXPECT_TRUE(ended(0));
  EXPECT_TRUE(ended(1));
}

}  // namespace
}  // namespace gw::io
