// Finds the endpoint of a path of the admin listener. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "gateway/front/endpoint.h"

namespace gw::gateway {

struct AdminRoute {
  std::string_view method;
  // "/admin/v1/keys/*/rotate": a "*" stands for one segment that is not empty; one of them at most.
  std::string_view path;
  Endpoint* endpoint;
};

struct AdminMatch {
  Endpoint* endpoint = nullptr;  // null: not found, or, when `allow` is set, a method it has not
  std::string argument;          // what stands for the "*", as it was sent
  std::string allow;             // for the Allow header
};

// The first route that fits; HEAD is served by GET. A trailing slash is tolerated.
AdminMatch find_admin_route(std::span<const AdminRoute> routes, std::string_view method,
                            std::string_view path);

}  // namespace gw::gateway
