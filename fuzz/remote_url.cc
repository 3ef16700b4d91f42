// URLs of clients and, behind the first line, Locations of redirects: what is taken has one reading
// for everybody.
#include "policy/remote_url.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "fuzz_sink.h"

namespace {

using namespace gw;

void check(const policy::RemoteUrl& url) {
  const auto plain = [](char c) { return c > ' ' && c < '\x7f'; };
  require(!url.host.empty() && std::ranges::all_of(url.host, plain));
  require(url.host.find_first_of("@/\\%?#[]") == std::string::npos);
  require(url.target.starts_with('/') && std::ranges::all_of(url.target, plain));
  require(url.port != 0);
  // Written out and read again it is the same.
  const auto again = policy::parse_remote_url(policy::origin(url) + url.target);
  require(url.target.size() > 4096 || (again && *again == url));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view first = input.substr(0, input.find('\n'));
  const auto url = policy::parse_remote_url(first);
  if (!url) return 0;
  check(*url);
  const auto next =
      policy::resolve_location(*url, input.substr(std::min(first.size() + 1, input.size())));
  if (next) check(*next);
  return 0;
}
