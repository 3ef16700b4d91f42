#include "gateway/inbound_tls.h"

#include <ctime>
#include <utility>

#include "aws/time.h"

namespace gw::gateway {

Result<InboundTls> InboundTls::load(const config::ServerSettings& settings) {
  InboundTls inbound;
  if (settings.tls_certificate.empty()) return inbound;
  // Before they are read: what changes meanwhile is read again.
  inbound.watch_.watch({settings.tls_certificate, settings.tls_key, settings.tls_client_ca});
  auto context =
      io::TlsContext::server({settings.tls_certificate, settings.tls_key}, settings.tls_client_ca);
  if (!context) return std::unexpected(context.error());
  const std::string end = aws::format_iso8601(context->expires_at());
  if (context->expires_at() <= std::time(nullptr)) {
    return fail(Errc::invalid, "the certificate " + settings.tls_certificate + " has expired at " +
                                   end + ", so that no client would trust it; renew it");
  }
  inbound.tls_ = std::make_shared<const io::TlsContext>(*std::move(context));
  inbound.description_ =
      "TLS with the certificate " + settings.tls_certificate + ", good until " + end;
  if (!settings.tls_client_ca.empty())
    inbound.description_ += ", for clients with one of " + settings.tls_client_ca;
  return inbound;
}

}  // namespace gw::gateway
