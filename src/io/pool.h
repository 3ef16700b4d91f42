// Kept-alive upstream connections of one worker, by destination. A lease closes its connection
// unless recycle() says that the exchange ended cleanly.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "io/connector.h"

namespace gw::io {

struct PoolLimits {
  std::size_t idle_per_destination = 256;
  // Under the 350 s after which AWS's NAT and network load balancers forget a flow, and the 60 s
  // after which some proxies do.
  std::chrono::seconds idle_time{50};
  // After which a connection serves no further request: one that is never idle would otherwise stay
  // with the address that its name had at the beginning.
  std::chrono::milliseconds lifetime{std::chrono::minutes(10)};
};

class Pool {
  struct Site;  // a destination and its idle connections
  struct Connection {
    std::unique_ptr<Stream> stream;
    std::chrono::milliseconds opened_at{0};
  };

 public:
  // Must not outlive the pool.
  class Lease {
   public:
    Lease(Lease&&) noexcept;
    Lease& operator=(Lease&&) noexcept;
    ~Lease();  // closes
    Stream& stream() { return *connection_.stream; }
    // True when the connection served before: a failure before the first byte of an answer may then
    // be the peer's idle timeout, and the request can be sent again.
    bool reused() const { return reused_; }
    // Nothing of the exchange may be left to be read or written.
    void recycle() &&;

   private:
    friend class Pool;
    Lease(Pool& pool, Site& site, Connection connection, bool reused);
    Pool* pool_;
    Site* site_;
    Connection connection_;  // without a stream: moved from, or recycled
    bool reused_;
  };

  // The connector must outlive the pool.
  Pool(Connector& connector, const PoolLimits& limits);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // An idle connection found alive (the most recently used first), else a new one; `fresh` insists.
  // Destination and scope must stay until completion. Errors: the connector's.
  Task<Result<Lease>> acquire(const Destination& to, CancelScope& cancel, bool fresh = false);
  // For what is done from now on.
  void set_limits(const PoolLimits& limits) { limits_ = limits; }
  // Closes what has been idle too long; called by the worker now and then.
  void expire();
  void close_idle();
  std::size_t idle() const;

 private:
  Site& site(const Destination& destination);

  Connector& connector_;
  PoolLimits limits_;
  std::vector<std::unique_ptr<Site>> sites_;  // few: searched in turn
};

}  // namespace gw::io
