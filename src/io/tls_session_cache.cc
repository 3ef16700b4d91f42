#include "io/tls_session_cache.h"

#include <algorithm>

namespace gw::io {

namespace {

// Where a connection keeps the two pointers it was prepared with.
int cache_slot() {
  static const int slot = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return slot;
}

int destination_slot() {
  static const int slot = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return slot;
}

}  // namespace

void TlsSessionCache::enable(SSL_CTX* context) {
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, on_new_session);
}

void TlsSessionCache::prepare(SSL* connection, const Destination& to) {
  SSL_set_ex_data(connection, cache_slot(), this);
  SSL_set_ex_data(connection, destination_slot(), const_cast<Destination*>(&to));
  for (const Entry& entry : entries_) {
    if (entry.port == to.port && entry.host == to.host) {
      SSL_set_session(connection, entry.session.get());
    }
  }
}

int TlsSessionCache::on_new_session(SSL* connection, SSL_SESSION* session) {
  auto* const cache = static_cast<TlsSessionCache*>(SSL_get_ex_data(connection, cache_slot()));
  auto* const to = static_cast<Destination*>(SSL_get_ex_data(connection, destination_slot()));
  if (cache == nullptr || to == nullptr) return 0;
  cache->put(*to, SslSessionPtr(session));
  return 1;  // taken
}

void TlsSessionCache::put(const Destination& to, SslSessionPtr session) {
  std::erase_if(entries_, [&to](const Entry& entry) {
    return entry.port == to.port && entry.host == to.host;
  });
  if (entries_.size() == kMost) entries_.erase(entries_.begin());
  entries_.push_back(Entry{to.host, to.port, std::move(session)});
}

}  // namespace gw::io
