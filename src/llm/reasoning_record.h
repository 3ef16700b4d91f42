// A model's reasoning as JSON that can be kept, or given to a client, and come back: the blocks as
// Anthropic's API has them, each with its place among the texts and calls of its answer where that
// is not the beginning (docs/reasoning.md).
#pragma once

#include <cstddef>
#include <list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json/raw.h"
#include "json/value.h"
#include "llm/message.h"
#include "llm/parse.h"

namespace gw::llm {

// Where a block of reasoning stands in its answer: what of the rest is before it.
struct ReasoningPlace {
  std::size_t offset = 0;  // characters of the texts
  std::size_t calls = 0;   // tool calls
};

struct PlacedReasoning {
  Reasoning block;
  ReasoningPlace place = {};
};

// Collects the reasoning of an answer.
class ReasoningRecord {
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

// The blocks of such an array, or of OpenRouter's `reasoning_details`: appended to `blocks`.
// Elements of other types are left out.
Expected<> read_reasoning_blocks(json::Value value, const Path& path,
                                 std::vector<PlacedReasoning>& blocks,
                                 std::list<std::string>& repaired);
// One such block, if it is one, that stands at `place`.
Expected<> read_reasoning_block(json::Object block, const Path& path, ReasoningPlace place,
                                std::vector<PlacedReasoning>& blocks,
                                std::list<std::string>& repaired);

// Puts each block of reasoning where it stood between the texts and calls. `texts` and `calls`: the
// answer's other blocks, in order.
std::vector<Block> place_reasoning(std::span<const PlacedReasoning> reasoning,
                                   std::span<const Block> texts, std::span<const Block> calls);

}  // namespace gw::llm
