#include "io/poller.h"

#include <cassert>
#include <cerrno>
#include <system_error>
#include <utility>

#include <boost/asio/post.hpp>

#include "io/await.h"

namespace gw::io {

namespace {

int create_epoll() {
  const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::system_category(), "epoll_create1");
  return descriptor;
}

}  // namespace

asio::execution_context::id Poller::id;

Poller& Poller::of(Executor executor) { return asio::use_service<Poller>(executor.context()); }

Poller::Poller(asio::execution_context& context)
    : service(context),
      executor_(static_cast<asio::io_context&>(context).get_executor()),
      epoll_(executor_, create_epoll()) {
  watched_.previous_ = watched_.next_ = &watched_;
}

void Poller::add(Watch& watch, int descriptor) {
  watch.next_ = &watched_;
  watch.previous_ = std::exchange(watched_.previous_, &watch);
  watch.previous_->next_ = &watch;
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &watch;
  ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, descriptor, &event);
}

void Poller::remove(Watch& watch) {
  if (watch.next_ == nullptr) return;
  unlink(watch);
  for (auto* place : {&watch.reader_, &watch.writer_}) {
    if (!*place) continue;
    asio::post(executor_, *std::exchange(*place, std::nullopt));
    if (--waiting_ == 0) epoll_.cancel();
  }
}

void Poller::unlink(Watch& watch) {
  watch.previous_->next_ = watch.next_;
  watch.next_->previous_ = watch.previous_;
  watch.previous_ = watch.next_ = nullptr;
}

Task<void> Poller::wait_readable(Watch& watch) { return wait(watch.reader_, watch.readable); }
Task<void> Poller::wait_writable(Watch& watch) { return wait(watch.writer_, watch.writable); }

Task<void> Poller::wait(std::optional<Watch::Waiter>& place, bool ready) {
  return asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(
      [this, &place, ready](Watch::Waiter waiter) {
        if (ready) {
          asio::post(executor_, std::move(waiter));
          return;
        }
        assert(!place);  // one waits for each direction; another would never be woken
        place.emplace(std::move(waiter));
        ++waiting_;
        if (!listening_) listen();
      },
      kAwait);
}

void Poller::listen() {
  listening_ = true;
  epoll_.async_wait(asio::posix::descriptor_base::wait_read,
                    [this](const boost::system::error_code& error) {
                      current_ = false;
                      if (!error) harvest();
                      listening_ = false;
                      if (waiting_ == 0) current_ = false;
                      if (waiting_ > 0) listen();
                    });
}

void Poller::harvest() {
  const int count =
      ::epoll_wait(epoll_.native_handle(), events_.data(), static_cast<int>(events_.size()), 0);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events_[static_cast<std::size_t>(i)];
    note(*static_cast<Watch*>(event.data.ptr), event.events);
  }
  current_ = static_cast<std::size_t>(count) < events_.size();  // else there may be more
  // Only now runs what could destroy a watch.
  for (Watch::Waiter& waiter : ready_) std::move(waiter)();
  ready_.clear();
}

void Poller::note(Watch& watch, std::uint32_t events) {
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) watch.ended = true;
  if ((events & EPOLLIN) != 0 || watch.ended) {
    watch.readable = true;
    wake(watch.reader_);
  }
  if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) {
    watch.writable = true;
    wake(watch.writer_);
  }
}

void Poller::wake(std::optional<Watch::Waiter>& waiter) {
  if (!waiter) return;
  ready_.push_back(*std::exchange(waiter, std::nullopt));
  --waiting_;
}

void Poller::shutdown() {
  // Destroying a waiter destroys its coroutine, which may destroy this watch and others.
  while (watched_.next_ != &watched_) {
    Watch& watch = *watched_.next_;
    unlink(watch);
    const auto reader = std::exchange(watch.reader_, std::nullopt);
    const auto writer = std::exchange(watch.writer_, std::nullopt);
  }
  ready_.clear();
}

}  // namespace gw::io
