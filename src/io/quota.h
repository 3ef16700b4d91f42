// A bound on something of which all workers take their part: connections, requests, bytes. One
// relaxed atomic each, on a cache line of its own: a count is all that is shared, nothing is
// published through it, and a part for each worker would refuse on one what another has room for.
#pragma once

#include <atomic>
#include <cstddef>
#include <limits>
#include <utility>

namespace gw::io {

class Quota {
 public:
  static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

  // What one holder has of it; gives it back at its end. The quota outlives it. Null: nothing is
  // bounded.
  class Share {
   public:
    explicit Share(Quota* quota) : quota_(quota) {}
    Share(Share&& other) noexcept
        : quota_(other.quota_), amount_(std::exchange(other.amount_, 0)) {}
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    Share& operator=(Share&&) = delete;
    ~Share() { release(); }

    // Holds `amount` from now on, if that is more. False, and nothing has changed, when all shares
    // together would be above `limit`.
    bool grow_to(std::size_t amount, std::size_t limit) noexcept;
    void release() noexcept;

   private:
    Quota* quota_;
    std::size_t amount_ = 0;
  };

  std::size_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t kCacheLine = 64;
  alignas(kCacheLine) std::atomic<std::size_t> used_{0};
};

inline bool Quota::Share::grow_to(std::size_t amount, std::size_t limit) noexcept {
  if (quota_ == nullptr || amount <= amount_) return true;
  const std::size_t more = amount - amount_;
  const std::size_t before = quota_->used_.fetch_add(more, std::memory_order_relaxed);
  if (before > limit || more > limit - before) {
    quota_->used_.fetch_sub(more, std::memory_order_relaxed);
    return false;
  }
  amount_ = amount;
  return true;
}

inline void Quota::Share::release() noexcept {
  if (amount_ == 0) return;
  quota_->used_.fetch_sub(std::exchange(amount_, 0), std::memory_order_relaxed);
}

}  // namespace gw::io
