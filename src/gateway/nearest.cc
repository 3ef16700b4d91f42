#include "gateway/nearest.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "credentials/ambient.h"
#include "gateway/ambient.h"
#include "io/system_connector.h"

namespace gw::gateway {

namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;

// For one connection; a start must not take long.
constexpr std::chrono::milliseconds kPatience = 3s;
// The first one also has to resolve the name, and cannot continue a session.
constexpr int kConnections = 2;

Result<aws::Endpoint> endpoint_of(std::string_view region, const config::Settings& settings) {
  if (!settings.aws.endpoint.empty()) return aws::parse_endpoint(settings.aws.endpoint);
  return credentials::ambient_endpoint(ambient_options(settings), aws::kBedrockRuntime, region);
}

class Measurement {
 public:
  Measurement(const config::Settings& settings, const Outbound& outbound) : settings_(settings) {
    io::ConnectLimits limits;
    limits.connect_timeout = std::min(settings.upstream.connect_timeout, kPatience);
    limits.proxy = outbound.proxy;
    connector_ = io::make_system_connector(worker_, &outbound.tls, limits);
  }

  std::vector<Distance> run(const std::vector<std::string>& regions) {
    for (const std::string& region : regions) distances_.push_back({region, 0us});
    running_ = distances_.size();
    for (Distance& distance : distances_) {
      io::asio::co_spawn(worker_.executor(), measure(distance), io::asio::detached);
    }
    if (running_ > 0) worker_.run();
    return std::move(distances_);
  }

 private:
  io::Task<void> measure(Distance& distance) {
    distance.time = co_await nearest_time(distance.region);
    if (--running_ == 0) worker_.stop(0ms);
  }

  io::Task<Result<microseconds>> nearest_time(std::string_view region) {
    const auto endpoint = endpoint_of(region, settings_);
    if (!endpoint) co_return std::unexpected(endpoint.error());
    const io::Destination to{endpoint->host, endpoint->port, endpoint->tls};
    microseconds best = microseconds::max();
    for (int i = 0; i < kConnections; ++i) {
      io::CancelScope scope;
      const auto begun = std::chrono::steady_clock::now();
      const auto stream = co_await connector_->connect(to, scope);
      if (!stream) co_return std::unexpected(stream.error());
      const auto took = std::chrono::steady_clock::now() - begun;
      best = std::min(best, std::chrono::duration_cast<microseconds>(took));
    }
    co_return best;
  }

  const config::Settings& settings_;
  io::Worker worker_;
  std::unique_ptr<io::Connector> connector_;
  std::vector<Distance> distances_;
  std::size_t running_ = 0;
};

std::string milliseconds_of(microseconds time) {
  const std::int64_t tenths = (time.count() + 50) / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " ms";
}

}  // namespace

std::string describe(const Distance& distance) {
  return distance.region + (distance.time ? " " + milliseconds_of(*distance.time)
                                          : ": " + distance.time.error().message);
}

std::vector<Distance> measure(const std::vector<std::string>& regions,
                              const config::Settings& settings, const Outbound& outbound) {
  std::vector<Distance> distances = Measurement(settings, outbound).run(regions);
  std::ranges::sort(distances, {}, [](const Distance& distance) {
    return distance.time.value_or(microseconds::max());
  });
  return distances;
}

Choice choose_region(const config::Settings& settings, const Outbound& outbound) {
  const std::vector<Distance> distances = measure(settings.aws.regions, settings, outbound);
  if (!distances.front().time) {
    return {settings.aws.regions.front(),
            "the first of the allowed ones, as none can be reached; " + describe(distances[0])};
  }
  std::string reason = "the nearest of";
  for (const Distance& distance : distances) {
    reason += (&distance == distances.data() ? ": " : ", ") + describe(distance);
  }
  return {distances.front().region, std::move(reason)};
}

}  // namespace gw::gateway
