// What the simulated model says: a function of the request alone, so that a test which knows the
// request knows every byte of the answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/prompt.h"

namespace gw::simulator {

// What a test wants answered, where it does not leave it to the simulator.
struct Wish {
  std::optional<std::string> text;
  std::optional<std::size_t> deltas;       // pieces of a stream; a word each otherwise
  std::optional<std::string> stop_reason;  // in Converse's names
  std::optional<std::string> stop_sequence;
  std::optional<std::int64_t> input_tokens, output_tokens, cache_read, cache_write;
};

struct Answer {
  std::string model;
  std::string text;
  std::vector<std::string> deltas;  // the text in pieces
  std::string stop_reason;          // in Converse's names
  std::string stop_sequence;        // empty unless one was met
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  std::optional<std::int64_t> cache_read, cache_write;
  std::int64_t latency_ms = 0;
};

// Echoes what the user said, within the request's own limits: cut at the first stop sequence and
// at max_tokens, with the stop reason that belongs to it.
Answer compose(std::string_view model, const Prompt& prompt, const Wish& wish);

// One message of a response stream, before it is encoded.
struct Frame {
  enum class Part { opening, delta, block_end, stop, metadata };
  Part part;
  std::string event_type;  // "contentBlockDelta", "chunk"
  std::string payload;     // JSON
};

// A frame with the payload's object extended by "p": padding of varying length, as Bedrock adds it
// to hide the lengths of tokens from observers. `nonce` decides the length.
Frame padded(Frame::Part part, std::string event_type, std::string payload, std::size_t nonce);

}  // namespace gw::simulator
