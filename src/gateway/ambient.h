// The gateway's own credentials, for requests that bring none: from the settings, or by AWS's chain
// over environment and shared files.
#pragma once

#include <string>

#include "config/settings.h"
#include "credentials/supply.h"
#include "gateway/bedrock/provider.h"
#include "gateway/front/browser_guard.h"
#include "gateway/log.h"

namespace gw::gateway {

class AmbientCredentials {
 public:
  // What is given outlives this object, but the settings need not.
  AmbientCredentials(const config::Settings& settings, const io::TlsContext& tls,
                     const std::optional<io::Proxy>& proxy, Log& log);

  // Whether other settings lead to the same credentials: there need not be new ones.
  bool serves(const config::Settings& settings) const;
  // Whose credentials, where to, and in which region unless a request says otherwise. Errors:
  // invalid: an endpoint that cannot be.
  Result<> configure(const config::Settings& settings, BedrockOptions& bedrock);
  // Where they come from, for people; one line.
  std::string introduction() const;

  void start() { supply_.start(); }
  void stop() { supply_.stop(); }

 private:
  std::string region() const;
  Result<std::optional<aws::Endpoint>> override_of(const std::string& set,
                                                   const aws::Service& service,
                                                   aws::EndpointVariant variant) const;

  const credentials::AmbientOptions options_;
  const std::string missing_;
  const bool open_;  // to others, without a key
  credentials::Supply supply_;
};

// Where the chain of these settings looks.
credentials::AmbientOptions ambient_options(const config::Settings& settings);

// For a gateway with credentials of its own that neither a key nor a certificate guards.
BrowserGuard browser_guard(const config::Settings& settings);

// Credentials of the gateway on an address that others can reach, or for the pages of any site,
// without a key to keep them out: refused unless allowed. Those of the instance metadata service,
// which nobody configures, are left out instead, so that a gateway to which every request brings
// its own can run on an instance.
Result<> check_exposure(const config::Settings& settings);

}  // namespace gw::gateway
