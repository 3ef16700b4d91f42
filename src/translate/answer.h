// Bedrock's answers in a client's dialect, whole and streamed: a reader of upstream's form, the
// steps that undo what the request's translation did, and the dialect's writer.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bedrock/reader.h"
#include "llm/writer.h"
#include "translate/exchange.h"
#include "translate/reasoning_memory.h"
#include "translate/structured_answer.h"
#include "translate/tool_names.h"

namespace gw::translate {

// What the answer owes to the request's translation.
struct AnswerForm {
  bool tools = false;                 // it may call some
  ReasoningMemory* memory = nullptr;  // outlives the answer; may be null
  ToolNames names;
  std::vector<std::string> custom_tools;  // Bedrock's names of those that take a text
  StructuredOutput structured;
};

// The two ends of an answer's way.
struct AnswerEnds {
  std::unique_ptr<bedrock::AnswerReader> reader;
  std::unique_ptr<llm::AnswerWriter> writer;
};

std::unique_ptr<WholeTransform> make_whole(AnswerForm form, AnswerEnds ends);
std::unique_ptr<ResponseTransform> make_stream(AnswerForm form, AnswerEnds ends);
// A whole answer of Bedrock's as a complete stream, for models that do not stream with tools. The
// writer is that of a stream.
std::unique_ptr<WholeTransform> make_replay(AnswerForm form, AnswerEnds ends);

}  // namespace gw::translate
