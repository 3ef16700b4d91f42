// Whatever a client sends to /v1/messages: a refusal in Anthropic's envelope, or a request, and for
// each generation of Claude a body that is JSON and has none of what only the gateway may read.
#include "anthropic/messages_request.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "anthropic/api_error.h"
#include "anthropic/claude_rules.h"
#include "anthropic/splice.h"
#include "llm/token_estimate.h"

namespace gw::anthropic {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void require_error(const llm::Failure& failure) {
  Buffer body;
  append_error_body(failure, {}, body);
  json::Document document;
  require(document.parse(body.view()).has_value());
}

void require_body(std::string_view body) {
  json::Document document;
  const auto value = document.parse(body);
  require(value.has_value() && value->object());
  const json::Object object = *value->object();
  require(object.find("anthropic_version").has_value());
  for (const char* key : {"model", "stream", "betas", "service_tier"}) require(!object.find(key));
}

void check(std::string_view text, std::string_view flags, Purpose purpose) {
  const auto body = MessagesBody::parse(text);
  if (!body) return require_error(body.error());
  const auto facts = read_messages_facts(*body, flags, purpose);
  if (!facts) return require_error(facts.error());
  const auto request = read_messages_request(*body, *facts);
  if (!request) require_error(request.error());
  if (request) require(llm::estimate_tokens(*request) >= 0);
  for (const char* model :
       {"claude-3-haiku", "claude-haiku-4-5", "claude-opus-4-5", "claude-opus-4-6",
        "claude-opus-4-7", "claude-opus-4-8", "claude-opus-5-5"}) {
    bedrock::ModelRules rules;
    rules.max_output = 64'000;
    rules.efforts = {"low", "high"};
    const auto spliced = splice_request(*body, *facts, claude_rules(model, rules),
                                        request ? request->media : std::span<const llm::Media>());
    spliced ? require_body(spliced->body.view()) : require_error(spliced.error());
  }
}

}  // namespace
}  // namespace gw::anthropic

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  // Flags stand in the first line, if it is none of JSON.
  const std::size_t line = input.starts_with('{') ? 0 : std::min(input.find('\n'), size);
  const std::string_view body = input.substr(std::min(line == 0 ? 0 : line + 1, size));
  gw::anthropic::check(body, input.substr(0, line), gw::anthropic::Purpose::answer);
  gw::anthropic::check(body, input.substr(0, line), gw::anthropic::Purpose::count);
  (void)gw::anthropic::mask_account(input);
  return 0;
}
