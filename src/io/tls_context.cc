#include "io/tls_context.h"

#include <array>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <openssl/err.h>

#include "base/ascii.h"
#include "io/tls_session_cache.h"

namespace gw::io {

namespace {

constexpr std::string_view kProtocols("\x08http/1.1");
constexpr std::size_t kReadAhead = 64 * 1024;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  unsigned char* match = nullptr;
  const int found = SSL_select_next_proto(&match, chosen_size, bytes(kProtocols), kProtocols.size(),
                                          offered, offered_size);
  *chosen = match;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

SslContextPtr make_context(const SSL_METHOD* method) {
  SslContextPtr context(SSL_CTX_new(method));
  if (context == nullptr) return nullptr;
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CLEANSE_PLAINTEXT);
  // Idle connections then hold no record buffers.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // A record's head and body in one system call, and in a burst several records.
  SSL_CTX_set_read_ahead(context.get(), 1);
  SSL_CTX_set_default_read_buffer_len(context.get(), kReadAhead);
  return context;
}

// Like SSL_CTX_set_default_verify_paths, which does not mind when there is nothing.
bool system_roots_exist() {
  const auto path = [](const char* variable, const char* fallback) {
    const char* const set = std::getenv(variable);
    return std::filesystem::path(set != nullptr ? set : fallback);
  };
  std::error_code ignored;
  return std::filesystem::exists(
             path(X509_get_default_cert_file_env(), X509_get_default_cert_file()), ignored) ||
         std::filesystem::exists(path(X509_get_default_cert_dir_env(), X509_get_default_cert_dir()),
                                 ignored);
}

std::unexpected<Error> cannot(std::string_view what, const std::string& file) {
  return fail(Errc::invalid, "cannot load the " + std::string(what) + " " + file + ": " +
                                 take_tls_error() + "; give a PEM file that can be read");
}

// OpenSSL would ask whoever sits at the terminal.
int no_password(char*, int, int, void*) { return -1; }

Result<> show(SSL_CTX* context, const TlsIdentity& identity) {
  SSL_CTX_set_default_passwd_cb(context, no_password);
  if (SSL_CTX_use_certificate_chain_file(context, identity.certificate.c_str()) != 1) {
    return cannot("certificate", identity.certificate);
  }
  // Also compares the two.
  if (SSL_CTX_use_PrivateKey_file(context, identity.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return cannot("key", identity.key);
  }
  return {};
}

Result<> demand_certificates(SSL_CTX* context, const std::string& of_authorities) {
  STACK_OF(X509_NAME)* const names = SSL_load_client_CA_file(of_authorities.c_str());
  if (names == nullptr || SSL_CTX_load_verify_file(context, of_authorities.c_str()) != 1) {
    return cannot("client CA", of_authorities);
  }
  SSL_CTX_set_client_CA_list(context, names);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return {};
}

}  // namespace

std::string take_tls_error() {
  const unsigned long error = ERR_get_error();
  ERR_clear_error();
  if (error == 0) return "unknown error";
  if (ERR_SYSTEM_ERROR(error)) {
    std::string text = std::system_category().message(ERR_GET_REASON(error));
    text[0] = ascii::lower(text[0]);
    return text;
  }
  const char* const reason = ERR_reason_error_string(error);
  return reason != nullptr ? reason : "error " + std::to_string(error);
}

Result<TlsContext> TlsContext::client(const std::optional<std::string>& ca_bundle,
                                      const std::optional<TlsIdentity>& identity) {
  SslContextPtr context = make_context(TLS_client_method());
  if (context == nullptr) return fail(Errc::invalid, "OpenSSL: " + take_tls_error());
  if (ca_bundle) {
    if (SSL_CTX_load_verify_file(context.get(), ca_bundle->c_str()) != 1) {
      return cannot("CA bundle", *ca_bundle);
    }
  } else if (!system_roots_exist() || SSL_CTX_set_default_verify_paths(context.get()) != 1) {
    return fail(Errc::invalid,
                "this system has no root certificates for TLS; install the package "
                "ca-certificates, or name a CA bundle");
  }
  if (identity) {
    if (const auto shown = show(context.get(), *identity); !shown)
      return std::unexpected(shown.error());
  }
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_alpn_protos(context.get(), bytes(kProtocols), kProtocols.size());
  TlsSessionCache::enable(context.get());
  return TlsContext(std::move(context));
}

Result<TlsContext> TlsContext::server(const TlsIdentity& identity, const std::string& client_ca) {
  SslContextPtr context = make_context(TLS_server_method());
  if (context == nullptr) return fail(Errc::invalid, "OpenSSL: " + take_tls_error());
  if (const auto shown = show(context.get(), identity); !shown)
    return std::unexpected(shown.error());
  if (!client_ca.empty()) {
    if (const auto demanded = demand_certificates(context.get(), client_ca); !demanded)
      return std::unexpected(demanded.error());
  }
  // Sessions are continued by tickets, which any worker can read: a cache would be a lock between
  // them. The id says for which of a process's purposes; with client certificates there must be
  // one.
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_session_id_context(context.get(), bytes(kProtocols), kProtocols.size());
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  return TlsContext(std::move(context));
}

std::int64_t TlsContext::expires_at() const {
  const X509* const certificate = SSL_CTX_get0_certificate(context_.get());
  tm end{};
  ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end);
  return timegm(&end);
}

}  // namespace gw::io
