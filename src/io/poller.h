// Readiness of a worker's connections: an epoll of their own, which Asio watches like any other
// descriptor. Asio's own sockets forget between two operations what epoll has said, so each read
// first asks the kernel in vain, or re-arms: a third of a proxied request's system calls. It knows
// descriptors and who waits for them, no bytes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include <boost/asio/execution_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/epoll.h>

#include "io/task.h"

namespace gw::io {

// One descriptor, and what is known of it. Edge-triggered: the kernel says once that there is
// something, so whoever finds that there is nothing any more says so here.
class Watch {
 public:
  Watch() = default;
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  bool readable = true;  // there may be something to read, or the end
  bool writable = true;  // the kernel may take something
  bool ended = false;    // the peer will send nothing more: readable for ever

 private:
  friend class Poller;
  using Waiter = asio::async_result<asio::use_awaitable_t<Executor>, void()>::handler_type;

  std::optional<Waiter> reader_;
  std::optional<Waiter> writer_;
  Watch* previous_ = nullptr;
  Watch* next_ = nullptr;  // null: not watched
};

// One a worker, made at the first use.
class Poller final : public asio::execution_context::service {
 public:
  using key_type = Poller;
  static asio::execution_context::id id;

  static Poller& of(Executor executor);
  explicit Poller(asio::execution_context& context);

  // Until remove(), before which the watch must not be destroyed, nor the descriptor closed.
  void add(Watch& watch, int descriptor);
  // Who waits is resumed, from the event loop.
  void remove(Watch& watch);
  // Until the watch is readable, or removed; lets others run when it already is. One waiter at a
  // time; and one for writable.
  Task<void> wait_readable(Watch& watch);
  Task<void> wait_writable(Watch& watch);
  // Whether what watches say is what the kernel said when this turn of the event loop began: not
  // while nobody waits, nor in the turn in which somebody begins to.
  bool current() const { return current_; }

 private:
  void shutdown() override;
  Task<void> wait(std::optional<Watch::Waiter>& place, bool ready);
  void listen();
  void harvest();
  void note(Watch& watch, std::uint32_t events);
  void wake(std::optional<Watch::Waiter>& waiter);
  static void unlink(Watch& watch);

  Executor executor_;
  asio::posix::basic_stream_descriptor<Executor> epoll_;
  bool listening_ = false;  // to epoll_, through Asio; only while somebody waits: loops have an end
  bool current_ = false;
  std::size_t waiting_ = 0;
  Watch watched_;  // the head of a ring
  std::vector<Watch::Waiter> ready_;
  std::array<epoll_event, 256> events_;
};

}  // namespace gw::io
