// Laws of the response parser: how the input is split never matters, and a body that is decoded is
// never larger than what was sent.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "../tests/http/harness.h"

namespace {

void require(bool law) {
  if (!law) std::abort();
}

void check_sizes(std::string_view input) {
  gw::http::ResponseParser parser;
  const auto end = parser.parse_head(input);
  if (!end || *end == 0) return;
  require(*end <= input.size());
  gw::http::CollectingSink sink;
  const std::string_view rest = input.substr(*end);
  const auto used = parser.parse_body(rest, sink);
  if (!used) return;
  require(*used <= rest.size() && sink.text.size() <= *used);
  require(parser.done() || *used == rest.size());
  const bool whole = parser.done();
  require(parser.end_of_input().has_value() >= whole);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using Parser = gw::http::ResponseParser;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check_sizes(input);
  const gw::http::Limits limits{.head_bytes = 512, .fields = 16, .target_bytes = 128};
  const auto whole = gw::http::parse_all<Parser>({input}, limits);
  require(gw::http::parse_all<Parser>(gw::http::bytes_of(input), limits) == whole);
  const std::size_t middle = size == 0 ? 0 : data[size - 1] % (size + 1);
  require(gw::http::parse_all<Parser>({input.substr(0, middle), input.substr(middle)}, limits) ==
          whole);
  return 0;
}
