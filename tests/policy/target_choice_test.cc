#include "policy/target_choice.h"

#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gw::policy {
namespace {

using std::chrono::milliseconds;

std::uint64_t id_of(const std::string& name) { return std::hash<std::string>{}(name); }

std::vector<Candidate> targets(std::vector<unsigned> weights) {
  std::vector<Candidate> all;
  for (const unsigned weight : weights) {
    const std::string name = "target-" + std::to_string(all.size());
    all.push_back({.id = id_of(name), .weight = weight});
  }
  return all;
}

std::size_t chosen(const std::vector<Candidate>& all, std::uint64_t seed) {
  return choose_target(all, seed)->index;
}

TEST(ChooseTarget, EachGetsItsShareOfTheSeeds) {
  const auto all = targets({1, 2, 7});
  std::array<int, 3> counts{};
  // Seeds in a row, as bad as hashes never are.
  for (std::uint64_t seed = 0; seed < 100'000; ++seed) ++counts[chosen(all, seed)];
  EXPECT_NEAR(counts[0], 10'000, 500);
  EXPECT_NEAR(counts[1], 20'000, 500);
  EXPECT_NEAR(counts[2], 70'000, 500);
}

TEST(ChooseTarget, U34_TheSameSeedStaysWhereItIs) {
  const auto all = targets({1, 1, 1, 1});
  auto one_down = all;
  one_down[2].admitted = false;
  std::size_t moved = 0;
  std::array<int, 4> went{};
  for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
    const std::size_t before = chosen(all, seed);
    const std::size_t after = chosen(one_down, seed);
    if (before != 2) {
      ASSERT_EQ(after, before) << "nobody else moves";
    } else {
      ++moved;
      ++went[after];
    }
  }
  EXPECT_NEAR(static_cast<double>(moved), 2500, 200);
  EXPECT_EQ(went[2], 0);
  for (const std::size_t other : {0U, 1U, 3U}) EXPECT_NEAR(went[other], 833, 150);
}

TEST(ChooseTarget, AHigherOrderServesWhenNoLowerOneCan) {
  auto all = targets({1, 1, 1000});
  all[2].order = 2;
  for (std::uint64_t seed = 0; seed < 100; ++seed) EXPECT_NE(chosen(all, seed), 2U);
  all[0].admitted = false;
  all[1].tried = true;
  for (std::uint64_t seed = 0; seed < 100; ++seed) EXPECT_EQ(chosen(all, seed), 2U);
}

TEST(ChooseTarget, TakesTheBestOfTheRestWhenNothingIsFresh) {
  struct Case {
    const char* name;
    std::function<void(std::vector<Candidate>&)> given;
    std::optional<std::size_t> expected;
    bool fresh;
  };
  const Case cases[] = {
      {"what is fresh comes first",
       [](auto& all) {
         all[0].tried = true;
         all[1].admitted = false;
       },
       2, true},
      {"then what was tried and is well",
       [](auto& all) {
         all[0].tried = true;
         all[1].admitted = false;
         all[2].admitted = false;
       },
       0, false},
      {"then an open breaker not tried",
       [](auto& all) {
         for (auto& each : all) each.admitted = false;
         all[0].tried = true;
         all[1].excluded = true;
       },
       2, false},
      {"never what is excluded",
       [](auto& all) {
         all[0].excluded = all[1].excluded = true;
         all[2].tried = true;
         all[2].admitted = false;
       },
       2, false},
      {"nothing",
       [](auto& all) {
         for (auto& each : all) each.excluded = true;
       },
       std::nullopt, false},
  };
  for (const Case& c : cases) {
    auto all = targets({1, 1, 1});
    c.given(all);
    const auto choice = choose_target(all, 7);
    ASSERT_EQ(choice.has_value(), c.expected.has_value()) << c.name;
    if (!choice) continue;
    EXPECT_EQ(choice->index, *c.expected) << c.name;
    EXPECT_EQ(choice->fresh, c.fresh) << c.name;
  }
  EXPECT_FALSE(choose_target({}, 1));
}

TEST(ChooseTarget, AMuchSlowerTargetGivesWayToTheNext) {
  auto all = targets({1, 1});
  std::uint64_t seed = 0;
  while (chosen(all, seed) != 0) ++seed;
  struct Case {
    std::optional<milliseconds> first, second;
    std::size_t expected;
  };
  const Case cases[] = {
      {milliseconds(500), milliseconds(200), 1},
      {milliseconds(400), milliseconds(200), 0},  // not more than twice
      {milliseconds(60), milliseconds(10), 0},    // too little to matter
      {milliseconds(5000), std::nullopt, 0},      // nobody knows better
      {std::nullopt, milliseconds(10), 0},
      {milliseconds(200), milliseconds(500), 0},
  };
  for (const Case& c : cases) {
    all[0].latency = c.first;
    all[1].latency = c.second;
    EXPECT_EQ(chosen(all, seed), c.expected);
  }
  all[0].latency = milliseconds(500);
  all[1].latency = milliseconds(200);
  all[1].order = 2;
  EXPECT_EQ(chosen(all, seed), 0U) << "only among equals";
}

}  // namespace
}  // namespace gw::policy
