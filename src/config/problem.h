// What is wrong with a configuration. All problems are collected, so that one look shows them all.
#pragma once

#include <string>

namespace gw::config {

struct Problem {
  std::string where;    // "gateway.toml:12", "environment BEDROCK_GATEWAY_SERVER_LISTEN"
  std::string message;  // what, and what would be right
};

}  // namespace gw::config
