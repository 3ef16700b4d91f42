// The simulator takes any request: the first line is the path, the rest the body. Whatever it is,
// the answer is one that Bedrock could give.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "config/catalogue_toml.h"
#include "fuzz_sink.h"
#include "simulator/fault.h"
#include "simulator/json_value.h"
#include "simulator/service.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gw;
  static const bedrock::Catalogue kCatalogue(config::builtin_catalogue());
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto path = input.substr(0, input.find('\n'));
  const auto body = input.substr(std::min(path.size() + 1, input.size()));
  const auto faults = simulator::parse_faults(body);
  require(faults || !faults.error().message.empty());

  const auto operation = simulator::find_operation("POST", path);
  if (!operation) return 0;
  const auto reply = simulator::respond({*operation, "application/json", "", body}, kCatalogue, {});
  require(reply.status == 200 || reply.status == 400);
  require(reply.stream == !reply.frames.empty());
  require(reply.stream || simulator::parse_json(reply.body).has_value());
  for (const auto& frame : reply.frames) require(simulator::parse_json(frame.payload).has_value());
  return 0;
}
