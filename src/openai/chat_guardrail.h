// Bedrock's guardrails in a chat request: its member guardrailConfig, in Converse's words or in
// snake case, or the headers of InvokeModel. Whether they count is the operator's business.
#pragma once

#include <string_view>

#include "llm/parse.h"
#include "openai/chat_request.h"

namespace gw::openai {

// {"guardrailIdentifier": ..., "guardrailVersion": ..., "trace": ..., "streamProcessingMode": ...}
llm::Expected<> read_guardrail(json::Value value, const llm::Path& path, llm::Request& request);

// The texts must outlive the request; the body's word counts more.
struct GuardrailHeaders {
  std::string_view identifier;  // x-amzn-bedrock-guardrailidentifier
  std::string_view version;     // x-amzn-bedrock-guardrailversion
  std::string_view trace;       // x-amzn-bedrock-trace: ENABLED, DISABLED, ENABLED_FULL
};
llm::Expected<> apply_guardrail_headers(const GuardrailHeaders& headers, llm::Request& request);

}  // namespace gw::openai
