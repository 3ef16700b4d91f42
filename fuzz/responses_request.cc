// Whatever the bytes, parsing a request of the Responses API never crashes, and one that is
// accepted holds only texts that may be passed on, and an echo that fits into an event.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "json/value.h"
#include "openai/api_error.h"
#include "openai/responses/request.h"

namespace gw::openai {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

bool is_json(std::string_view text) {
  json::Document document;
  return document.parse(text).has_value();
}

void check(json::RawString text) { require(json::is_well_formed(text)); }
void check(const llm::Text& text) { check(text.text); }
void check(const llm::MediaPart&) {}
void check(const llm::Json& json) { require(is_json(json.json)); }
void check(const llm::ToolCall& call) {
  require(!call.id.empty() && !call.name.empty());
  check(call.id);
  check(call.name);
  check(call.arguments);
  require(call.input.empty() || is_json(call.input));
}
void check(const llm::Reasoning& block) {
  check(block.text);
  check(block.signature);
  check(block.redacted);
}
void check(const llm::ToolResult& result) {
  check(result.id);
  for (const auto& part : result.content) std::visit([](const auto& value) { check(value); }, part);
}

void check(const ResponsesRequest& request) {
  for (const llm::Message& message : request.common.messages) {
    for (const llm::Block& block : message.blocks)
      std::visit([](const auto& value) { check(value); }, block.value);
  }
  for (const llm::Tool& tool : request.common.tools) {
    require(request.form.tools.contains(std::string(tool.name.escaped)));
    check(tool.name);
    check(tool.description);
    require(tool.parameters.empty() || is_json(tool.parameters));
  }
  for (const std::string& name : request.common.unsupported) {
    for (const char c : name) require(c > ' ' && c <= '~');
  }
  require(is_json("{" + request.form.echo + "}"));
  require(request.form.echo.find('\n') == std::string::npos);
}

}  // namespace
}  // namespace gw::openai

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto request =
      gw::openai::parse_responses_request({reinterpret_cast<const char*>(data), size});
  if (request) {
    gw::openai::check(*request);
  } else {
    gw::openai::require(request.error().status == 400 && !request.error().code.empty());
    gw::Buffer body;
    gw::openai::append_error_body(request.error(), body);
    gw::openai::require(gw::openai::is_json(body.view()));
  }
  return 0;
}
