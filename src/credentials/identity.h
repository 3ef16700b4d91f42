// Somebody as whom the gateway calls AWS: what its environment makes it, or a role. The refresher
// writes what this identity holds, every worker reads it; what was read never changes.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "aws/issued.h"
#include "base/result.h"

namespace gw::credentials {

using Held = std::shared_ptr<const aws::Issued>;

// Whether they can still be used at `now`, seconds since the epoch.
inline bool is_good(const Held& held, std::int64_t now) {
  return held != nullptr && held->expires_at.value_or(now + 1) > now;
}

class Identity {
 public:
  struct State {
    Held held;                             // null: none so far
    std::shared_ptr<const Error> failure;  // of the last attempt to renew them; null: it went well
    std::int64_t attempted_at = 0;         // seconds since the epoch; 0: never
  };

  // `refresh` asks for new credentials, from any thread, and returns at once.
  explicit Identity(std::function<void()> refresh) : refresh_(std::move(refresh)) {}
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

  // Changes with the state. This is all that a request reads while nothing changes.
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }
  State state() const;
  void refresh() const { refresh_(); }
  // `callback` runs once, on the writer's thread: at the first change after version `seen`, at once
  // when that has come already.
  void when_changed(std::uint64_t seen, std::function<void()> callback);

  // For the refresher.
  void renew(Held held, std::int64_t now);
  void fail(Error error, std::int64_t now);

 private:
  void change(State state);

  std::function<void()> refresh_;
  std::atomic<std::uint64_t> version_{0};
  mutable std::mutex mutex_;
  State state_;
  std::vector<std::function<void()>> waiting_;
};

// An identity whose credentials are known from the beginning, and never change.
std::shared_ptr<Identity> fixed(aws::Credentials credentials);

}  // namespace gw::credentials
