// What stands behind a path.
#pragma once

#include "gateway/front/context.h"

namespace gw::gateway {

class Endpoint {
 public:
  virtual ~Endpoint() = default;
  // Answers the request, whatever happens. The context lives until the task completes.
  virtual io::Task<void> handle(Context& context) = 0;
};

}  // namespace gw::gateway
