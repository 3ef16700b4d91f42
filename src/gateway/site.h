// Everything one worker owns, from its sockets to its endpoints. Nothing mutable is shared between
// sites.
#pragma once

#include <array>
#include <chrono>
#include <memory>

#include "gateway/bedrock/provider.h"
#include "gateway/chat_completions.h"
#include "gateway/front.h"
#include "gateway/health.h"
#include "io/pool.h"
#include "io/tls_context.h"
#include "io/worker.h"
#include "server/listener.h"
#include "simulator/simulator.h"

namespace gw::gateway {

class Site {
 public:
  // What is given outlives this object and does not change.
  Site(const config::Settings& settings, const bedrock::Catalogue& catalogue,
       const BedrockOptions& bedrock, const FrontOptions& front, const io::TlsContext& tls,
       Log& log);
  ~Site();

  Result<> listen(const server::Address& address);
  std::uint16_t port() const;
  void run();                                  // on the worker's thread, until stopped
  void stop(std::chrono::milliseconds drain);  // from any thread

 private:
  const config::Settings& settings_;
  io::Worker worker_;
  std::unique_ptr<io::Connector> connector_;
  io::Pool pool_;
  aws::SigningKeys signing_keys_;
  upstream::Shared upstream_;
  BedrockProvider bedrock_;
  std::array<Provider*, 1> providers_;  // the table: a further provider is a further line
  ChatCompletions chat_completions_;
  Healthz healthz_;
  Readyz readyz_;
  std::array<Route, 3> routes_;
  Front front_;
  std::unique_ptr<server::Listener> listener_;
};

// The simulator of --demo, on a loopback port and a thread of its own.
class SimulatorSite {
 public:
  explicit SimulatorSite(const bedrock::Catalogue& catalogue);
  ~SimulatorSite();
  Result<std::uint16_t> listen();
  void run();
  void stop();

 private:
  io::Worker worker_;
  simulator::Simulator simulator_;
  std::unique_ptr<server::Listener> listener_;
};

}  // namespace gw::gateway
