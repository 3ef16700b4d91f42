// Laws of the request parser: how the input is split never matters, no byte beyond the input is
// consumed, and a head that was accepted says the same when it is written canonically.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "../tests/http/harness.h"
#include "http/write.h"

namespace {

void require(bool law) {
  if (!law) std::abort();
}

void check_canonical_form(std::string_view input) {
  gw::http::RequestParser parser;
  const auto end = parser.parse_head(input);
  if (!end || *end == 0) return;
  require(*end <= input.size());
  const auto& head = parser.head();
  gw::Buffer canonical;
  canonical.append(head.method + " " + head.target + " HTTP/1." +
                   std::to_string(head.minor_version) + "\r\n");
  for (std::size_t i = 0; i < head.fields.size(); ++i) {
    require(gw::http::is_field_value(head.fields[i].value));
    gw::http::append_field(head.fields[i].name, head.fields[i].value, canonical);
  }
  gw::http::end_head(canonical);
  gw::http::RequestParser again({.head_bytes = 256 * 1024});
  require(again.parse_head(canonical.view()) == canonical.size());
  require(describe(again.head()) == describe(head));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using Parser = gw::http::RequestParser;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check_canonical_form(input);
  const gw::http::Limits limits{.head_bytes = 512, .fields = 16, .target_bytes = 128};
  const auto whole = gw::http::parse_all<Parser>({input}, limits);
  require(gw::http::parse_all<Parser>(gw::http::bytes_of(input), limits) == whole);
  const std::size_t middle = size == 0 ? 0 : data[size - 1] % (size + 1);
  require(gw::http::parse_all<Parser>({input.substr(0, middle), input.substr(middle)}, limits) ==
          whole);
  return 0;
}
