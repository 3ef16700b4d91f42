// What stands behind a path.
#pragma once

#include <string_view>

#include "gateway/context.h"

namespace gw::gateway {

class Endpoint {
 public:
  virtual ~Endpoint() = default;
  // Answers the request, whatever happens. The context lives until the task completes.
  virtual io::Task<void> handle(Context& context) = 0;
};

struct Route {
  std::string_view method;
  std::string_view path;  // without prefix and trailing slash
  Endpoint* endpoint;
};

}  // namespace gw::gateway
