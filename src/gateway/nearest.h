// How near Bedrock is in each region, by the time that a connection takes: at the start, for people
// and for the region "auto".
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "config/settings.h"
#include "gateway/outbound.h"

namespace gw::gateway {

inline constexpr std::string_view kNearestRegion = "auto";  // instead of a region

struct Distance {
  std::string region;
  // TCP and TLS together, through the proxy if there is one. Errors: why there is no connection.
  Result<std::chrono::microseconds> time;
};
// "eu-west-1 12.1 ms", or why it cannot be said.
std::string describe(const Distance& distance);

// Nearest first, those out of reach last. Connects twice to each, to all at the same time, and
// waits for that: some seconds at most.
std::vector<Distance> measure(const std::vector<std::string>& regions,
                              const config::Settings& settings, const Outbound& outbound);

// The nearest of aws.regions, and why. When none can be reached it is the first one.
struct Choice {
  std::string region;
  std::string reason;  // "the nearest of: eu-west-1 12.1 ms, us-east-1 95.0 ms"
};
Choice choose_region(const config::Settings& settings, const Outbound& outbound);

}  // namespace gw::gateway
