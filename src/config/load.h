// Settings from flags, the environment and a TOML file, in this order of precedence. Reads no
// environment by itself and no files but the two it is told to read.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/command_line.h"
#include "config/problem.h"
#include "config/settings.h"

namespace gw::config {

using Environment = std::map<std::string, std::string, std::less<>>;

// From the third argument of main().
Environment to_environment(const char* const* variables);

struct Loaded {
  Settings settings;  // to be used only without problems
  std::vector<Problem> problems;
};

Loaded load(const CommandLine& command_line, const Environment& environment);

}  // namespace gw::config
