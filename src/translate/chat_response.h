// Bedrock's answers as chat completions, whole and streamed.
#pragma once

#include <memory>

#include "bedrock/answer.h"
#include "bedrock/reader.h"
#include "openai/chat_response.h"
#include "translate/exchange.h"

namespace gw::translate {

openai::FinishReason finish_reason(bedrock::StopReason reason);

std::unique_ptr<WholeTransform> make_chat_whole(openai::AnswerHead head,
                                                std::unique_ptr<bedrock::AnswerReader> reader);
std::unique_ptr<ResponseTransform> make_chat_stream(const openai::AnswerHead& head,
                                                    bool include_usage,
                                                    std::unique_ptr<bedrock::AnswerReader> reader);

}  // namespace gw::translate
