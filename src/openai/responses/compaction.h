// Compaction: a client that runs out of context has the conversation replaced by a summary, which
// it keeps without reading it (encrypted_content.h).
#pragma once

#include <string_view>

namespace gw::openai {

// What the model is asked for in place of a compaction_trigger. Needs no escaping.
inline constexpr std::string_view kCompactionPrompt =
    "The conversation is about to be cut off here and replaced by a summary that you write now. "
    "Write it for yourself: you will go on with the work from this summary alone. Say what the "
    "user wants and which instructions and decisions of theirs still hold; what has been done, "
    "with the names of files, commands and results that matter; what is still open, and the next "
    "step. Leave out what no longer matters. Answer with the summary only, as plain text, and "
    "call no tools.";

// Stands in front of such a summary in later requests.
inline constexpr std::string_view kSummaryPrefix =
    "The conversation so far was replaced by this summary of it:\\n\\n";

}  // namespace gw::openai
