// Whatever upstream sends, in each form and however it is cut: the client gets the same bytes, a
// stream that is right in its dialect and ends either complete or with an error.
//
// The first byte chooses the form, the dialect by the next two bits; its highest bits ask for JSON,
// and offer a tool beside. The rest is taken twice: as the event stream itself, and as lines
// "<event type> <payload>" that are framed here, since no fuzzer would guess checksums. For native
// forms the payload of a "chunk" line is wrapped as Bedrock wraps it.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "eventstream/encoder.h"
#include "support/event_streams.h"

namespace gw::translate {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

// What the request asks for beside an answer.
struct Wishes {
  bool json = false;
  bool tool = false;
};

std::string chat_request(Wishes wishes) {
  std::string body = R"({"model":"m","messages":[{"role":"user","content":"x"}],"stream":true,)"
                     R"("stream_options":{"include_usage":true})";
  if (wishes.json) {
    body += R"(,"response_format":{"type":"json_schema","json_schema":{"name":"x",)"
            R"("schema":{"type":"object"}}})";
  }
  if (wishes.tool)
    body += R"(,"tools":[{"type":"function","function":{"name":"f"}},)"
            R"({"type":"custom","custom":{"name":"c"}}])";
  return body + "}";
}

std::string messages_request(Wishes wishes) {
  std::string body = R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],)"
                     R"("stream":true)";
  if (wishes.json) {
    body += R"(,"output_config":{"format":{"type":"json_schema",)"
            R"("schema":{"type":"object"}}})";
  }
  if (wishes.tool) body += R"(,"tools":[{"name":"f","input_schema":{}}])";
  return body + "}";
}

std::string responses_request(Wishes wishes) {
  std::string body = R"({"model":"m","input":"x","stream":true)";
  if (wishes.json) {
    body += R"(,"text":{"format":{"type":"json_schema","name":"x",)"
            R"("schema":{"type":"object"}}})";
  }
  if (wishes.tool)
    body += R"(,"tools":[{"type":"function","name":"f"},{"type":"custom","name":"c"}])";
  return body + "}";
}

std::string request_of(Dialect dialect, Wishes wishes) {
  switch (dialect) {
    case Dialect::chat:
      return chat_request(wishes);
    case Dialect::messages:
      return messages_request(wishes);
    case Dialect::responses:
      break;
  }
  return responses_request(wishes);
}

Dialect dialect_of(unsigned choice) { return kDialects[choice / 16 % 4 % kDialects.size()]; }

Exchange make_exchange(unsigned choice) {
  constexpr unsigned kForms = static_cast<unsigned>(bedrock::NativeFormat::mistral_prompt) + 1;
  bedrock::ModelRules rules;
  rules.native = static_cast<bedrock::NativeFormat>(choice % 16 % kForms);
  const bool native = rules.native != bedrock::NativeFormat::none;
  if (native) rules.api = bedrock::Api::invoke;
  const Wishes wishes{.json = (choice & 128) != 0, .tool = (choice & 64) != 0 && !native};
  const std::string body = request_of(dialect_of(choice), wishes);
  return (*read_request(dialect_of(choice), body, {.id = "x_1"}))->translate(rules, {}).value();
}

// `cut` says how long the pieces are: by its bytes, one after the other; empty: one piece.
std::string run(unsigned choice, std::string_view bytes, std::string_view cut) {
  const Exchange exchange = make_exchange(choice);
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

void check(unsigned choice, std::string_view bytes, std::string_view cut) {
  const Dialect dialect = dialect_of(choice);
  const std::string whole = run(choice, bytes, {});
  require(check_stream(dialect, whole).empty());
  require(end_of(dialect, whole) != StreamEnd::none);
  require(run(choice, bytes, cut) == whole);
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
