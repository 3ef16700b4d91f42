// What a chat completion can say beside OpenAI's vocabulary: Bedrock's own options, flags of
// Anthropic's API, and members that only the model knows (the SDKs' `extra_body`).
#pragma once

#include <string_view>

#include "llm/parse.h"
#include "openai/chat_request.h"

namespace gw::openai {

llm::Expected<> read_service_tier(json::Value value, const llm::Path& path, llm::Request& request);
// {"latency": "optimized"}
llm::Expected<> read_performance_config(json::Value value, const llm::Path& path,
                                        llm::Request& request);
llm::Expected<> read_metadata(json::Value value, const llm::Path& path, llm::Request& request);
// A parameter whose place depends on the model: kept under the path's last name, which must live as
// long as the request.
llm::Expected<> keep_model_parameter(json::Value value, const llm::Path& path,
                                     llm::Request& request);
// The object additionalModelRequestFields.
llm::Expected<> read_additional_fields(json::Value value, const llm::Path& path,
                                       llm::Request& request);
llm::Expected<> read_response_paths(json::Value value, const llm::Path& path,
                                    llm::Request& request);
// A list of flags, or one text with commas.
llm::Expected<> read_beta_flags(json::Value value, const llm::Path& path, llm::Request& request);
// A member that nobody here knows. One that is meant for another server (is_foreign) is noted as
// unsupported, the rest goes to the model.
llm::Expected<> read_unknown(std::string_view key, json::Value value, llm::Request& request);

// Options in the headers of AWS's and Anthropic's own APIs; the body's word counts more. The texts
// must outlive the request. Errors: 400 for a latency or tier that there is not.
struct OptionHeaders {
  std::string_view anthropic_beta;  // anthropic-beta
  std::string_view latency;         // x-amzn-bedrock-performanceconfig-latency
  std::string_view service_tier;    // x-amzn-bedrock-service-tier
};
llm::Expected<> apply_headers(const OptionHeaders& headers, llm::Request& request);

// A member that clients send by default to LiteLLM, Open WebUI, OpenRouter, Ollama, vLLM and the
// like, and that no model of Bedrock's knows: the model would refuse the whole request for it.
bool is_foreign(std::string_view member);

}  // namespace gw::openai
