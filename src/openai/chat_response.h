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
#include "llm/answer.h"
#include "llm/reasoning_record.h"
#include "llm/writer.h"
#include "openai/annotations.h"

namespace gw::openai {

enum class FinishReason { stop, length, tool_calls, content_filter, function_call };
std::string_view name(FinishReason reason);

// The member "usage". OpenAI's `prompt_tokens` includes what was read from or written to the cache.
void write_usage(json::Writer& writer, const llm::Usage& usage);

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

// The message of a whole answer, and its choice: texts go straight into `out`, calls wait until the
// rest of the message is there.
class ChoiceWriter {
 public:
  // Begins the choice. `out` must outlive the writer.
  ChoiceWriter(std::size_t index, CallForm form, Buffer& out);
  void text(json::RawString piece) {
    if (!in_content_) begin_content();
    out_.append(piece.escaped);
  }
  // Begins a call; followed by the pieces of its arguments.
  void call(CallKind kind, json::RawString id, json::RawString name);
  void arguments(json::RawString piece) { calls_.append(piece.escaped); }
  // What else the message has beside text and calls, and the end of the choice.
  void end(FinishReason reason, const llm::ReasoningRecord& reasoning,
           const Annotations& annotations);
  std::size_t held() const { return calls_.size(); }

 private:
  void begin_content();

  Buffer& out_;
  Buffer calls_;
  const CallForm form_;
  bool in_content_ = false;
};

// What stands in front of the choices of a whole answer, and behind them. Without usage the member
// is left out.
void begin_completion(const llm::AnswerHead& head, Buffer& out);
void end_completion(const std::optional<llm::Usage>& usage, const AnswerTail& tail, Buffer& out);

// The chunks of a streamed answer as server-sent events. What is the same in every text chunk is
// rendered once.
class ChunkWriter {
 public:
  ChunkWriter(const llm::AnswerHead& head, std::size_t choice, CallForm form, bool include_usage);

  // The first chunk; `content` is "" or, when there is none, null.
  enum class Content { empty, null };
  void role(Content content, Buffer& out) const;
  void text(json::RawString piece, Buffer& out) const {
    out.append(text_begin_);
    out.append(piece.escaped);
    out.append(text_end_);
  }
  void reasoning(json::RawString piece, Buffer& out) const;
  // A complete block, by `index`, and all the annotations; JSON as the record and Annotations have
  // it.
  void thinking_block(std::size_t index, std::string_view block, Buffer& out) const;
  void annotations(std::string_view json, Buffer& out) const;
  // The beginning of a call, and more of its arguments. `index` counts the calls.
  void call(CallKind kind, std::size_t index, json::RawString id, json::RawString name,
            Buffer& out) const;
  void arguments(CallKind kind, std::size_t index, json::RawString piece, Buffer& out) const;
  void finish(FinishReason reason, Buffer& out, const AnswerTail& tail = {}) const;
  // The chunk without choices, for clients that asked for it.
  void usage(const llm::Usage& usage, Buffer& out) const;

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
