// Connects to the first of several addresses that answers (RFC 8305, "happy eyeballs"): each has a
// head start on the next one, which follows earlier when it fails. So an address that leads nowhere
// delays a connection by a quarter of a second, and not until it times out.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "io/deadlines.h"
#include "io/event.h"
#include "io/polled_socket.h"
#include "io/stream.h"
#include "io/worker.h"

namespace gw::io {

class Race final : public Closable {
 public:
  using Endpoint = asio::ip::tcp::endpoint;
  static constexpr std::chrono::milliseconds kHeadStart{250};  // as RFC 8305 recommends

  // At least one endpoint; the first in front. Not to be destroyed before run() has completed.
  Race(Worker& worker, std::vector<Endpoint> endpoints);

  // Until one is connected, or none is left to be tried: then the error is the last one's; or until
  // close(). Knows no limit of time.
  Task<boost::system::error_code> run();
  void close() noexcept override;

  // Of a race that has been won.
  Socket take() { return std::move(*winner_); }
  const Endpoint& reached() const { return *reached_; }

 private:
  void start_next();
  void ended(Socket& socket, const Endpoint& endpoint, const boost::system::error_code& error);
  void close_all_but(const Socket* winner) noexcept;

  const Executor executor_;
  const std::vector<Endpoint> endpoints_;
  std::vector<std::unique_ptr<Socket>> sockets_;  // of the endpoints that have started
  std::size_t running_ = 0;
  bool due_ = true;  // the next one
  bool closed_ = false;
  Socket* winner_ = nullptr;
  const Endpoint* reached_ = nullptr;
  boost::system::error_code error_;
  Event changed_;
  Deadline head_start_;
};

}  // namespace gw::io
