// Everything one worker owns, from its sockets to its endpoints. Of what is mutable, sites share
// the Load alone.
#pragma once

#include <chrono>
#include <memory>

#include "gateway/service.h"
#include "gateway/snapshot.h"
#include "io/pool.h"
#include "io/tls_context.h"
#include "io/worker.h"
#include "server/listener.h"
#include "simulator/simulator.h"

namespace gw::gateway {

class Site {
 public:
  // What is given by reference outlives this object. `public_tls` trusts the system's roots,
  // whatever the upstream's does; null when there are none.
  Site(std::shared_ptr<const Snapshot> snapshot, const io::TlsContext& tls,
       const io::TlsContext* public_tls, Load& load, Log& log);
  ~Site();

  Result<> listen(const server::Address& address);
  Result<> listen(int socket);  // that somebody else has opened
  std::uint16_t port() const;
  // Connections from now on begin with a handshake. From any thread; from the first one on, when
  // that is before run().
  void secure(server::SharedTls tls);
  // Answers requests that begin from now on by another snapshot. From any thread.
  void reload(std::shared_ptr<const Snapshot> snapshot);
  const MetricShard& metrics() const { return recorder_.metrics(); }
  void run();  // on the worker's thread, until stopped
  // From any thread; as App's.
  void drain() { worker_.drain(); }
  void stop(std::chrono::milliseconds limit);

 private:
  SiteResources resources() {
    return {worker_,
            pool_,
            signing_keys_,
            upstreams_,
            wallet_,
            models_,
            {*public_connector_, *private_connector_},
            load_,
            log_,
            recorder_};
  }

  const std::shared_ptr<const Snapshot> first_;  // of the listener's limits
  Load& load_;
  Log& log_;
  io::Worker worker_;
  std::unique_ptr<io::Connector> connector_;
  std::unique_ptr<io::Connector> public_connector_;   // for files that clients name by URL
  std::unique_ptr<io::Connector> private_connector_;  // ... on the operator's own hosts
  io::Pool pool_;
  aws::SigningKeys signing_keys_;
  Upstreams upstreams_{load_};
  credentials::Wallet wallet_{worker_};
  ModelDirectory models_{worker_, wallet_, log_};
  Recorder recorder_{worker_.deadlines(), log_};
  CurrentService current_;
  std::unique_ptr<server::Listener> listener_;
};

// The simulator of --demo, on a loopback port and a thread of its own.
class SimulatorSite {
 public:
  SimulatorSite(bedrock::Catalogue catalogue, std::vector<simulator::Fault> script);
  ~SimulatorSite();
  Result<std::uint16_t> listen();
  void run();
  void stop();

 private:
  const bedrock::Catalogue catalogue_;
  io::Worker worker_;
  simulator::Simulator simulator_;
  std::unique_ptr<server::Listener> listener_;
};

}  // namespace gw::gateway
