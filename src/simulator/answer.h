// What the simulated model says: a function of the request alone, so that a test which knows the
// request knows every byte of the answer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/prompt.h"

namespace gw::simulator {

// A content block of an answer.
struct Block {
  enum class Kind { text, tool_use, reasoning, redacted_reasoning };

  Kind kind = Kind::text;
  std::vector<std::string> deltas;   // the text, a call's arguments or base64, in pieces
  std::string id, name;              // of a call
  bool is_signed = true;             // of reasoning
  std::size_t signature_pieces = 1;  // ... of which its signature comes in a stream
  std::vector<Value> citations;      // of a text, as Claude's own API has them

  bool is_reasoning() const { return kind == Kind::reasoning || kind == Kind::redacted_reasoning; }
  std::string joined() const;
};

// Where a block stands in its answer: what is before it.
struct Place {
  std::size_t thoughts = 0;  // blocks of reasoning
  std::size_t calls = 0;

  // Goes on to the place behind the block.
  void pass(const Block& block) {
    if (block.is_reasoning()) ++thoughts;
    if (block.kind == Block::Kind::tool_use) ++calls;
  }
};

// A text in words.
Block text_block(std::string_view text);
// A call with its arguments, a JSON object, in pieces as a model brings them: an empty one first,
// and none but that for "{}".
Block tool_use(std::string id, std::string name, std::string_view arguments);

// What a test wants answered, where it does not leave it to the simulator.
struct Wish {
  std::optional<std::string> text;
  std::optional<std::size_t> deltas;          // pieces of a stream; a word each otherwise
  std::optional<std::vector<Block>> content;  // instead of a text: exactly this
  bool interleave = false;                    // the blocks of a stream take turns
  std::optional<std::string> stop_reason;     // in Converse's names
  std::optional<std::string> stop_sequence;
  std::optional<std::int64_t> input_tokens, output_tokens, cache_read, cache_write;
  std::optional<std::int64_t> cache_write_hour;  // of cache_write
  std::optional<Value> members;                  // more of Claude's own answer: an object
  std::optional<Value> usage;                    // ... and of its usage
};

struct Answer {
  std::string model;
  std::size_t turns = 0;  // of the request that it answers
  std::vector<Block> blocks;
  bool interleaved = false;
  std::string stop_reason;           // in Converse's names
  std::string stop_sequence;         // empty unless one was met
  std::string service_tier;          // that served it; empty: none is told
  bool tells_stop_sequence = false;  // as a field of the model's own answer
  std::string guardrail_trace;       // JSON; empty: none
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  std::optional<std::int64_t> cache_read, cache_write;
  std::int64_t cache_write_hour = 0;  // of cache_write: what is kept for an hour
  bool edits_context = false;         // Claude: says what was edited
  Value members, usage;               // objects or null: what Claude's own answer has besides
  std::int64_t latency_ms = 0;

  // For native bodies that know nothing but a text.
  std::string text() const;
  std::vector<std::string> text_deltas() const;
};

// The pieces of all blocks of a stream: one block behind the other, or a piece of each in turn.
template <class Piece>
std::vector<Piece> in_order(std::vector<std::vector<Piece>> blocks, bool interleaved) {
  std::vector<Piece> all;
  std::size_t longest = 0;
  for (auto& block : blocks) {
    longest = std::max(longest, block.size());
    if (!interleaved) std::ranges::move(block, std::back_inserter(all));
  }
  for (std::size_t i = 0; interleaved && i < longest; ++i) {
    for (auto& block : blocks) {
      if (i < block.size()) all.push_back(std::move(block[i]));
    }
  }
  return all;
}

// The pieces of all blocks of an answer's stream, as `pieces_of` makes them of a block, its index
// and its place.
template <class PiecesOf>
auto blocks_in_order(const Answer& answer, PiecesOf pieces_of) {
  std::vector<decltype(pieces_of(Block(), 0, Place()))> blocks;
  Place place;
  for (const Block& block : answer.blocks) {
    blocks.push_back(pieces_of(block, blocks.size(), place));
    place.pass(block);
  }
  return in_order(std::move(blocks), answer.interleaved);
}

// Calls the tools that the request asks for (tool_calls.h), else echoes what the user or the tools
// said, within the request's own limits: cut at the first stop sequence and at max_tokens, with
// the stop reason that belongs to it.
Answer compose(std::string_view model, const Prompt& prompt, const Wish& wish);

// One message of a response stream, before it is encoded.
struct Frame {
  enum class Part { opening, block_start, delta, block_end, stop, metadata };
  Part part;
  std::string event_type;  // "contentBlockDelta", "chunk"
  std::string payload;     // JSON
};

// A frame with the payload's object extended by "p": padding of varying length, as Bedrock adds it
// to hide the lengths of tokens from observers. `nonce` decides the length.
Frame padded(Frame::Part part, std::string event_type, std::string payload, std::size_t nonce);

}  // namespace gw::simulator
