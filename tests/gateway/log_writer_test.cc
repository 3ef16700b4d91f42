#include "gateway/record/log_writer.h"

#include <array>
#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

namespace gw::gateway {
namespace {

using SteadyClock = std::chrono::steady_clock;
using namespace std::chrono_literals;

Buffer text(std::string_view of) {
  Buffer buffer;
  buffer.append(of);
  return buffer;
}

class LogWriterTest : public testing::Test {
 protected:
  LogWriterTest() {
    std::signal(SIGPIPE, SIG_IGN);  // as main() has it
    EXPECT_EQ(::pipe(ends_.data()), 0);
  }
  ~LogWriterTest() override {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }

  // What is there by now.
  std::string read_all() {
    ::close(ends_[1]);
    ends_[1] = -1;
    std::string all;
    std::array<char, 4096> piece;
    for (ssize_t n = 0; (n = ::read(ends_[0], piece.data(), piece.size())) > 0;)
      all.append(piece.data(), static_cast<std::size_t>(n));
    return all;
  }

  std::array<int, 2> ends_{};
  std::optional<LogWriter> writer_;
};

TEST_F(LogWriterTest, WritesInOrderAndAllOfItAtTheEnd) {
  writer_.emplace(ends_[1]);
  std::string expected;
  for (int i = 0; i < 200; ++i) {
    const std::string line = "line " + std::to_string(i) + "\n";
    expected += line;
    writer_->write(text(line), 1);
  }
  writer_.reset();
  EXPECT_EQ(read_all(), expected);
}

TEST_F(LogWriterTest, O7AReaderThatStallsCostsLinesAndNotTheEnd) {
  writer_.emplace(ends_[1]);
  const std::string line(999, 'x');
  const auto begun = SteadyClock::now();
  for (int i = 0; i < 3000; ++i) writer_->write(text(line + "\n"), 1);
  EXPECT_GT(writer_->lost(), 1000U);
  EXPECT_LT(writer_->lost(), 2500U);
  writer_.reset();
  EXPECT_LT(SteadyClock::now() - begun, 10s);
  std::array<char, 100'000> taken;
  const ssize_t n = ::read(ends_[0], taken.data(), taken.size());
  ASSERT_GT(n, 0);
  EXPECT_EQ(n % 1000, 0) << "a line is torn";
}

TEST_F(LogWriterTest, ASlowReaderGetsEverythingThatFits) {
  writer_.emplace(ends_[1]);
  for (int i = 0; i < 300; ++i) writer_->write(text(std::string(999, 'x') + "\n"), 1);
  std::size_t got = 0;
  std::jthread reader([&] {
    std::array<char, 20'000> piece;
    while (got < 300'000) {
      const ssize_t n = ::read(ends_[0], piece.data(), piece.size());
      if (n <= 0) break;
      got += static_cast<std::size_t>(n);
      std::this_thread::sleep_for(20ms);
    }
  });
  writer_.reset();
  reader.join();
  EXPECT_EQ(got, 300'000U);
}

TEST_F(LogWriterTest, CountsWhatCannotBeWritten) {
  LogWriter writer(-1);
  writer.write(text("a\nb\n"), 2);
  for (int i = 0; i < 500 && writer.lost() == 0; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(writer.lost(), 2U);
}

}  // namespace
}  // namespace gw::gateway
