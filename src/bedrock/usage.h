// Token counts as Bedrock writes them: Converse's, and those that it adds to a model's own stream.
#pragma once

#include <optional>
#include <string_view>

#include "bedrock/shape.h"
#include "llm/answer.h"

namespace gw::bedrock {

// Of an answer of Converse's, or of a stream's metadata: {"usage":{...}}.
llm::Usage read_usage(Shape& shape, Shape::MaybeObject parent);
// The same; nullopt: it has none.
std::optional<llm::Usage> find_usage(json::Value answer);
std::optional<llm::Usage> read_converse_usage(std::string_view json);  // of its text
// In the last chunk of InvokeModelWithResponseStream, {"bytes":"..."}; nullopt: it has none.
std::optional<llm::Usage> read_chunk_usage(std::string_view payload);

}  // namespace gw::bedrock
