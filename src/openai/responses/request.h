// POST /v1/responses: the request, as slices of its body.
// https://platform.openai.com/docs/api-reference/responses/create
//
// What the gateway does not know, members, items and tools, is dropped and named in `unsupported`:
// clients send much that only OpenAI's own models have. What would lose history silently is a 400.
#pragma once

#include <string_view>

#include "llm/failure.h"
#include "llm/request.h"
#include "openai/responses/form.h"

namespace gw::openai {

struct ResponsesRequest {
  llm::Request common;
  ResponsesForm form;
};

// `body` must outlive `common`. `key` is that of encrypted_content.h, and becomes the form's.
// Errors are 400s that name the parameter's path ("input[3].content[0].type").
llm::Expected<ResponsesRequest> parse_responses_request(std::string_view body,
                                                        std::string_view key = {});

}  // namespace gw::openai
