#include "gateway/snapshot.h"

#include <array>
#include <string_view>

#include "config/keys.h"

namespace gw::gateway {

namespace {

using namespace std::string_view_literals;

constexpr std::array kFixed{
    "demo"sv,
    "demo_script"sv,
    "server.listen"sv,
    "admin.listen"sv,
    "server.workers"sv,
    "server.reuse_port"sv,
    "server.max_connections"sv,
    "server.max_body_memory"sv,
    "server.max_head"sv,
    "server.head_timeout"sv,
    "server.body_timeout"sv,
    "server.idle_timeout"sv,
    "upstream.connect_timeout"sv,
    "upstream.proxy"sv,
    "upstream.no_proxy"sv,
    "upstream.client_certificate"sv,
    "upstream.client_key"sv,
    "aws.ca_bundle"sv,
    "reasoning.memory_size"sv,
    "reasoning.memory_time"sv,
};

}  // namespace

std::vector<std::string> fixed_changes(const config::Settings& running,
                                       const config::Settings& wanted) {
  std::vector<std::string> names;
  for (const std::string_view name : kFixed) {
    if (!config::find_key(name)->same(running, wanted)) names.emplace_back(name);
  }
  return names;
}

config::Settings keep_fixed(const config::Settings& running, config::Settings wanted) {
  for (const std::string_view name : kFixed) config::find_key(name)->copy(running, wanted);
  return wanted;
}

}  // namespace gw::gateway
