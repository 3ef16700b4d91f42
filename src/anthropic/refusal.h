// What Claude has refused, read from its words, so that the request can be sent once more without.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gw::anthropic {

// A name for ClaudeRules::without: "context_management", "thinking.display", "tools.strict",
// "anthropic_beta" (some flag: Bedrock does not say which). `message` in Bedrock's words:
// "tools.0.custom.strict: Extra inputs are not permitted", "invalid beta flag", and the like.
// nullopt: it is about something else.
std::optional<std::string> find_refused(std::string_view message);

}  // namespace gw::anthropic
