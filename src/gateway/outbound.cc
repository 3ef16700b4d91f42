#include "gateway/outbound.h"

#include <string>
#include <utility>

namespace gw::gateway {

Result<Outbound> Outbound::make(const config::Settings& settings) {
  const config::UpstreamSettings& upstream = settings.upstream;
  std::optional<std::string> ca_bundle;  // none: the system's roots
  if (!settings.aws.ca_bundle.empty()) ca_bundle = settings.aws.ca_bundle;
  std::optional<io::TlsIdentity> identity;
  if (!upstream.client_certificate.empty())
    identity.emplace(upstream.client_certificate, upstream.client_key);
  Result<io::TlsContext> tls = io::TlsContext::client(ca_bundle, identity);
  if (!tls) return std::unexpected(tls.error());
  Outbound outbound{*std::move(tls), std::nullopt};
  if (upstream.proxy.empty()) return outbound;
  auto proxy = io::parse_proxy(upstream.proxy.reveal(), upstream.no_proxy);
  if (!proxy) return std::unexpected(proxy.error());
  outbound.proxy = *std::move(proxy);
  return outbound;
}

}  // namespace gw::gateway
