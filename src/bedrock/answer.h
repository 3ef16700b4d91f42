// What a model answers, as events: the vocabulary between the upstream readers (converse.h,
// native.h), which call it, and the writers of client dialects in translate/, which implement it.
// A whole answer and a stream make the same calls: reasoning, texts and tool calls, stop, usage*.
// In a whole answer all else comes before the first tool call, and one call ends before the next
// begins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "json/raw.h"
#include "json/value.h"

namespace gw::bedrock {

// Converse's nine stop reasons (native reasons are mapped onto them), and room for new ones.
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
// The reason with this name in Converse, else unknown.
StopReason stop_reason_of(std::string_view name);

// Bedrock's counting: `input` excludes what was read from or written to the prompt cache.
struct Usage {
  std::int64_t input = 0;
  std::int64_t output = 0;
  std::int64_t cache_read = 0;
  std::int64_t cache_write = 0;
  std::optional<std::int64_t> reasoning;  // of the output; nullopt: that is not said
};

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

class AnswerSink {
 public:
  virtual ~AnswerSink() = default;
  // Never empty, all escapes valid. Lives until the call returns.
  virtual void text(json::RawString piece) = 0;
  // The model's reasoning, before that to which it led. Never empty, well-formed.
  virtual void reasoning(json::RawString piece) = 0;
  // The pieces since the last end (perhaps none: some models show the signature alone) are a block
  // of reasoning. Without signature it is empty, and the model will not take the block back.
  // `calls`: how many tool calls stand before it, though a whole answer tells of them later.
  virtual void reasoning_end(json::RawString signature, std::size_t calls) = 0;
  // A block that only the model's maker can read: base64.
  virtual void redacted_reasoning(json::RawString data, std::size_t calls) = 0;
  // Supports the text of the current block; lives until the call returns.
  virtual void citation(const Citation& citation) = 0;
  // A block of any kind has ended.
  virtual void block_end() = 0;
  // A tool call begins; `call` counts them from 0. Both strings are well-formed.
  virtual void tool_start(std::size_t call, json::RawString id, json::RawString name) = 0;
  // More of a call's arguments: JSON text, escaped as it stands in a string, never empty. The
  // pieces of one call make a complete JSON object, "{}" when it has no arguments.
  virtual void tool_arguments(std::size_t call, json::RawString piece) = 0;
  // tool_use only behind a call, and then every call has come to its end.
  virtual void stop(StopReason reason) = 0;
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

// `text` as the sink may be told it: lone surrogates become U+FFFD, since strict clients refuse a
// document that has one; then it is kept in `storage`. nullopt when an escape is not valid JSON.
std::optional<json::RawString> well_formed(json::RawString text, std::string& storage);
// Tells the sink what a trace says of guardrails, if anything: {"guardrail": ...}.
void tell_guardrail_trace(json::Value trace, AnswerSink& sink);
// Tells the sink a text as upstream sent it. False when an escape is not valid JSON.
[[nodiscard]] bool tell_text(json::RawString text, AnswerSink& sink);

}  // namespace gw::bedrock
