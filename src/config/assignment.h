// One setting as its source gave it, before it has a type.
#pragma once

#include <string>
#include <vector>

namespace gw::config {

struct Assignment {
  std::string key;                  // "server.listen"
  std::vector<std::string> values;  // one, or those of a list
  std::string where;                // for problems: "gateway.toml:3", "--listen"
};

}  // namespace gw::config
