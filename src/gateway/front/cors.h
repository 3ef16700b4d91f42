// Cross-origin access for browsers, when origins are configured.
// https://fetch.spec.whatwg.org/#http-cors-protocol
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/front/context.h"

namespace gw::gateway {

class Cors {
 public:
  // "*" or origins such as "https://app.example". Empty: off.
  explicit Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}

  // Adds the fields that let the page read the answer, when its origin is allowed.
  void allow(Context& context) const;
  // True for OPTIONS with an allowed origin: to be answered by preflight().
  bool is_preflight(const http::RequestHead& head) const;
  io::Task<void> preflight(Context& context) const;

 private:
  bool allowed(std::string_view origin) const;

  std::vector<std::string> origins_;
};

}  // namespace gw::gateway
