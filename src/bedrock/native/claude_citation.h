// The citations in the answers of Anthropic's Messages API.
#pragma once

#include "bedrock/answer.h"
#include "bedrock/shape.h"

namespace gw::bedrock {

// Those of a content block, if it has any; and one of a stream.
void read_claude_citations(Shape& shape, Shape::MaybeObject block, AnswerSink& sink);
void read_claude_citation(Shape& shape, Shape::MaybeObject citation, AnswerSink& sink);

}  // namespace gw::bedrock
