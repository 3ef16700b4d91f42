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
    Resolver::Lookup lookup = system_lookup(worker.get_executor(), NamedBy::gateway, ask);
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

TEST(SystemLookup, R6NamesOfClientsThatHangDoNotHoldUpTheGateways) {
  std::promise<void> answer;
  const auto answered = answer.get_future().share();
  const auto hang = [answered](const std::string&, boost::system::error_code&) {
    answered.wait();
    return Addresses{};
  };
  const auto find = [](const std::string&, boost::system::error_code&) {
    return Addresses{asio::ip::make_address("192.0.2.1")};
  };
  asio::io_context worker;
  Resolver::Lookup of_clients = system_lookup(worker.get_executor(), NamedBy::clients, hang);
  for (int i = 0; i < 100; ++i) {
    of_clients("hangs" + std::to_string(i), [](auto, const Addresses&) {});
  }
  Resolver::Lookup of_gateway = system_lookup(worker.get_executor(), NamedBy::gateway, find);
  std::optional<Addresses> found;
  of_gateway("bedrock", [&](auto, const Addresses& addresses) { found = addresses; });
  while (!found) worker.run_one();
  EXPECT_EQ(found->size(), 1U);
  answer.set_value();
  of_clients = {};
}

}  // namespace
}  // namespace gw::io
