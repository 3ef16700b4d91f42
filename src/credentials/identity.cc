#include "credentials/identity.h"

#include <utility>

namespace gw::credentials {

Identity::State Identity::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void Identity::when_changed(std::uint64_t seen, std::function<void()> callback) {
  {
    const std::lock_guard lock(mutex_);
    if (version() == seen) {
      waiting_.push_back(std::move(callback));
      return;
    }
  }
  callback();
}

void Identity::renew(Held held, std::int64_t now) { change({std::move(held), nullptr, now}); }

void Identity::fail(Error error, std::int64_t now) {
  // What is held stays: it is good until it expires.
  change({state().held, std::make_shared<const Error>(std::move(error)), now});
}

void Identity::change(State state) {
  std::vector<std::function<void()>> woken;
  {
    const std::lock_guard lock(mutex_);
    state_ = std::move(state);
    version_.fetch_add(1, std::memory_order_release);
    woken.swap(waiting_);
  }
  for (const auto& callback : woken) callback();
}

std::shared_ptr<Identity> fixed(aws::Credentials credentials) {
  auto identity = std::make_shared<Identity>([] {});
  identity->renew(
      std::make_shared<const aws::Issued>(aws::Issued{std::move(credentials), std::nullopt}), 0);
  return identity;
}

}  // namespace gw::credentials
