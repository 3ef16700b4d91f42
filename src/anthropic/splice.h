// A request of the Messages API as the body of InvokeModel for Claude. All bytes that need no
// change stay as they are, in their order: prompt caches live by them.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
#pragma once

#include <span>
#include <string>
#include <vector>

#include "anthropic/claude_rules.h"
#include "anthropic/messages_body.h"
#include "anthropic/messages_facts.h"
#include "base/buffer.h"
#include "llm/failure.h"
#include "llm/media.h"

namespace gw::anthropic {

struct Splice {
  Buffer body;
  // What was left out or changed, by name and once each: "context_management", "thinking.display",
  // "web_search_20250305". Safe in a header.
  std::vector<std::string> dropped;
  // The schemas of tools have other names for some properties than the client: nobody gives the
  // client's back to what Claude answers, so that the request had better go through the
  // translation.
  bool renames_properties = false;
};

// `media`: those that read_messages_request() found, with the data of URLs fetched; may be empty
// when none is named by URL. Shapes are Claude's own to judge, so that the client reads its words.
// Errors: 400, for what would be lost silently: media not fetched, files, safeguards.
llm::Expected<Splice> splice_request(const MessagesBody& body, const MessagesFacts& facts,
                                     const ClaudeRules& rules, std::span<const llm::Media> media);

// Whether the model takes all that gives the answer its form; else the request had better go
// through the translation, which has other ways to it.
bool can_splice(const MessagesBody& body, const MessagesFacts& facts, const ClaudeRules& rules);

}  // namespace gw::anthropic
