// What the members of the body itself say, without a look into messages and tools: enough to choose
// a target, and for the splice where that is Claude.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anthropic/messages_body.h"
#include "llm/failure.h"
#include "llm/request.h"

namespace gw::anthropic {

// An answer, or how many tokens the request has: then it needs no max_tokens.
enum class Purpose { answer, count };

struct Thinking {
  enum class Type { unset, enabled, adaptive, disabled, between_tools, other };
  Type type = Type::unset;
  std::optional<std::int64_t> budget;  // tokens
  std::string_view display;            // "summarized", "omitted", "updates"; empty: not said
};

// Slices of the body and of the beta header.
struct MessagesFacts {
  Purpose purpose = Purpose::answer;
  std::string model;  // decoded
  bool stream = false;
  std::optional<std::int64_t> max_tokens;  // 0: the answer is not wanted, only the cache is filled
  Thinking thinking;
  std::string_view effort;                   // as sent, plain; empty: not said
  bool output_format = false;                // a schema for the answer
  std::string_view service_tier;             // in Bedrock's words; empty: left to Bedrock
  std::vector<std::string_view> beta_flags;  // of header and body, plain, once each
  // Names that stand for no member of Bedrock's; see llm::Request::unsupported.
  std::vector<std::string> unsupported;
};

// `beta_header`: the header anthropic-beta; may be empty. Errors are 400s with the member's path.
llm::Expected<MessagesFacts> read_messages_facts(const MessagesBody& body,
                                                 std::string_view beta_header, Purpose purpose);

// A user's id that tells of device and session, as Claude Code's does: not to be passed on.
bool is_private(json::RawString user_id);

}  // namespace gw::anthropic
