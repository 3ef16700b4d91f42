#include "gateway/start_check.h"

#include <optional>
#include <utility>

#include "gateway/admin/admin_access.h"
#include "gateway/ambient.h"
#include "gateway/inbound_tls.h"
#include "gateway/log.h"
#include "gateway/outbound.h"
#include "gateway/snapshot.h"
#include "server/listener.h"

namespace gw::gateway {

namespace {

class Check {
 public:
  explicit Check(const config::Settings& settings) : settings_(settings) {}

  std::vector<Obstacle> run() && {
    expect("server.listen", server::parse_address(settings_.server.listen));
    expect("admin.listen", check_admin(settings_.admin));
    check_inbound();
    check_outbound();
    expect("route", check_vector_routes(settings_));
    expect("embeddings.vocabulary", load_vocabulary(settings_.embeddings.vocabulary));
    return std::move(found_);
  }

 private:
  void check_inbound() {
    config::ServerSettings server = settings_.server;
    const std::string client_ca = std::exchange(server.tls_client_ca, "");
    if (!expect("server.tls_certificate", InboundTls::load(server)) || client_ca.empty()) return;
    expect("server.tls_client_ca", InboundTls::load(settings_.server));
  }

  void check_outbound() {
    const auto outbound = Outbound::make(settings_);
    if (!outbound) return blame_outbound();
    Log log(settings_.log);
    BedrockOptions bedrock;
    AmbientCredentials ambient(settings_, outbound->tls, std::nullopt, log);
    expect("aws.endpoint", ambient.configure(settings_, bedrock));
  }

  // Which of its settings it is, one after the other.
  void blame_outbound() {
    config::Settings bare = settings_;
    bare.upstream = {};
    if (!expect("aws.ca_bundle", Outbound::make(bare))) return;
    bare.upstream.proxy = settings_.upstream.proxy;
    expect("upstream.proxy", Outbound::make(bare));
    bare.upstream = settings_.upstream;
    bare.upstream.proxy = {};
    expect("upstream.client_certificate", Outbound::make(bare));
  }

  template <class T>
  bool expect(const char* key, const Result<T>& made) {
    if (!made) found_.push_back({key, made.error().message});
    return made.has_value();
  }

  const config::Settings& settings_;
  std::vector<Obstacle> found_;
};

}  // namespace

std::vector<Obstacle> find_obstacles(const config::Settings& settings) {
  return Check(settings).run();
}

}  // namespace gw::gateway
