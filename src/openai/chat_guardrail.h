// Bedrock's guardrails in a chat request: its member guardrailConfig, in Converse's words or in
// snake case, or the headers of InvokeModel. Whether they count is the operator's business.
#pragma once

#include <string_view>

#include "openai/chat_request.h"
#include "openai/parse.h"

namespace gw::openai {

// {"guardrailIdentifier": ..., "guardrailVersion": ..., "trace": ..., "streamProcessingMode": ...}
Expected<> read_guardrail(json::Value value, const Path& path, ChatRequest& request);

// The texts must outlive the request; the body's word counts more.
struct GuardrailHeaders {
  std::string_view identifier;  // x-amzn-bedrock-guardrailidentifier
  std::string_view version;     // x-amzn-bedrock-guardrailversion
  std::string_view trace;       // x-amzn-bedrock-trace: ENABLED, DISABLED, ENABLED_FULL
};
Expected<> apply_guardrail_headers(const GuardrailHeaders& headers, ChatRequest& request);

}  // namespace gw::openai
