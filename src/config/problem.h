// What is wrong in a configuration, for people. Loaders collect all of them, so that one start
// tells everything.
#pragma once

#include <string>

namespace gw::config {

struct Problem {
  std::string where;    // "gateway.toml:12", "AWS_REGION", "--listen"
  std::string message;  // "unknown key 'regoin'"
};

}  // namespace gw::config
