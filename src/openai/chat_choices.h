// Several choices of one answer (`n`): each is written by a writer of its own, and here their ends
// become the common end.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/buffer.h"
#include "llm/writer.h"
#include "openai/chat_response.h"

namespace gw::openai {

class ChatChoices {
 public:
  explicit ChatChoices(std::size_t n) : choices_(n) {}

  // What an answer says at its end; the strings live until the call returns.
  struct End {
    std::optional<llm::Usage> usage;
    AnswerTail tail;
  };
  // A choice is complete. `json`: the choice as an object; empty in streams.
  void add(std::size_t choice, std::string json, const End& end);

  // All are complete: the whole answer.
  void write_whole(const llm::AnswerHead& head, Buffer& out) const;
  // ... or what stands in a stream behind the last of them.
  void write_stream_end(const llm::AnswerHead& head, bool include_usage, Buffer& out) const;
  // The sum of what was counted; nullopt: nothing was.
  const std::optional<llm::Usage>& counted() const { return usage_; }

 private:
  std::vector<std::string> choices_;
  std::optional<llm::Usage> usage_;
  std::string service_tier_;  // and the next: of the first choice
  std::string response_fields_;
  std::string guardrail_trace_;
};

}  // namespace gw::openai
