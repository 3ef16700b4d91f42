// A worker's own copies of what the identities hold, so that requests share nothing but a counter
// that hardly ever changes.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "credentials/clock.h"
#include "credentials/identity.h"
#include "io/cancel.h"
#include "io/worker.h"

namespace gw::credentials {

class Wallet {
 public:
  // For the worker's thread; the worker outlives it.
  explicit Wallet(io::Worker& worker, Now now = system_time)
      : worker_(worker), now_(std::move(now)) {}
  Wallet(const Wallet&) = delete;
  Wallet& operator=(const Wallet&) = delete;

  // What the identity holds, if it is good now; else null, and wait() may help.
  Held at_hand(const std::shared_ptr<Identity>& identity, std::int64_t now);
  // Lets go of identities that no request has needed for an hour; to be called now and then.
  void expire(std::int64_t now);
  // Asks for credentials, and waits at most `limit`. Not for those that are `refused`: AWS has.
  // Errors: timeout; canceled; those of the source, at once when it has failed a moment ago.
  io::Task<Result<Held>> wait(std::shared_ptr<Identity> identity, Held refused,
                              std::chrono::milliseconds limit, io::CancelScope& cancel);

 private:
  struct Copy {
    std::shared_ptr<Identity> identity;
    std::uint64_t version;
    Held held;
    std::int64_t used_at;
  };
  Copy& copy_of(const std::shared_ptr<Identity>& identity);

  io::Worker& worker_;
  const Now now_;
  std::vector<Copy> copies_;  // few, the ones used last in front
};

}  // namespace gw::credentials
