// Upstream connections in memory with the peer's answers already in them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "io/connector.h"
#include "support/memory_stream.h"

namespace gw::test {

// Gives prepared connections, one after the other, with the peer's answers already in them.
class PreparedConnector final : public io::Connector {
 public:
  explicit PreparedConnector(io::Executor executor) : executor_(executor) {}

  // The peer of the connection that will be given out; it stays with the connector.
  MemoryStream& add(std::string_view answer, std::size_t fail_at = 0,
                    MemoryStream::Fault fault = MemoryStream::Fault::none) {
    auto [near, far] = MemoryStream::pair(executor_);
    if (fail_at > 0) near->fail_at(fail_at, fault);
    answers_.emplace_back(answer);
    near_.push_back(std::move(near));
    far_.push_back(std::move(far));
    closing_.push_back(false);
    return *far_.back();
  }
  // The peer ends the connection behind its answer.
  void add_closing(std::string_view answer) {
    add(answer);
    closing_.back() = true;
  }

  io::Task<Result<std::unique_ptr<io::Stream>>> connect(const io::Destination& to,
                                                        io::CancelScope&) override {
    destinations.push_back(to.host);
    if (given_ == near_.size()) co_return fail(Errc::unreachable, "no more connections");
    const std::vector<std::string_view> answer = {answers_[given_]};
    const Result<> written = co_await far_[given_]->write(answer);
    EXPECT_TRUE(written);
    if (closing_[given_]) far_[given_]->close();
    co_return std::move(near_[given_++]);
  }

  // Takes back what was prepared and not connected to.
  void forget_unused() {
    near_.resize(given_);
    far_.resize(given_);
    answers_.resize(given_);
    closing_.resize(given_);
  }
  // Of the connection added last: no read gives more than `bytes`.
  void limit_reads(std::size_t bytes) { near_.back()->limit_reads(bytes); }

  std::vector<std::string> destinations;

 private:
  io::Executor executor_;
  std::vector<std::string> answers_;
  std::vector<std::unique_ptr<MemoryStream>> near_;
  std::vector<std::unique_ptr<MemoryStream>> far_;
  std::vector<bool> closing_;
  std::size_t given_ = 0;
};

}  // namespace gw::test
