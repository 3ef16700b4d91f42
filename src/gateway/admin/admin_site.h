// The listener for operators, on a thread of its own: what it does never holds up a client, and it
// answers until the last worker has ended.
#pragma once

#include <memory>
#include <vector>

#include "gateway/admin/admin_front.h"
#include "gateway/admin/admin_routes.h"
#include "gateway/admin/admin_status.h"
#include "gateway/admin/metrics_page.h"
#include "gateway/snapshot.h"
#include "io/worker.h"
#include "server/listener.h"

namespace gw::gateway {

class AdminSite {
 public:
  // `log` outlives this object, and so do the sources.
  AdminSite(std::shared_ptr<const Snapshot> snapshot, MetricSources sources, Log& log);
  ~AdminSite();
  AdminSite(const AdminSite&) = delete;
  AdminSite& operator=(const AdminSite&) = delete;

  Result<> listen(const server::Address& address);
  const server::Address& address() const { return address_; }  // with the real port
  // As Site's, each. On loopback it speaks no TLS, whatever the data port does.
  void secure(server::SharedTls tls);
  void reload(std::shared_ptr<const Snapshot> snapshot);
  void run();
  void stop();  // at once

 private:
  std::shared_ptr<const Snapshot> snapshot_;
  io::Worker worker_;
  server::SessionLoad load_;
  AdminStatus status_;
  MetricsPage metrics_;
  const std::vector<AdminRoute> routes_;
  AdminFront front_;
  server::Address address_;
  std::unique_ptr<server::Listener> listener_;
};

}  // namespace gw::gateway
