// What a client keeps for the gateway, which has no store: the member `encrypted_content` of the
// Responses API. It carries blocks of reasoning with their signatures, or the summary that replaces
// a conversation, and comes back byte for byte in the next request.
//
//   bgw1.PAYLOAD        without a key
//   bgw1.PAYLOAD.MAC    with one: HMAC-SHA256 of all that stands before the last dot
//
// PAYLOAD and MAC are base64url (RFC 4648 section 5) without padding. The payload is JSON:
//   {"family":"claude-4.6","blocks":[{"text":"…","signature":"…"},{"redacted":"…"}]}
//   {"summary":"…"}
// The name says "encrypted" because it does for OpenAI. Here it says nothing that the client has
// not been shown, and nothing that it could not say in plain text: models check their own
// signatures. The key is for operators who want no other contents than the gateway's own. With a
// key, contents without its MAC are foreign; without one, no MAC is looked at, so that copies and
// restarts of a gateway understand each other and a key that was taken away ends no conversation.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/raw.h"
#include "llm/message.h"

namespace gw::openai {

struct SealedContent {
  std::vector<llm::Reasoning> blocks;  // in order, with their family
  std::optional<json::RawString> summary;
};

// All texts are well-formed. `key`: of any length; empty: none. The results need no escaping.
std::string seal_reasoning(const llm::Reasoning& block, std::string_view key);
std::string seal_summary(json::RawString summary, std::string_view key);

// nullopt for what is none of the gateway's own. What is read points into `storage`. Work and
// memory are in proportion to the content.
std::optional<SealedContent> unseal(json::RawString content, std::string_view key,
                                    std::list<std::string>& storage);

}  // namespace gw::openai
