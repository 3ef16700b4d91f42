// A Converse answer, whole and as the payload of each event; and the two ways to read a delta,
// which must agree. The first byte says which event.
#include <array>
#include <cstdint>

#include "bedrock/converse.h"
#include "bedrock/plain_delta.h"
#include "fuzz_sink.h"
#include "json/value.h"

namespace {

using namespace gw;

constexpr std::array<std::string_view, 4> kEvents{"contentBlockDelta", "messageStop", "metadata",
                                                  "messageStart"};

void check_plain_delta(std::string_view payload) {
  const auto plain = bedrock::read_plain_delta(payload);
  if (!plain) return;
  json::Document document;
  const auto value = document.parse(payload);
  require(value.has_value());
  const auto delta = value->object()->find("delta");
  require(delta->object()->find("text")->string() == *plain);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Buffer bytes;
  bytes.append({reinterpret_cast<const char*>(data) + 1, size - 1});
  CheckingSink whole;
  whole.check(bedrock::make_converse_reader()->whole(bytes.view(), {}, whole));
  require(whole.stops == 0 || whole.usages == 1);

  const auto type = kEvents[data[0] % kEvents.size()];
  CheckingSink stream;
  const auto reader = bedrock::make_converse_reader();
  stream.check(reader->event({.message_type = "event", .event_type = type, .payload = bytes.view()},
                             stream));
  require(reader->complete() == (stream.stops == 1));
  check_plain_delta(bytes.view());
  return 0;
}
