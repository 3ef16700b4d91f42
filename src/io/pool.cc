#include "io/pool.h"

#include <utility>

#include "io/clock.h"
#include "policy/idle_list.h"

namespace gw::io {

struct Pool::Site {
  explicit Site(const Destination& to) : destination(to) {}
  Destination destination;
  policy::IdleList<Connection> idle;
  std::size_t leases = 0;
};

Pool::Lease::Lease(Pool& pool, Site& site, Connection connection, bool reused)
    : pool_(&pool), site_(&site), connection_(std::move(connection)), reused_(reused) {
  ++site_->leases;
}

Pool::Lease::Lease(Lease&&) noexcept = default;

Pool::Lease& Pool::Lease::operator=(Lease&& other) noexcept {
  std::swap(pool_, other.pool_);
  std::swap(site_, other.site_);
  std::swap(connection_, other.connection_);
  std::swap(reused_, other.reused_);
  return *this;
}

Pool::Lease::~Lease() {
  if (connection_.stream == nullptr) return;
  --site_->leases;
  connection_.stream->close();
}

void Pool::Lease::recycle() && {
  const auto now = coarse_now();
  if (now - connection_.opened_at >= pool_->limits_.lifetime) return;
  --site_->leases;
  site_->idle.put(std::exchange(connection_, {}), now, pool_->limits_.idle_per_destination);
}

Pool::Pool(Connector& connector, const PoolLimits& limits)
    : connector_(connector), limits_(limits) {}

Pool::~Pool() = default;

Task<Result<Pool::Lease>> Pool::acquire(const Destination& to, CancelScope& cancel, bool fresh) {
  if (cancel.canceled()) co_return fail(Errc::canceled, "canceled before connecting");
  Site& at = site(to);
  while (!fresh) {
    auto idle = at.idle.take();
    if (!idle) break;
    if (idle->stream->idle_and_alive()) co_return Lease(*this, at, *std::move(idle), true);
  }
  ++at.leases;  // keeps the site while connecting
  auto connected = co_await connector_.connect(to, cancel);
  --at.leases;
  if (!connected) co_return std::unexpected(std::move(connected.error()));
  Connection connection{*std::move(connected), coarse_now()};
  co_return Lease(*this, at, std::move(connection), false);
}

Pool::Site& Pool::site(const Destination& destination) {
  for (const auto& each : sites_) {
    if (each->destination == destination) return *each;
  }
  return *sites_.emplace_back(std::make_unique<Site>(destination));
}

void Pool::expire() {
  for (const auto& each : sites_) each->idle.expire(coarse_now(), limits_.idle_time);
  // Names come from requests: what no longer has connections must not be remembered for ever.
  std::erase_if(sites_, [](const auto& each) { return each->idle.size() + each->leases == 0; });
}

void Pool::close_idle() {
  for (const auto& each : sites_) each->idle = {};
}

std::size_t Pool::idle() const {
  std::size_t total = 0;
  for (const auto& each : sites_) total += each->idle.size();
  return total;
}

}  // namespace gw::io
