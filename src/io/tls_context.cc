#include "io/tls_context.h"

#include <array>
#include <cstdlib>
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
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION);
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

Result<TlsContext> TlsContext::client(const std::optional<std::string>& ca_bundle) {
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
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_alpn_protos(context.get(), bytes(kProtocols), kProtocols.size());
  TlsSessionCache::enable(context.get());
  return TlsContext(std::move(context));
}

Result<TlsContext> TlsContext::server(const std::string& certificate_file,
                                      const std::string& key_file) {
  SslContextPtr context = make_context(TLS_server_method());
  if (context == nullptr) return fail(Errc::invalid, "OpenSSL: " + take_tls_error());
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate_file.c_str()) != 1) {
    return cannot("certificate", certificate_file);
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return cannot("key", key_file);
  }
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  return TlsContext(std::move(context));
}

}  // namespace gw::io
