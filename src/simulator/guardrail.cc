#include "simulator/guardrail.h"

#include "json/write.h"
#include "simulator/json_object.h"

namespace gw::simulator {
namespace {

std::string trace_of(std::string_view guardrail) {
  return json_object([&](json::Writer& out) {
    out.key("inputAssessment").begin_object().key(guardrail).begin_object();
    out.key("wordPolicy").begin_object().key("customWords").begin_array().begin_object();
    out.member("match", kForbiddenWord).member("action", "BLOCKED").member("detected", true);
    out.end_object().end_array().key("managedWordLists").begin_array().end_array();
    out.end_object().end_object().end_object();
  });
}

}  // namespace

bool intervene(const Prompt& prompt, Answer& answer) {
  if (prompt.guardrail.empty() || !prompt.last_user_text.contains(kForbiddenWord)) return false;
  answer.blocks = {text_block("The simulator's guardrail has blocked this.")};
  answer.stop_reason = "guardrail_intervened";
  if (prompt.guardrail_trace) answer.guardrail_trace = trace_of(prompt.guardrail);
  return true;
}

void add_guardrail_members(const Answer& answer, std::string& body) {
  if (answer.stop_reason != "guardrail_intervened" || !body.ends_with('}')) return;
  body.pop_back();
  body += R"(,"amazon-bedrock-guardrailAction":"INTERVENED")";
  if (!answer.guardrail_trace.empty())
    body += R"(,"amazon-bedrock-trace":{"guardrail":)" + answer.guardrail_trace + "}";
  body += '}';
}

}  // namespace gw::simulator
