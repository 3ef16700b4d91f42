#include "io/worker.h"

#include <list>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace gw::io {

namespace {

// For an error to be written to those who wait, as far as they read.
constexpr std::chrono::seconds kFarewell{5};

using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

// Lives as long as the worker: a handler that is on its way when the worker stops still finds it.
class Periodic {
 public:
  Periodic(Executor executor, const Phase& phase, std::chrono::milliseconds interval,
           std::function<void()> action)
      : timer_(executor), phase_(phase), interval_(interval), action_(std::move(action)) {}

  void start() {
    timer_.expires_after(interval_);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (error || phase_ == Phase::stopping) return;
      action_();
      start();
    });
  }

 private:
  Timer timer_;
  const Phase& phase_;
  std::chrono::milliseconds interval_;
  std::function<void()> action_;
};

}  // namespace

struct Worker::Impl {
  // One thread: Asio then leaves out its wake-ups, and its locks around each descriptor.
  asio::io_context context{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  Deadlines deadlines{context.get_executor()};
  Gate gate{context.get_executor()};
  Gate requests{context.get_executor()};
  std::list<Periodic> periodic;
  Phase phase = Phase::running;
  Deadline drain_time{deadlines, &Impl::close_requests, this};
  Deadline farewell{deadlines, &Impl::close_all, this};

  static void close_requests(void* self) {
    auto& impl = *static_cast<Impl*>(self);
    impl.requests.close();
    if (!impl.farewell.armed()) impl.farewell.arm(kFarewell);
  }
  static void close_all(void* self) { static_cast<Impl*>(self)->gate.close(); }

  Task<void> end() {
    co_await gate.wait_drained();
    context.stop();
  }

  void drain() {
    if (phase == Phase::running) phase = Phase::draining;
  }

  void stop(std::chrono::milliseconds limit) {
    drain_time.arm(limit);
    if (limit == std::chrono::milliseconds(0)) farewell.arm(limit);
    if (phase == Phase::stopping) return;
    phase = Phase::stopping;
    asio::co_spawn(context.get_executor(), end(), asio::detached);
  }
};

Worker::Worker() : impl_(std::make_unique<Impl>()) {}
Worker::~Worker() = default;

asio::io_context& Worker::context() { return impl_->context; }
Executor Worker::executor() { return impl_->context.get_executor(); }
Deadlines& Worker::deadlines() { return impl_->deadlines; }
Gate& Worker::gate() { return impl_->gate; }
Gate& Worker::requests() { return impl_->requests; }
const Phase& Worker::phase() const { return impl_->phase; }

void Worker::every(std::chrono::milliseconds interval, std::function<void()> action) {
  impl_->periodic.emplace_back(executor(), impl_->phase, interval, std::move(action)).start();
}

void Worker::post(std::function<void()> action) { asio::post(impl_->context, std::move(action)); }

void Worker::run() {
  const auto alive = asio::make_work_guard(impl_->context);
  impl_->context.run();
}

void Worker::drain() {
  asio::post(impl_->context, [impl = impl_.get()] { impl->drain(); });
}

void Worker::stop(std::chrono::milliseconds limit) {
  asio::post(impl_->context, [impl = impl_.get(), limit] { impl->stop(limit); });
}

}  // namespace gw::io
