// AWS credentials as values, and where they may be used.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace gw::aws {

struct Credentials {
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;  // empty: long-term credentials
};

// A label of a host name: letters, digits and hyphens, 1 to 63, no hyphen at the ends. Checked
// before a region goes into a host name or a signature.
bool is_valid_region(std::string_view region);

}  // namespace gw::aws
