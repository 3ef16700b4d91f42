#include "io/sleep.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include "io/await.h"

namespace gw::io {

namespace {

class Sleep final : public Closable {
 public:
  Sleep(const Executor& executor, std::chrono::milliseconds duration)
      : timer_(executor, duration) {}

  Task<void> wait() { co_await timer_.async_wait(kAwaitTuple); }
  void close() noexcept override { timer_.expires_at(Clock::time_point::min()); }

 private:
  using Clock = std::chrono::steady_clock;
  asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor> timer_;
};

}  // namespace

Task<void> sleep(std::chrono::milliseconds duration, CancelScope& cancel) {
  if (duration <= std::chrono::milliseconds(0)) co_return;
  const Executor executor = co_await asio::this_coro::executor;
  Sleep sleep(executor, duration);
  const Attachment attachment(cancel, sleep);
  co_await sleep.wait();
}

}  // namespace gw::io
