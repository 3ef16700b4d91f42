// Converse and ConverseStream: the body out, the answer and its events in.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
#pragma once

#include "base/buffer.h"
#include "base/result.h"
#include "bedrock/answer.h"
#include "bedrock/conversation.h"
#include "bedrock/reader.h"

namespace gw::bedrock {

void write_converse_body(const Conversation& conversation, Buffer& out);

// Reads both forms; see AnswerReader.
std::unique_ptr<AnswerReader> make_converse_reader();

}  // namespace gw::bedrock
