// Native answers and chunks of every family: the first byte says which, the lines are a stream's
// chunks. A stream of one chunk goes in as it is as well, as the envelope itself.
#include <algorithm>
#include <cstdint>
#include <string>

#include "base/encoding.h"
#include "bedrock/native.h"
#include "fuzz_sink.h"

namespace {

using namespace gw;
using bedrock::NativeFormat;

// False: the stream is over.
bool read_event(bedrock::AnswerReader& reader, std::string_view payload, CheckingSink& sink) {
  Buffer bytes;
  bytes.append(payload);
  const auto result =
      reader.event({.message_type = "event", .event_type = "chunk", .payload = bytes.view()}, sink);
  sink.check(result);
  require(reader.complete() == (sink.stops == 1));
  return result.has_value();
}

void read_chunks(NativeFormat format, std::string_view lines) {
  CheckingSink sink;
  const auto reader = bedrock::make_native_reader(format);
  for (bool more = true; more && !lines.empty();) {
    const auto line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    more = read_event(*reader, R"({"bytes":")" + to_base64(line) + R"("})", sink);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto format = static_cast<NativeFormat>(1 + data[0] % 8);  // 0 is none
  Buffer bytes;
  bytes.append({reinterpret_cast<const char*>(data) + 1, size - 1});

  CheckingSink whole;
  const auto read = bedrock::make_native_reader(format)->whole(bytes.view(), {}, whole);
  whole.check(read);
  require(read.has_value() == (whole.stops == 1));
  read_chunks(format, bytes.view());
  CheckingSink envelope;
  read_event(*bedrock::make_native_reader(format), bytes.view(), envelope);
  return 0;
}
