#include "io/race.h"

#include <utility>

#include <boost/asio/error.hpp>

namespace gw::io {

Race::Race(Worker& worker, std::vector<Endpoint> endpoints)
    : executor_(worker.executor()),
      endpoints_(std::move(endpoints)),
      changed_(worker.executor()),
      head_start_(
          worker.deadlines(),
          [](void* self) {
            auto& race = *static_cast<Race*>(self);
            race.due_ = true;
            race.changed_.set();
          },
          this) {}

Task<boost::system::error_code> Race::run() {
  while (!closed_ && winner_ == nullptr) {
    if (due_ && sockets_.size() < endpoints_.size()) start_next();
    if (running_ == 0 && sockets_.size() == endpoints_.size()) break;
    co_await changed_.wait();
  }
  head_start_.disarm();
  close_all_but(winner_);
  while (running_ > 0) co_await changed_.wait();
  if (closed_) co_return asio::error::operation_aborted;
  co_return winner_ != nullptr ? boost::system::error_code() : error_;
}

void Race::start_next() {
  due_ = false;
  const Endpoint& endpoint = endpoints_[sockets_.size()];
  Socket& socket = *sockets_.emplace_back(std::make_unique<Socket>(executor_));
  ++running_;
  head_start_.arm(kHeadStart);
  socket.async_connect(endpoint,
                       [this, &socket, &endpoint](const boost::system::error_code& error) {
                         ended(socket, endpoint, error);
                       });
}

void Race::ended(Socket& socket, const Endpoint& endpoint, const boost::system::error_code& error) {
  --running_;
  if (error) {
    error_ = error;
    due_ = true;
  } else if (winner_ == nullptr) {
    winner_ = &socket;
    reached_ = &endpoint;
  }
  changed_.set();
}

void Race::close() noexcept {
  closed_ = true;
  close_all_but(nullptr);
  changed_.set();
}

void Race::close_all_but(const Socket* winner) noexcept {
  boost::system::error_code ignored;
  for (const auto& socket : sockets_) {
    if (socket.get() != winner) socket->close(ignored);
  }
}

}  // namespace gw::io
