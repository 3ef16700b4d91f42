// The reasoning of an answer in the forms that clients of chat completions have agreed on (OpenAI's
// API shows none): `reasoning_content`, a string, and `thinking_blocks`, the blocks that a model
// takes back in the next request, signed or redacted (docs/reasoning.md).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "json/raw.h"

namespace gw::openai {

class Thinking {
 public:
  bool empty() const { return content_.empty() && blocks_.empty(); }
  std::size_t size() const { return content_.size() + blocks_.size(); }
  // More of the open block.
  void text(json::RawString piece) { content_ += piece.escaped; }
  // Ends the block. `offset` is how many characters of the content stand before it. Returns the
  // block as a JSON object, valid until the next call; empty when there is none to take back.
  std::string_view end(json::RawString signature, std::size_t offset);
  // A block of its own.
  std::string_view redacted(json::RawString data, std::size_t offset);

  // The text of all blocks, escaped.
  json::RawString content() const { return {content_}; }
  // The blocks as the elements of a JSON array.
  std::string_view blocks() const { return blocks_; }

 private:
  std::string_view add(std::string block, std::size_t offset);

  std::string content_;
  std::size_t open_ = 0;  // where the open block begins in it
  std::string blocks_;
};

}  // namespace gw::openai
