// How the model is to answer: `reasoning` and `text`, of the request or of an item that changes
// them.
#pragma once

#include "json/value.h"
#include "llm/parse.h"
#include "llm/request.h"

namespace gw::openai {

// {"effort", "summary"}. An effort that is not known is the highest.
llm::Expected<> read_reasoning_config(json::Value value, const llm::Path& path,
                                      llm::Request& request);
// {"format": {"type": "json_schema", "name", "schema", "strict", "description"}, "verbosity"}
llm::Expected<> read_text_config(json::Value value, const llm::Path& path, llm::Request& request);

}  // namespace gw::openai
