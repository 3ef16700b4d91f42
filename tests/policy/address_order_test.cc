#include "policy/address_order.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gw::policy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Names = std::vector<std::string>;

bool is_v6(const std::string& address) { return address.find(':') != std::string::npos; }
bool is_v4(const std::string& address) { return !is_v6(address); }

TEST(AddressOrder, HasTheFamiliesTakeTurns) {
  const Names addresses{"a::1", "a::2", "a::3", "1.1", "1.2"};
  EXPECT_THAT(interleave(addresses, is_v6), ElementsAre("a::1", "1.1", "a::2", "1.2", "a::3"));
  EXPECT_THAT(interleave(addresses, is_v4), ElementsAre("1.1", "a::1", "1.2", "a::2", "a::3"));
}

TEST(AddressOrder, KeepsTheOrderOfASingleFamily) {
  EXPECT_THAT(interleave(Names{"1.2", "1.1"}, is_v6), ElementsAre("1.2", "1.1"));
  EXPECT_THAT(interleave(Names{}, is_v6), IsEmpty());
}

}  // namespace
}  // namespace gw::policy
