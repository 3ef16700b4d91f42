#include "io/system_lookup.h"

#include <future>
#include <optional>

#include <gtest/gtest.h>

namespace gw::io {
namespace {

using Addresses = std::vector<Resolver::Address>;

TEST(SystemLookup, FindsTheAddressesOfANameOrSaysWhyNot) {
  asio::io_context worker;
  const Resolver::Lookup lookup = system_lookup(worker.get_executor());
  Addresses here;
  boost::system::error_code error;
  lookup("localhost", [&](auto, const Addresses& found) { here = found; });
  lookup("no-such-host.invalid", [&](auto why, const Addresses&) { error = why; });
  worker.run();  // as long as there is something to wait for
  ASSERT_FALSE(here.empty());
  EXPECT_TRUE(here.front().is_loopback());
  EXPECT_TRUE(error);
}

TEST(SystemLookup, OneThatHangsHoldsUpNeitherOthersNorTheEnd) {
  std::promise<void> answer;
  const auto answered = answer.get_future().share();
  const auto ask = [answered](const std::string& host, boost::system::error_code&) {
    if (host == "hangs") answered.wait();
    return Addresses{asio::ip::make_address("192.0.2.1")};
  };
  bool hung_up = true;
  {
    asio::io_context worker;
    Resolver::Lookup lookup = system_lookup(worker.get_executor(), ask);
    std::optional<Addresses> other;
    lookup("hangs", [&](auto, const Addresses&) { hung_up = false; });
    lookup("other", [&](auto, const Addresses& found) { other = found; });
    while (!other) worker.run_one();
    EXPECT_EQ(other->size(), 1U);
    lookup = {};
    worker.run();
  }
  answer.set_value();  // for nobody
  EXPECT_TRUE(hung_up);
}

}  // namespace
}  // namespace gw::io
