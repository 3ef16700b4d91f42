// What all native families have in common: the envelope of their chunks, the counts that
// InvokeModel adds, and the order in which a sink is told. A family adds the shape of its own JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "bedrock/reader.h"
#include "bedrock/shape.h"
#include "json/value.h"

namespace gw::bedrock {

// What a body or a chunk says about the answer.
struct Part {
  std::optional<StopReason> stop;
  std::string stop_sequence;          // that was met, escaped; empty: not said
  std::optional<std::int64_t> input;  // tokens, each the count so far
  std::optional<std::int64_t> output;
  std::optional<std::int64_t> cache_read;
  std::optional<std::int64_t> cache_write;
  std::optional<std::int64_t> cache_write_hour;  // of that
  std::optional<std::int64_t> reasoning;         // of the output
};

class NativeReader : public AnswerReader {
 public:
  Result<void> whole(std::string_view body, const AnswerHeaders& headers, AnswerSink& sink) final;
  Result<void> event(const eventstream::Message& event, AnswerSink& sink) final;
  std::size_t held() const override { return chunk_.size(); }
  bool complete() const final { return complete_; }

 protected:
  // Models that continue a prompt begin with the space or line break behind its last word, which
  // is not part of the answer.
  enum class Start { as_is, trimmed };
  explicit NativeReader(Start start) : trim_(start == Start::trimmed) {}

  // Tells a text of the answer, if it is there.
  void tell(Shape& shape, std::optional<json::RawString> text, AnswerSink& sink);

 private:
  // Tell the sink what the model has said, and return the rest. A stop reason must be set by a
  // complete body, and by the last chunk that is the model's own.
  virtual Part read_body(json::Object body, Shape& shape, AnswerSink& sink) = 0;
  virtual Part read_chunk(json::Object chunk, Shape& shape, AnswerSink& sink) = 0;

  // Whether a guardrail's block is the end, though the family's own stop reason is missing. Not
  // where the family ends its stream in a message of its own.
  virtual bool ends_when_blocked() const { return true; }

  // Whether the model's own counts count more than Bedrock's.
  virtual bool counts_itself() const { return false; }

  void read_invocation(json::Object json, Shape& shape, Part& part);
  void count(const Part& part);
  static void tell_trace(json::Object json, AnswerSink& sink);

  json::Document document_;
  Buffer chunk_;  // decoded
  Usage usage_;
  Part own_;  // counts that the model has told, where they count more
  bool counted_ = false;
  bool intervened_ = false;  // a guardrail
  bool trim_;
  bool complete_ = false;
};

}  // namespace gw::bedrock
