// What a whole message and a stream have in common: the words for why an answer has ended, its
// usage, its citations, and what both keep until the end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "json/write.h"
#include "llm/answer.h"
#include "llm/writer.h"

namespace gw::anthropic {

// Empty for a citation that has no form in this API.
std::string citation_json(const llm::Citation& citation);

// The value of "usage", with `tier`, in Bedrock's words, where that is known.
void write_usage(const llm::Usage& usage, std::string_view tier, json::Writer& json);

// {"id","type","role","model","content": for a whole message, and for message_start.
void write_message_head(const llm::AnswerHead& head, json::Writer& json);

class MessageWriter : public llm::AnswerWriter {
 public:
  std::optional<llm::Failure> problem() const override;
  std::optional<llm::Usage> counted() const final { return usage_; }
  std::uint64_t said() const final { return said_; }

  void stop(llm::StopReason reason, json::RawString sequence) final;
  void usage(const llm::Usage& usage) final { usage_ = usage; }
  void service_tier(json::RawString tier) final { tier_ = tier.escaped; }

 protected:
  explicit MessageWriter(llm::AnswerHead head) : head_(std::move(head)) {}

  const llm::AnswerHead& head() const { return head_; }
  std::string_view tier() const { return tier_; }
  void say(json::RawString piece) { said_ += piece.escaped.size(); }
  // "stop_reason","stop_sequence"
  void write_stop(json::Writer& json) const;

 private:
  const llm::AnswerHead head_;
  llm::StopReason reason_ = llm::StopReason::unknown;
  std::string sequence_;
  std::string tier_;
  std::optional<llm::Usage> usage_;
  std::uint64_t said_ = 0;
};

}  // namespace gw::anthropic
