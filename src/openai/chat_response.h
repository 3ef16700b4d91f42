// POST /v1/chat/completions: the answer, whole or in chunks, member for member as OpenAI writes it.
// https://platform.openai.com/docs/api-reference/chat/object and .../chat/streaming
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "json/raw.h"
#include "json/write.h"
#include "openai/annotations.h"
#include "openai/thinking.h"

namespace gw::openai {

enum class FinishReason { stop, length, tool_calls, content_filter, function_call };
std::string_view name(FinishReason reason);

// OpenAI's counting: `prompt` includes what was read from or written to the cache.
struct CompletionUsage {
  std::int64_t prompt = 0;
  std::int64_t completion = 0;
  std::int64_t cached = 0;
  std::int64_t cache_write = 0;
  std::optional<std::int64_t> reasoning = 0;  // of `completion`; nullopt: nobody says how many
};

// The member "usage".
void write_usage(json::Writer& writer, const CompletionUsage& usage);

// What all chunks of an answer have in common.
struct AnswerHead {
  std::string id;
  std::int64_t created = 0;  // seconds since the epoch
  std::string model;         // as the client named it
  std::size_t choice = 0;    // which of the choices this is; chunks and answers have one
};

// What an answer says at its end beside usage, where there is something to say.
struct AnswerTail {
  std::string_view service_tier;     // well-formed and still escaped
  std::string_view response_fields;  // of the model's own answer, a JSON value; not OpenAI's
  std::string_view guardrail_trace;  // what a guardrail has found, a JSON object; not OpenAI's
};

// How calls are answered: as tool_calls, or in the form before tools, which holds one call.
enum class CallForm { tool_calls, function_call };

// What is called: a function with arguments, or a custom tool with a text. Only as tool_calls.
enum class CallKind { function, custom };

// A whole answer: begin, any number of texts, extras, any number of tool calls, end. The text goes
// straight into `out`.
class CompletionWriter {
 public:
  // `out` must outlive the writer.
  CompletionWriter(const AnswerHead& head, CallForm form, Buffer& out);
  void text(json::RawString piece) {
    if (state_ == State::begun) begin_content();
    out_.append(piece.escaped);
  }
  // Ends the text; what else the message has beside it.
  void extras(const Thinking& reasoning, const Annotations& annotations);
  // Begins a call; followed by the pieces of its arguments.
  void call(CallKind kind, json::RawString id, json::RawString name);
  void arguments(json::RawString piece) { out_.append(piece.escaped); }
  // Without usage the member is left out.
  void end(FinishReason reason, const std::optional<CompletionUsage>& usage,
           const AnswerTail& tail = {});

 private:
  enum class State { begun, in_content, after_content, in_call };
  void begin_content();
  void end_content();

  Buffer& out_;
  const CallForm form_;
  State state_ = State::begun;
};

// The chunks of a streamed answer as server-sent events. What is the same in every text chunk is
// rendered once.
class ChunkWriter {
 public:
  ChunkWriter(const AnswerHead& head, CallForm form, bool include_usage);

  // The first chunk; `content` is "" or, when there is none, null.
  enum class Content { empty, null };
  void role(Content content, Buffer& out) const;
  void text(json::RawString piece, Buffer& out) const {
    out.append(text_begin_);
    out.append(piece.escaped);
    out.append(text_end_);
  }
  void reasoning(json::RawString piece, Buffer& out) const;
  // A complete block, by `index`, and all the annotations; JSON as Thinking and Annotations have
  // it.
  void thinking_block(std::size_t index, std::string_view block, Buffer& out) const;
  void annotations(std::string_view json, Buffer& out) const;
  // The beginning of a call, and more of its arguments. `index` counts the calls.
  void call(CallKind kind, std::size_t index, json::RawString id, json::RawString name,
            Buffer& out) const;
  void arguments(CallKind kind, std::size_t index, json::RawString piece, Buffer& out) const;
  void finish(FinishReason reason, Buffer& out, const AnswerTail& tail = {}) const;
  // The chunk without choices, for clients that asked for it.
  void usage(const CompletionUsage& usage, Buffer& out) const;

 private:
  void begin_delta(std::string_view delta, Buffer& out) const;
  void end_delta(std::string_view delta, Buffer& out) const;

  const CallForm form_;
  std::string begin_;        // up to the choices
  std::string delta_begin_;  // from there up to the members of a delta
  std::string end_;          // after the choices
  std::string text_begin_;
  std::string text_end_;
};

}  // namespace gw::openai
