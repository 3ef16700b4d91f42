// The citations in Converse's answers.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Citation.html
#pragma once

#include "bedrock/answer.h"
#include "bedrock/shape.h"

namespace gw::bedrock {

// One citation of a block, or of a stream.
void read_citation(Shape& shape, Shape::MaybeObject citation, AnswerSink& sink);

}  // namespace gw::bedrock
