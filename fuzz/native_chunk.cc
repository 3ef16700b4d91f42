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

void read_event(bedrock::AnswerReader& reader, std::string_view payload, CheckingSink& sink) {
  Buffer bytes;
  bytes.append(payload);
  static_cast<void>(reader.event(
      {.message_type = "event", .event_type = "chunk", .payload = bytes.view()}, sink));
}

void read_chunks(NativeFormat format, std::string_view lines) {
  CheckingSink sink;
  const auto reader = bedrock::make_native_reader(format);
  while (!lines.empty()) {
    const auto line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    read_event(*reader, R"({"bytes":")" + to_base64(line) + R"("})", sink);
  }
  sink.check();
  require(reader->complete() == (sink.stops == 1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto format = static_cast<NativeFormat>(1 + data[0] % 8);  // 0 is none
  Buffer bytes;
  bytes.append({reinterpret_cast<const char*>(data) + 1, size - 1});

  CheckingSink whole;
  static_cast<void>(bedrock::make_native_reader(format)->whole(bytes.view(), {}, whole));
  whole.check();
  read_chunks(format, bytes.view());
  CheckingSink envelope;
  read_event(*bedrock::make_native_reader(format), bytes.view(), envelope);
  envelope.check();
  return 0;
}
