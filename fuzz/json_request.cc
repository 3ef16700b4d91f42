// Whatever the bytes, parsing a chat request never crashes, and a request that is accepted becomes
// valid JSON for every form of upstream body.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "json/value.h"
#include "openai/api_error.h"
#include "openai/chat_request.h"
#include "support/chat.h"

namespace gw::translate {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

bool is_json(std::string_view text) {
  json::Document document;
  return document.parse(text).has_value();
}

bool is_printable(std::string_view text) {
  for (const char c : text) {
    if (c < ' ' || c > '~') return false;
  }
  return true;
}

void check(const openai::ChatRequest& request, const bedrock::ModelId& model,
           const bedrock::ModelRules& rules) {
  const auto exchange = translate_chat(request, model, rules, {.id = "chatcmpl-1"});
  if (!exchange) return require(!exchange.error().code.empty());
  require(is_json(exchange->upstream.body.view()));
  require((exchange->stream != nullptr) == exchange->upstream.stream);
  for (const std::string& name : exchange->dropped) require(is_printable(name));
}

void check_all(const openai::ChatRequest& request) {
  // A fixed id in place of one that the gateway would refuse.
  const auto model = bedrock::parse_model_id(request.common.model);
  const bedrock::ModelId id = model ? *model : bedrock::parse_model_id("m").value();
  bedrock::ModelRules rules;
  check(request, id, rules);
  rules.system = rules.history = rules.prefill = rules.stop = false;
  rules.sampling = bedrock::Sampling::one_of;
  rules.max_output = 10;
  check(request, id, rules);
  rules = {};
  rules.stream_tools = rules.tool_hyphens = rules.tool_status = rules.tool_text = false;
  rules.single_tool_call = rules.fine_grained_tools = true;
  rules.strict_tools = rules.json_schema = true;
  rules.cache_points = 4;
  rules.forced_tool = bedrock::ForcedTool::any;
  rules.tool_ids = bedrock::ToolIds::mistral;
  rules.tool_result_media = bedrock::kAllMedia;
  rules.s3_media = true;
  rules.max_images = rules.max_documents = 0;
  rules.parameters = {{"top_k", "inferenceConfig.topK"}, {"seed", "seed", 0, 1}, {"min_p", "seed"}};
  rules.beta_flags = {"context-1m-2025-08-07", "fine-grained-tool-streaming-2025-05-14"};
  check(request, id, rules);
  rules = {};
  rules.forced_tool = bedrock::ForcedTool::none;
  check(request, id, rules);
  rules = {};
  rules.api = bedrock::Api::invoke;
  rules.temperature_max = 2;
  for (auto format = bedrock::NativeFormat::jamba; format <= bedrock::NativeFormat::mistral_prompt;
       format = static_cast<bedrock::NativeFormat>(static_cast<int>(format) + 1)) {
    rules.native = format;
    check(request, id, rules);
  }
}

}  // namespace
}  // namespace gw::translate

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto request = gw::openai::parse_chat_request({reinterpret_cast<const char*>(data), size});
  if (request) {
    gw::translate::check_all(*request);
  } else {
    gw::Buffer body;
    gw::openai::append_error_body(request.error(), body);
    if (!gw::translate::is_json(body.view())) std::abort();
  }
  return 0;
}
