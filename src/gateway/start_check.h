// Whether a gateway with these settings could start: what App::create() would meet, but for what
// only trying tells, such as a port that somebody else has.
#pragma once

#include <string>
#include <vector>

#include "config/settings.h"

namespace gw::gateway {

struct Obstacle {
  std::string key;      // "aws.ca_bundle"
  std::string message;  // for the person at the terminal: what, and what to do
};

// Reads the files that the settings name, and connects to nobody.
std::vector<Obstacle> find_obstacles(const config::Settings& settings);

}  // namespace gw::gateway
