// Keeps pages of other sites from spending the gateway's own credentials through the browser of
// somebody who can reach it: by requests to another origin, and by names of theirs that they let
// resolve to this gateway (DNS rebinding). Only for gateways without keys: no page knows a key.
// https://fetch.spec.whatwg.org/#origin-header
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/head.h"

namespace gw::gateway {

class BrowserGuard {
 public:
  BrowserGuard() = default;  // lets everything pass
  // `hosts`: names of this gateway, as policy::is_host_pattern. `origins`: as Cors takes them.
  BrowserGuard(std::vector<std::string> hosts, std::vector<std::string> origins)
      : active_(true), hosts_(std::move(hosts)), origins_(std::move(origins)) {}

  // Why a request must not be answered on the gateway's own credentials, as a sentence; nullopt
  // when it may, or has credentials of its own.
  std::optional<std::string> object(const http::Fields& fields) const;

 private:
  bool is_own_host(std::string_view host) const;
  bool is_own_origin(std::string_view origin, std::string_view host) const;

  bool active_ = false;
  std::vector<std::string> hosts_;
  std::vector<std::string> origins_;
};

}  // namespace gw::gateway
