// What the readers of upstream answers (converse.h, native.h) share when they tell a sink what the
// model said. The vocabulary is llm/answer.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "json/raw.h"
#include "json/value.h"
#include "llm/answer.h"

namespace gw::bedrock {

using llm::AnswerSink;
using llm::Citation;
using llm::StopReason;
using llm::Usage;

// The reason with this name in Converse, else unknown.
StopReason stop_reason_of(std::string_view name);

// `text` as the sink may be told it: lone surrogates become U+FFFD, since strict clients refuse a
// document that has one; then it is kept in `storage`. nullopt when an escape is not valid JSON.
std::optional<json::RawString> well_formed(json::RawString text, std::string& storage);
// Tells the sink what a trace says of guardrails, if anything: {"guardrail": ...}.
void tell_guardrail_trace(json::Value trace, AnswerSink& sink);
// Tells the sink a text as upstream sent it. False when an escape is not valid JSON.
[[nodiscard]] bool tell_text(json::RawString text, AnswerSink& sink);

}  // namespace gw::bedrock
