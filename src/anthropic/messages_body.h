// The body of a request of the Messages API, parsed once: for the reader of its facts, for the one
// that makes an llm::Request of it, and for the splice, which works on its bytes.
#pragma once

#include <array>
#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "json/value.h"
#include "llm/failure.h"

namespace gw::anthropic {

// The members of the body with a meaning here. Others are named to the client as dropped.
enum class Member {
  model,
  messages,
  max_tokens,
  system,
  stream,
  tools,
  tool_choice,
  thinking,
  output_config,
  output_format,  // what output_config.format was before
  metadata,
  service_tier,
  stop_sequences,
  temperature,
  top_p,
  top_k,
  cache_control,
  context_management,
  compaction,
  safeguards,
  workspace_id,
  thread,
  anthropic_version,
  anthropic_beta,
  betas,
};
inline constexpr std::size_t kMembers = static_cast<std::size_t>(Member::betas) + 1;
std::string_view name(Member member);
std::optional<Member> find_member(std::string_view key);

class MessagesBody {
 public:
  // `body` must outlive the result and its values. Errors: 400, when it is no JSON object in UTF-8.
  static llm::Expected<MessagesBody> parse(std::string_view body);

  // What was parsed: the body, or a copy in which lone surrogates became U+FFFD.
  std::string_view text() const { return text_; }
  json::Object root() const { return *root_; }
  // The last member of that name, as Bedrock reads it; nullopt also for null.
  std::optional<json::Value> find(Member member) const {
    return members_[static_cast<std::size_t>(member)];
  }
  // Gives the copy away, for slices of the text that outlive this object.
  std::list<std::string> take_storage() { return std::move(storage_); }

 private:
  MessagesBody() = default;

  std::list<std::string> storage_;
  std::string_view text_;
  std::unique_ptr<json::Document> document_;
  std::optional<json::Object> root_;
  std::array<std::optional<json::Value>, kMembers> members_;
};

}  // namespace gw::anthropic
