#include "gateway/doors/request_headers.h"

namespace gw::gateway {

namespace {

// Claude Code, Codex, opencode, pi.
constexpr std::string_view kSessionHeaders[] = {"x-claude-code-session-id",
                                                "session-id",
                                                "x-session-affinity",
                                                "x-session-id",
                                                "session_id",
                                                "thread-id"};

}  // namespace

std::string_view session_of(const http::Fields& fields) {
  for (const std::string_view header : kSessionHeaders) {
    if (const std::string_view session = fields.get(header); !session.empty()) return session;
  }
  return {};
}

void name_conversation(const http::Fields& fields, llm::Request& request) {
  if (request.conversation.empty()) request.conversation = session_of(fields);
}

openai::GuardrailHeaders guardrail_headers(const http::Fields& fields) {
  return {.identifier = fields.get("x-amzn-bedrock-guardrailidentifier"),
          .version = fields.get("x-amzn-bedrock-guardrailversion"),
          .trace = fields.get("x-amzn-bedrock-trace")};
}

}  // namespace gw::gateway
