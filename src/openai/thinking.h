// The reasoning of an answer in the forms that clients of chat completions have agreed on (OpenAI's
// API shows none): `reasoning_content`, a string, and `thinking_blocks`, the blocks that a model
// takes back in the next request, signed or redacted (docs/reasoning.md).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "json/raw.h"

namespace gw::openai {

// Where a block of reasoning stands in its answer: what of the rest is before it.
struct ReasoningPlace {
  std::size_t offset = 0;  // characters of the content
  std::size_t calls = 0;   // tool calls
};

class Thinking {
 public:
  bool empty() const { return content_.empty() && blocks_.empty(); }
  std::size_t size() const { return content_.size() + blocks_.size(); }
  // More of the open block.
  void text(json::RawString piece) { content_ += piece.escaped; }
  // Ends the block. Returns it as a JSON object, valid until the next call; empty when there is
  // none to take back.
  std::string_view end(json::RawString signature, ReasoningPlace place);
  // A block of its own.
  std::string_view redacted(json::RawString data, ReasoningPlace place);

  // The text of all blocks, escaped.
  json::RawString content() const { return {content_}; }
  // The blocks as the elements of a JSON array.
  std::string_view blocks() const { return blocks_; }

 private:
  std::string_view add(std::string block, ReasoningPlace place);

  std::string content_;
  std::size_t open_ = 0;  // where the open block begins in it
  std::string blocks_;
};

}  // namespace gw::openai
