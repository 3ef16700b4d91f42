// POST /v1/chat/completions: the request, as slices of its body.
// https://platform.openai.com/docs/api-reference/chat/create
#pragma once

#include <cstddef>
#include <string_view>

#include "llm/failure.h"
#include "llm/parameter.h"
#include "llm/request.h"

namespace gw::openai {

struct ChatRequest {
  // What all dialects have. first_call_only: the client speaks of functions, not of tools, and
  // wants such an answer.
  llm::Request common;
  bool include_usage = false;
  std::size_t n = 1;  // choices
};

// `body` must outlive the result. Errors are 400s that name the parameter's path
// ("messages[1].content[0].type").
llm::Expected<ChatRequest> parse_chat_request(std::string_view body);

// The names of parameters in chat completions.
std::string_view spell_chat(llm::Parameter parameter);

}  // namespace gw::openai
