#include "gateway/admin/admin_site.h"

namespace gw::gateway {

namespace {

// Operators and their tools are few; what is more than that must not cost the workers anything.
server::SessionLimits admin_limits() {
  server::SessionLimits limits;
  limits.connections = 256;
  limits.body_bytes = std::size_t{16} * 1024 * 1024;
  return limits;
}

}  // namespace

AdminSite::AdminSite(std::shared_ptr<const Snapshot> snapshot, MetricSources sources, Log& log)
    : snapshot_(std::move(snapshot)),
      metrics_(std::move(sources), snapshot_),
      routes_{{"GET", "/admin/v1/status", &status_}, {"GET", "/metrics", &metrics_}},
      front_(routes_, AdminAccess(snapshot_->settings.admin.token), log) {}

AdminSite::~AdminSite() = default;

Result<> AdminSite::listen(const server::Address& address) {
  auto opened = server::Listener::open(worker_, address, front_, admin_limits(), &load_);
  if (!opened) return std::unexpected(opened.error());
  listener_ = std::move(*opened);
  address_ = address;
  address_.port = listener_->port();
  return {};
}

void AdminSite::secure(server::SharedTls tls) {
  if (server::is_loopback(address_)) return;
  worker_.post([this, tls = std::move(tls)] { listener_->secure(tls); });
}

void AdminSite::reload(std::shared_ptr<const Snapshot> snapshot) {
  worker_.post([this, snapshot = std::move(snapshot)] {
    snapshot_ = snapshot;
    front_.set_access(AdminAccess(snapshot_->settings.admin.token));
  });
}

void AdminSite::run() {
  listener_->start();
  worker_.run();
}

void AdminSite::stop() {
  listener_->stop_accepting();
  worker_.stop(std::chrono::milliseconds(0));
}

}  // namespace gw::gateway
