// Answers as Anthropic's API gives them: one message, or its stream of events.
// https://docs.claude.com/en/docs/build-with-claude/streaming
#pragma once

#include <memory>
#include <string_view>

#include "llm/writer.h"

namespace gw::anthropic {

// Keeps a stream from looking dead while a model thinks; may come at any time.
inline constexpr std::string_view kPing = "event: ping\ndata: {\"type\":\"ping\"}\n\n";

// Blocks are written in the order in which they begin. A call whose arguments are cut off is left
// out of a whole message, whose `input` has to be an object; problem() when one is none.
std::unique_ptr<llm::AnswerWriter> make_message_writer(llm::AnswerHead head);

// message_start comes with the first block. Blocks are numbered from 0 without gaps, also where
// calls interleave. What upstream counts comes last, so message_start has zeros.
std::unique_ptr<llm::AnswerWriter> make_message_stream_writer(llm::AnswerHead head);

}  // namespace gw::anthropic
