// Whatever upstream sends, in each form and however it is cut: the client gets the same bytes, all
// of them server-sent events with valid JSON, and either [DONE] or an error at the end, not both.
//
// The first byte chooses the form; its highest bits ask for JSON, and offer a tool beside. The rest
// is taken twice: as the event stream itself, and as lines "<event type> <payload>" that are framed
// here, since no fuzzer would guess checksums. For native forms the payload of a "chunk" line is
// wrapped as Bedrock wraps it.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "eventstream/encoder.h"
#include "json/value.h"
#include "openai/chat_request.h"
#include "sse/writer.h"
#include "support/chat.h"

namespace gw::translate {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

Exchange make_exchange(unsigned choice) {
  constexpr unsigned kForms = static_cast<unsigned>(bedrock::NativeFormat::mistral_prompt) + 1;
  constexpr unsigned kJson = 128;
  constexpr unsigned kTool = 64;
  bedrock::ModelRules rules;
  rules.native = static_cast<bedrock::NativeFormat>(choice % kTool % kForms);
  const bool native = rules.native != bedrock::NativeFormat::none;
  if (native) rules.api = bedrock::Api::invoke;

  std::string body = R"({"model":"m","messages":[{"role":"user","content":"x"}],"stream":true,)"
                     R"("stream_options":{"include_usage":true})";
  if ((choice & kJson) != 0) {
    body += R"(,"response_format":{"type":"json_schema","json_schema":{"name":"x",)"
            R"("schema":{"type":"object"}}})";
  }
  if ((choice & kTool) != 0 && !native)
    body += R"(,"tools":[{"type":"function","function":{"name":"f"}},)"
            R"({"type":"custom","custom":{"name":"c"}}])";
  body += "}";
  const auto request = openai::parse_chat_request(body);
  return translate_chat(*request, bedrock::parse_model_id("m").value(), rules, {.id = "chatcmpl-1"})
      .value();
}

// `cut` says how long the pieces are: by its bytes, one after the other; empty: one piece.
std::string run(unsigned form, std::string_view bytes, std::string_view cut) {
  const Exchange exchange = make_exchange(form);
  Buffer out;
  std::expected<void, llm::Failure> fine;
  for (std::size_t i = 0; !bytes.empty() && fine; ++i) {
    const std::size_t size =
        cut.empty() ? bytes.size() : 1 + static_cast<unsigned char>(cut[i % cut.size()]) % 64;
    Buffer piece;  // storage of its own, so that a view kept too long is found out
    piece.append(bytes.substr(0, size));
    bytes.remove_prefix(piece.size());
    fine = exchange.stream->feed(piece.view(), out);
  }
  if (fine) fine = exchange.stream->finish(out);
  if (!fine) exchange.stream->abort(fine.error(), out);
  return std::string(out.view());
}

void require_events(std::string_view text) {
  constexpr std::string_view kField = "data: ";
  bool ended = false;
  json::Document document;
  while (!text.empty()) {
    require(!ended);
    const std::size_t end = text.find("\n\n");
    require(end != text.npos && text.starts_with(kField));
    const std::string_view data = text.substr(kField.size(), end - kField.size());
    require(!data.contains('\n'));
    text.remove_prefix(end + 2);
    if (data == "[DONE]") {
      ended = true;
      continue;
    }
    const auto value = document.parse(data);
    require(value.has_value());
    ended = value->object()->find("error").has_value();
  }
  require(ended);
}

void check(unsigned form, std::string_view bytes, std::string_view cut) {
  const std::string whole = run(form, bytes, {});
  require_events(whole);
  require(run(form, bytes, cut) == whole);
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
    if (type == "chunk") {
      const std::string envelope = "{\"bytes\":\"" + to_base64(payload) + "\"}";
      eventstream::append_event(type, envelope, out);
    } else if (type.ends_with("Exception")) {
      eventstream::append_exception(type, payload, out);
    } else {
      eventstream::append_event(type, payload, out);
    }
  }
  return std::string(out.view());
}

}  // namespace
}  // namespace gw::translate

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  gw::translate::check(data[0], input, input);
  gw::translate::check(data[0], gw::translate::framed(input), input);
  return 0;
}
