// Bedrock's answers as chat completions, whole and streamed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bedrock/answer.h"
#include "bedrock/reader.h"
#include "openai/chat_response.h"
#include "translate/exchange.h"
#include "translate/reasoning_memory.h"
#include "translate/structured_answer.h"
#include "translate/tool_names.h"

namespace gw::translate {

// Where the client finds the reasoning: nowhere, in a member of its own, or in the text.
enum class ShowReasoning { hidden, member, text };

// What the answer owes to the request.
struct AnswerForm {
  openai::CallForm calls = openai::CallForm::tool_calls;
  bool include_usage = false;
  ShowReasoning reasoning = ShowReasoning::member;
  ReasoningMemory* memory = nullptr;  // outlives the answer; may be null
  bool part = false;                  // one choice of several: without usage and end of its own
  bool response_fields = false;       // asked for by the client
  bool guardrail_trace = false;       // asked for
  ToolNames names;
  std::vector<std::string> custom_tools;  // Bedrock's names of those that take a text
  StructuredOutput structured;
};

std::unique_ptr<WholeTransform> make_chat_whole(openai::AnswerHead head, AnswerForm form,
                                                std::unique_ptr<bedrock::AnswerReader> reader);
std::unique_ptr<ResponseTransform> make_chat_stream(const openai::AnswerHead& head, AnswerForm form,
                                                    std::unique_ptr<bedrock::AnswerReader> reader);
// A whole answer of Bedrock's as a complete stream, for models that do not stream with tools.
std::unique_ptr<WholeTransform> make_chat_replay(openai::AnswerHead head, AnswerForm form,
                                                 std::unique_ptr<bedrock::AnswerReader> reader);

}  // namespace gw::translate
