// How the process reaches AWS, by its settings: whom it trusts, what it shows of itself, and the
// proxy on the way.
#pragma once

#include <optional>

#include "base/result.h"
#include "config/settings.h"
#include "io/proxy.h"
#include "io/tls_context.h"

namespace gw::gateway {

struct Outbound {
  // Errors: invalid; says which file, or what is wrong with the proxy's URL.
  static Result<Outbound> make(const config::Settings& settings);

  io::TlsContext tls;
  std::optional<io::Proxy> proxy;
};

}  // namespace gw::gateway
