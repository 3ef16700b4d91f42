#include "gateway/site.h"

#include <ctime>

#include "io/system_connector.h"
#include "io/system_lookup.h"

namespace gw::gateway {

namespace {

// How often connections that have been idle too long are looked for.
constexpr std::chrono::seconds kHousekeeping{5};

io::ConnectLimits connect_limits(const config::UpstreamSettings& settings,
                                 const std::optional<io::Proxy>& proxy) {
  io::ConnectLimits limits;
  limits.connect_timeout = settings.connect_timeout;
  limits.proxy = proxy;
  return limits;
}

io::ConnectLimits public_limits(const config::UpstreamSettings& settings) {
  io::ConnectLimits limits = connect_limits(settings, std::nullopt);
  limits.permits = &io::is_public;
  return limits;
}

io::Resolver::Lookup names_of_clients(io::Worker& worker) {
  return io::system_lookup(worker.executor(), io::NamedBy::clients);
}

io::PoolLimits pool_limits(const config::UpstreamSettings& settings) {
  io::PoolLimits limits;
  limits.idle_per_destination = settings.idle_connections;
  limits.idle_time =
      std::chrono::duration_cast<std::chrono::seconds>(settings.idle_connection_time);
  limits.lifetime = settings.connection_lifetime;
  return limits;
}

server::SessionLimits session_limits(const config::ServerSettings& settings) {
  server::SessionLimits limits;
  limits.connections = config::bound(settings.max_connections);
  limits.body_bytes = config::bound(settings.max_body_memory);
  limits.http.head_bytes = settings.max_head;
  limits.head_timeout = settings.head_timeout;
  limits.idle_timeout = settings.idle_timeout;
  limits.body_timeout = settings.body_timeout;
  return limits;
}

}  // namespace

Site::Site(std::shared_ptr<const Snapshot> snapshot, const io::TlsContext& tls,
           const io::TlsContext* public_tls, Load& load, Log& log)
    : first_(std::move(snapshot)),
      load_(load),
      log_(log),
      connector_(io::make_system_connector(
          worker_, &tls, connect_limits(first_->settings.upstream, first_->bedrock.proxy))),
      public_connector_(io::make_system_connector(worker_, public_tls,
                                                  public_limits(first_->settings.upstream),
                                                  names_of_clients(worker_))),
      private_connector_(io::make_system_connector(
          worker_, public_tls, connect_limits(first_->settings.upstream, std::nullopt),
          names_of_clients(worker_))),
      pool_(*connector_, pool_limits(first_->settings.upstream)),
      current_(std::make_shared<Service>(first_, resources())) {
  worker_.every(kHousekeeping, [this] {
    pool_.expire();
    wallet_.expire(std::time(nullptr));
  });
}

Site::~Site() = default;

Result<> Site::listen(const server::Address& address) {
  auto opened = server::Listener::open(worker_, address, current_,
                                       session_limits(first_->settings.server), &load_.sessions);
  if (!opened) return std::unexpected(opened.error());
  listener_ = std::move(*opened);
  return {};
}

Result<> Site::listen(int socket) {
  auto adopted = server::Listener::adopt(worker_, socket, current_,
                                         session_limits(first_->settings.server), &load_.sessions);
  if (!adopted) return std::unexpected(adopted.error());
  listener_ = std::move(*adopted);
  return {};
}

std::uint16_t Site::port() const { return listener_->port(); }

void Site::secure(server::SharedTls tls) {
  worker_.post([this, tls = std::move(tls)] { listener_->secure(tls); });
}

void Site::reload(std::shared_ptr<const Snapshot> snapshot) {
  worker_.post([this, snapshot = std::move(snapshot)] {
    pool_.set_limits(pool_limits(snapshot->settings.upstream));
    recorder_.flush();
    current_.replace(std::make_shared<Service>(snapshot, resources()));
  });
}

void Site::run() {
  listener_->start();
  worker_.run();
  recorder_.flush();
}

void Site::stop(std::chrono::milliseconds limit) {
  listener_->stop_accepting();
  worker_.stop(limit);
}

SimulatorSite::SimulatorSite(bedrock::Catalogue catalogue, std::vector<simulator::Fault> script)
    : catalogue_(std::move(catalogue)),
      simulator_(catalogue_, simulator::demo_options(std::move(script))) {}

SimulatorSite::~SimulatorSite() = default;

Result<std::uint16_t> SimulatorSite::listen() {
  server::Address address;
  address.port = 0;
  auto opened = server::Listener::open(worker_, address, simulator_, {});
  if (!opened) return std::unexpected(opened.error());
  listener_ = std::move(*opened);
  return listener_->port();
}

void SimulatorSite::run() {
  listener_->start();
  worker_.run();
}

void SimulatorSite::stop() {
  if (listener_) listener_->stop_accepting();
  worker_.stop(std::chrono::milliseconds(0));
}

}  // namespace gw::gateway
