// Writes an answer as a chat completion: llm's events in, the members or chunks of
// openai/chat_response.h out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "llm/writer.h"
#include "openai/chat_choices.h"
#include "openai/chat_response.h"

namespace gw::openai {

// Where the client finds the reasoning: nowhere, in a member of its own, or in the text.
enum class ShowReasoning { hidden, member, text };

// What the answer owes to the request.
struct ChatForm {
  CallForm calls = CallForm::tool_calls;
  bool include_usage = false;
  ShowReasoning reasoning = ShowReasoning::member;
  bool response_fields = false;           // asked for by the client
  bool guardrail_trace = false;           // asked for
  std::vector<std::string> custom_tools;  // names, escaped, of those that take a text
  std::size_t choice = 0;                 // which of the choices this is
  ChatChoices* choices = nullptr;         // of which it is one; outlives the writer; null: the only
};

std::unique_ptr<llm::AnswerWriter> make_chat_whole(llm::AnswerHead head, ChatForm form);
std::unique_ptr<llm::AnswerWriter> make_chat_stream(const llm::AnswerHead& head, ChatForm form);

}  // namespace gw::openai
