// The parts of messages and of what tools answer: texts, pictures, files, recordings.
#pragma once

#include <vector>

#include "json/value.h"
#include "llm/parse.h"
#include "llm/request.h"

namespace gw::openai {

// A message's content, a string or parts, at the end of `blocks`. Empty texts are left out.
llm::Expected<> read_content(json::Value value, const llm::Path& path,
                             std::vector<llm::Block>& blocks, llm::Request& request);

// What a tool has answered: a text, parts, or any other JSON.
llm::Expected<> read_output(json::Value value, const llm::Path& path, llm::ToolResult& result,
                            llm::Request& request);

}  // namespace gw::openai
