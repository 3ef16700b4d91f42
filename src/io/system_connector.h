// Opens connections over the network: resolve, connect to the address that answers first (race.h),
// TLS with host verification against the configured roots.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "io/connector.h"
#include "io/proxy.h"
#include "io/resolver.h"
#include "io/tls_context.h"
#include "io/worker.h"

namespace gw::io {

// Whether it is on the public Internet (policy/public_address.h).
bool is_public(const asio::ip::address& address);

struct ConnectLimits {
  std::chrono::milliseconds connect_timeout{5000};  // all of it: name, addresses, TLS
  std::chrono::seconds keep_addresses{30};
  // Which addresses may be connected to; null: all. For hosts that others have named it is
  // is_public. What is judged is the address that is then connected to.
  bool (*permits)(const asio::ip::address&) = nullptr;
  std::optional<Proxy> proxy{};  // for destinations with TLS, where goes_through() says so
};

// For the worker's thread; must live until its loop has ended, and longer than the streams it has
// opened. Without `tls`, which must outlive it, destinations with TLS are refused. The lookup is
// the system's, but in tests.
std::unique_ptr<Connector> make_system_connector(Worker& worker, const TlsContext* tls,
                                                 const ConnectLimits& limits,
                                                 Resolver::Lookup lookup = {});

}  // namespace gw::io
