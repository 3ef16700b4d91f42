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

// Why a request looks like that of a page of another site.
enum class Stranger {
  none,
  host,        // it calls this gateway by a name that may be the site's own
  origin,      // the page says where it is from
  cross_site,  // the browser says so: images and links have no Origin
};
// `hosts` and `origins` as BrowserGuard's.
Stranger find_stranger(const http::Fields& fields, const std::vector<std::string>& hosts,
                       const std::vector<std::string>& origins);

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
  bool active_ = false;
  std::vector<std::string> hosts_;
  std::vector<std::string> origins_;
};

}  // namespace gw::gateway
