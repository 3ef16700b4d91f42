// Messages and their content blocks, as part of reading a request of the Messages API.
#pragma once

#include <optional>
#include <string_view>

#include "json/value.h"
#include "llm/parse.h"
#include "llm/request.h"

namespace gw::anthropic {

llm::Expected<> read_system(json::Value value, const llm::Path& path, llm::Request& request);
llm::Expected<> read_messages(json::Value value, const llm::Path& path, llm::Request& request);

// A member's text, still escaped; empty when there is none.
std::string_view text_of(json::Object object, std::string_view key);

// The mark of cache_control {"type": "ephemeral", "ttl": "5m" or "1h"} on a block, a tool or the
// request.
llm::Expected<llm::CacheMark> read_cache_mark(json::Object element, const llm::Path& path,
                                              llm::Request& request);

// Whether a text of the system's is the line with which Claude Code tells Anthropic whom to bill.
// Bedrock refuses it, and it differs from request to request, which no cache survives.
bool is_billing_line(json::RawString text);

}  // namespace gw::anthropic
