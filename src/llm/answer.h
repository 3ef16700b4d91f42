// What a model answers, as events in the order in which it said them: the vocabulary between the
// readers of upstream answers (bedrock/), which call it, and the writers of client dialects, which
// implement it. A whole answer and a stream make the same calls: blocks, stop, usage*.
//
// A block is a text, a block of reasoning, or a tool call. One ends before the next begins, but
// for calls of a stream, which may be open at the same time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "json/raw.h"
#include "llm/failure.h"

namespace gw::llm {

// Why a model has stopped: Converse's nine reasons (others are mapped onto them), and room for new
// ones.
enum class StopReason {
  end_turn,
  tool_use,
  max_tokens,
  stop_sequence,
  guardrail_intervened,
  content_filtered,
  malformed_model_output,
  malformed_tool_use,
  model_context_window_exceeded,
  unknown,
};

// Whoever reads such a reason takes nothing of the answer for complete.
bool is_cut_off(StopReason reason);

// For what the model spoilt, which no dialect has a word for: the answer is none.
std::optional<Failure> malformed(StopReason reason);

// Tokens. `input` excludes what was read from or written to the prompt cache.
struct Usage {
  std::int64_t input = 0;
  std::int64_t output = 0;
  std::int64_t cache_read = 0;
  std::int64_t cache_write = 0;                          // whatever its lifetime
  std::int64_t cache_write_hour = 0;                     // ... of that for an hour
  std::optional<std::int64_t> reasoning = std::nullopt;  // of the output; nullopt: nobody says

  friend bool operator==(const Usage&, const Usage&) = default;
};
Usage sum(const Usage& a, const Usage& b);

// A source of what was said. What is not known of it is empty; all strings are well-formed.
struct Citation {
  // Where the source has what is cited. Of a web page nothing is said.
  enum class Place { none, characters, pages, chunks, search_result };
  json::RawString url;  // of a web page; empty: a document or a search result of the request's
  json::RawString title;
  json::RawString source;  // the name that the request gave to a search result
  json::RawString quote;   // the words of the source
  Place place = Place::none;
  std::int64_t index = 0;  // of the document or search result in the request
  std::int64_t begin = 0;  // in characters, pages or chunks, as `place` says
  std::int64_t end = 0;
};

// All strings live until the call returns.
class AnswerSink {
 public:
  virtual ~AnswerSink() = default;
  // More of a text. Never empty, all escapes valid.
  virtual void text(json::RawString piece) = 0;
  // More of the model's reasoning. Never empty, well-formed.
  virtual void reasoning(json::RawString piece) = 0;
  // The pieces since the last end (perhaps none: some models show the signature alone) are a block
  // of reasoning. Without signature it is empty, and the model will not take the block back.
  virtual void reasoning_end(json::RawString signature) = 0;
  // A block that only the model's maker can read: base64.
  virtual void redacted_reasoning(json::RawString data) = 0;
  // Supports the text of the current block.
  virtual void citation(const Citation& citation) = 0;
  // A text has ended: what follows is another block. May come again, or after other blocks.
  virtual void block_end() = 0;
  // A tool call begins; `call` counts them from 0. Both strings are well-formed.
  virtual void tool_start(std::size_t call, json::RawString id, json::RawString name) = 0;
  // More of a call's arguments: JSON text, escaped as it stands in a string, never empty. The
  // pieces of one call make a complete JSON object, "{}" when it has no arguments.
  virtual void tool_arguments(std::size_t call, json::RawString piece) = 0;
  // The arguments are complete. Missing for a call in which the answer was cut off.
  virtual void tool_end(std::size_t call) = 0;
  // tool_use only behind a call, and then every call has come to its end. `sequence`: the one that
  // was met, where that is known.
  virtual void stop(StopReason reason, json::RawString sequence) = 0;
  // May come again with better knowledge, the last one counts; never, when upstream counted
  // nothing.
  virtual void usage(const Usage& usage) = 0;
  // Where upstream says so: the tier that served the call, in Bedrock's words, and what of the
  // model's own answer was asked for, a JSON value.
  virtual void service_tier(json::RawString /*tier*/) {}
  virtual void response_fields(std::string_view /*json*/) {}
  // What a guardrail has found, where the request asked for it: a JSON object, well-formed.
  virtual void guardrail_trace(std::string_view /*json*/) {}
};

}  // namespace gw::llm
