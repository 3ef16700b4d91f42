// Whatever Claude's stream is, and however it is cut: the client gets the same bytes, all of them
// events of the Messages API with valid JSON, and either message_stop or an error at the end.
//
// The input is taken three times: as a whole body, as the event stream itself, and as lines "<event
// type> <payload>" that are framed here, since no fuzzer would guess checksums. And each payload is
// read in both ways there are to read a delta, which must agree.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "anthropic/events.h"
#include "anthropic/plain_delta.h"
#include "anthropic/splice_answer.h"
#include "base/encoding.h"
#include "eventstream/encoder.h"

namespace gw::anthropic {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

SplicedAnswer answer() {
  return {"a \"model\"", [](const bedrock::ServiceError& error) {
            return llm::Failure(error.status, llm::FailureKind::server, error.message);
          }};
}

// `cut` says where the bytes are cut; empty: nowhere.
std::string run(std::string_view bytes, std::string_view cut) {
  Buffer out;
  const auto transform = make_spliced_stream(answer());
  llm::Expected<> fine;
  for (std::size_t i = 0; fine && !bytes.empty(); ++i) {
    const std::size_t size =
        cut.empty() ? bytes.size() : 1 + static_cast<unsigned char>(cut[i % cut.size()]) % 64;
    Buffer piece;  // storage of its own, so that a view kept too long is found out
    piece.append(bytes.substr(0, size));
    bytes.remove_prefix(piece.size());
    fine = transform->feed(piece.view(), out);
  }
  if (fine) fine = transform->finish(out);
  if (!fine) transform->abort(fine.error(), out);
  test::StreamReader reader(test::StreamReader::Author::claude);
  require(reader.read(out.view()).empty());
  require(reader.ended() != reader.failed() && reader.ended() == fine.has_value());
  return std::string(out.view());
}

void check_whole(std::string_view body) {
  Buffer out;
  const auto fine = make_spliced_whole(answer())->convert(body, {}, out);
  require(fine.has_value() != out.empty());
  json::Document document;
  require(!fine || document.parse(out.view()).has_value());
}

void check_plain_delta(std::string_view payload) {
  const auto plain = read_plain_delta(payload);
  if (!plain) return;
  require(!payload.contains('\n') && !payload.contains('\r'));
  json::Document document;
  const auto value = document.parse(payload);
  require(value.has_value() && value->object()->find("index")->integer() == plain->block);
  const auto delta = value->object()->find("delta")->object();
  const auto said = [&](std::string_view key) {
    const auto found = delta->find(key);
    return found && found->string() == plain->said;
  };
  require(said("text") || said("thinking") || said("partial_json"));
}

std::string framed(std::string_view lines) {
  Buffer out;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string_view type = line.substr(0, space);
    const std::string_view payload = line.substr(std::min(space + 1, line.size()));
    if (type.size() > 255) continue;
    check_plain_delta(payload);
    if (type.ends_with("Exception")) {
      eventstream::append_exception(type, payload, out);
    } else {
      eventstream::append_event(type, "{\"bytes\":\"" + to_base64(payload) + "\"}", out);
    }
  }
  return std::string(out.view());
}

}  // namespace
}  // namespace gw::anthropic

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gw::anthropic;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check_whole(input);
  const std::string lines = framed(input);
  for (const std::string_view bytes : {input, std::string_view(lines)})
    require(run(bytes, input) == run(bytes, {}));
  return 0;
}
