#include "tenancy/window.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace gw::tenancy {
namespace {

constexpr Time kFriday = 1'800'000'000;  // 2027-01-15T08:00:00Z

TEST(Window, BeginsAndEndsInUtc) {
  EXPECT_EQ(window_begin(Window::hour, kFriday + 59), kFriday);
  EXPECT_EQ(window_end(Window::hour, kFriday), kFriday + 3600);
  EXPECT_EQ(window_begin(Window::day, kFriday), kFriday - 8 * 3600);
  EXPECT_EQ(window_begin(Window::week, kFriday), kFriday - 8 * 3600 - 4 * 86'400) << "Monday";
  EXPECT_EQ(window_begin(Window::month, kFriday), kFriday - 8 * 3600 - 14 * 86'400);
  EXPECT_EQ(window_end(Window::month, kFriday), kFriday - 8 * 3600 + 17 * 86'400);
}

TEST(Window, NumbersFollowEachOther) {
  for (const Window window : {Window::hour, Window::day, Window::week, Window::month}) {
    const Time end = window_end(window, kFriday);
    EXPECT_EQ(window_number(window, end - 1), window_number(window, kFriday));
    EXPECT_EQ(window_number(window, end), window_number(window, kFriday) + 1);
  }
  EXPECT_EQ(window_number(Window::total, kFriday), window_number(Window::total, 0));
}

TEST(WindowedSum, AdmitsUpToTheLimitAndWhatCostsNothing) {
  WindowedSum sum;
  EXPECT_TRUE(sum.add_within(7, 60, 100).added);
  EXPECT_FALSE(sum.add_within(7, 50, 100).added);
  EXPECT_EQ(sum.of(7), 60);
  EXPECT_TRUE(sum.add_within(7, 40, 100).added);
  EXPECT_FALSE(sum.add_within(7, 1, 100).added);
  EXPECT_TRUE(sum.add_within(7, 0, 100).added) << "a price of 0 is a price";
}

// Others had a job that reset sums, and raced with what was being spent.
TEST(WindowedSum, O7_SettlesInTheWindowOfTheReservation) {
  WindowedSum sum;
  sum.add_within(7, 60, 100);
  EXPECT_TRUE(sum.add_within(8, 90, 100).added) << "a new window, nothing was reset";
  sum.add(7, 5);
  EXPECT_EQ(sum.of(7), 65);
  EXPECT_EQ(sum.of(8), 90);
  sum.add_within(9, 1, 100);
  sum.add(7, 5);
  EXPECT_EQ(sum.of(9), 1) << "what nobody asks for any more disturbs nobody";
}

TEST(WindowedSum, O8_ReseedingAddsNothing) {
  WindowedSum sum;
  sum.raise_to(7, 50);
  sum.raise_to(7, 50);
  sum.raise_to(7, 40);
  EXPECT_EQ(sum.of(7), 50);
}

TEST(WindowedSum, O1_IsExactOverThreadsAndWindows) {
  constexpr int kThreads = 8;
  constexpr int kRounds = 20'000;
  constexpr Nanodollars kLimit = 50'000;
  WindowedSum sum;
  std::atomic<Nanodollars> admitted[2] = {0, 0};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&] {
        for (int i = 0; i < kRounds; ++i) {
          const int window = i < kRounds / 2 ? 0 : 1;
          if (!sum.add_within(window, 2, kLimit).added) continue;
          sum.add(window, -1);  // it cost less
          admitted[window] += 1;
        }
      });
    }
  }
  EXPECT_EQ(sum.of(0), admitted[0]);
  EXPECT_EQ(sum.of(1), admitted[1]);
  EXPECT_LE(sum.of(0), kLimit);
  EXPECT_GE(sum.of(0), kLimit - 2 * kThreads);
}

}  // namespace
}  // namespace gw::tenancy
