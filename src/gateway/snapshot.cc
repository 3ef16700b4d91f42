#include "gateway/snapshot.h"

#include <array>
#include <string_view>

#include "config/keys.h"

namespace gw::gateway {

namespace {

using namespace std::string_view_literals;

constexpr std::array kFixed{
    "demo"sv,
    "server.listen"sv,
    "server.workers"sv,
    "server.reuse_port"sv,
    "server.max_head"sv,
    "server.head_timeout"sv,
    "server.body_timeout"sv,
    "server.idle_timeout"sv,
    "upstream.connect_timeout"sv,
    "aws.ca_bundle"sv,
};

bool differs(const config::Key& key, const config::Settings& a, const config::Settings& b) {
  return key.show(a) != key.show(b);
}

}  // namespace

std::vector<std::string> fixed_changes(const config::Settings& running,
                                       const config::Settings& wanted) {
  std::vector<std::string> names;
  for (const std::string_view name : kFixed) {
    if (differs(*config::find_key(name), running, wanted)) names.emplace_back(name);
  }
  return names;
}

config::Settings keep_fixed(const config::Settings& running, config::Settings wanted) {
  for (const std::string_view name : kFixed) {
    const config::Key& key = *config::find_key(name);
    if (differs(key, running, wanted)) (void)key.assign(wanted, {key.show(running)});
  }
  return wanted;
}

}  // namespace gw::gateway
