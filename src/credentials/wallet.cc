#include "credentials/wallet.h"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

#include "io/clock.h"
#include "io/event.h"

namespace gw::credentials {

namespace {

constexpr std::size_t kMaxCopies = 1024;
// A source that has just failed is not asked again for each request.
constexpr std::int64_t kSecondsBetweenAttempts = 1;

// Wakes a request when an identity changes, the time is over or the client has gone. Kept alive by
// whoever may still call it.
class Wakeup final : public io::Closable {
 public:
  explicit Wakeup(io::Worker& worker) : event_(worker.executor()) {}
  void close() noexcept override { event_.set(); }
  io::Task<void> wait() { return event_.wait(); }

 private:
  io::Event event_;
};

void wake(void* wakeup) { static_cast<Wakeup*>(wakeup)->close(); }

}  // namespace

Wallet::Copy& Wallet::copy_of(const std::shared_ptr<Identity>& identity) {
  auto found = std::ranges::find(copies_, identity, &Copy::identity);
  if (found == copies_.end()) {
    if (copies_.size() == kMaxCopies) copies_.pop_back();
    copies_.insert(copies_.begin(), Copy{identity, 0, nullptr, 0});
    found = copies_.begin();
  } else if (found != copies_.begin()) {
    std::rotate(copies_.begin(), found, found + 1);
    found = copies_.begin();
  }
  return *found;
}

Held Wallet::at_hand(const std::shared_ptr<Identity>& identity, std::int64_t now) {
  Copy& copy = copy_of(identity);
  copy.used_at = now;
  const std::uint64_t version = identity->version();
  if (version != copy.version) {
    copy.version = version;
    copy.held = identity->state().held;
  }
  return is_good(copy.held, now) ? copy.held : nullptr;
}

void Wallet::expire(std::int64_t now) {
  constexpr std::int64_t kKept = 3600;
  std::erase_if(copies_, [now](const Copy& copy) { return now - copy.used_at > kKept; });
}

io::Task<Result<Held>> Wallet::wait(std::shared_ptr<Identity> identity, Held refused,
                                    std::chrono::milliseconds limit, io::CancelScope& cancel) {
  const auto wakeup = std::make_shared<Wakeup>(worker_);
  const auto ends = io::coarse_now() + limit;
  io::Deadline deadline(worker_.deadlines(), &wake, wakeup.get());
  deadline.arm(limit);
  const io::Attachment attachment(cancel, *wakeup);
  for (bool asked = false; !cancel.canceled(); asked = true) {
    const std::uint64_t version = identity->version();
    const Identity::State state = identity->state();
    const std::int64_t now = now_();
    if (is_good(state.held, now) && state.held != refused) co_return state.held;
    const bool failed_now = now - state.attempted_at <= kSecondsBetweenAttempts;
    if (state.failure != nullptr && (asked || failed_now)) {
      co_return std::unexpected(*state.failure);
    }
    // Renewed, and still the same: there are no others.
    if (asked && state.held == refused && refused != nullptr) co_return state.held;
    if (io::coarse_now() >= ends) {
      co_return fail(Errc::timeout, "they did not come in time");
    }
    const io::Executor executor = worker_.executor();
    identity->when_changed(
        version, [executor, wakeup] { io::asio::post(executor, [wakeup] { wakeup->close(); }); });
    identity->refresh();
    co_await wakeup->wait();
  }
  co_return fail(Errc::canceled, "canceled while waiting for credentials");
}

}  // namespace gw::credentials
