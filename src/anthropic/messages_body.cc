#include "anthropic/messages_body.h"

#include <algorithm>
#include <utility>

#include "json/raw.h"

namespace gw::anthropic {

namespace {

constexpr std::array<std::string_view, kMembers> kNames{
    "model",        "messages",      "max_tokens",         "system",         "stream",
    "tools",        "tool_choice",   "thinking",           "output_config",  "output_format",
    "metadata",     "service_tier",  "stop_sequences",     "temperature",    "top_p",
    "top_k",        "cache_control", "context_management", "compaction",     "safeguards",
    "workspace_id", "thread",        "anthropic_version",  "anthropic_beta", "betas",
};

// Most bodies have none. Without a way out of the loop, and in bytes, so that the compiler makes it
// one of vectors: to search from one backslash to the next took longer than to parse.
bool may_have_surrogates(std::string_view text) {
  unsigned char found = 0;
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    const auto differs = static_cast<unsigned char>((text[i] ^ '\\') | (text[i + 1] ^ 'u') |
                                                    ((text[i + 2] | 0x20) ^ 'd'));
    found = static_cast<unsigned char>(found | (differs == 0 ? 1 : 0));
  }
  return found != 0;
}

llm::Failure not_json(std::string_view why) {
  return llm::invalid_request(
      "The body of the request could not be parsed as JSON: " + std::string(why) + ".", {},
      "invalid_json");
}

}  // namespace

std::string_view name(Member member) { return kNames[static_cast<std::size_t>(member)]; }

std::optional<Member> find_member(std::string_view key) {
  const auto* found = std::ranges::find(kNames, key);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Member>(found - kNames.begin());
}

llm::Expected<MessagesBody> MessagesBody::parse(std::string_view body) {
  MessagesBody result;
  result.text_ = body;
  // Bedrock refuses a document with half a surrogate pair, as clients make by cutting texts.
  if (may_have_surrogates(body) && !json::is_well_formed({body})) {
    Result<std::string> repaired = json::repair({body});
    if (!repaired) return std::unexpected(not_json("it has an invalid escape"));
    result.text_ = result.storage_.emplace_back(*std::move(repaired));
  }
  result.document_ = std::make_unique<json::Document>();
  const Result<json::Value> value = result.document_->parse(result.text_);
  if (!value) return std::unexpected(not_json(value.error().message));
  result.root_ = value->object();
  if (!result.root_) {
    return std::unexpected(
        llm::invalid_request("The body of the request must be a JSON object.", {}, "invalid_type"));
  }
  for (const auto [key, member] : *result.root_) {
    const std::optional<Member> known = find_member(key);
    if (!known) continue;
    auto& slot = result.members_[static_cast<std::size_t>(*known)];
    slot = member.is_null() ? std::nullopt : std::optional(member);
  }
  return result;
}

}  // namespace gw::anthropic
