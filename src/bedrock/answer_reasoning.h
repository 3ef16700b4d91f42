// The reasoning of upstream answers, in whatever JSON it stands: what the readers of Converse and
// of native bodies share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "bedrock/answer.h"
#include "bedrock/shape.h"

namespace gw::bedrock {

// What a block of reasoning has, or an event brings of it.
struct ReasoningPiece {
  std::optional<json::RawString> text;
  std::optional<json::RawString> signature;
  std::optional<json::RawString> redacted;  // base64; instead of the two
};

// Tells a block of a whole answer.
void tell_reasoning(Shape& shape, const ReasoningPiece& block, AnswerSink& sink);

// The reasoning of a stream: pieces of text, then a signature; or pieces of redacted content, which
// are told as one.
class StreamedReasoning {
 public:
  // A block has begun to be told and not ended.
  bool open() const { return open_; }
  // Bytes that are kept of it.
  std::size_t held() const { return signature_.size() + redacted_.size(); }
  void add(Shape& shape, std::int64_t block, const ReasoningPiece& piece, AnswerSink& sink);
  // Any other event of a block, by its index, ends another block that is open: not every model says
  // so itself.
  void end_others(std::int64_t block, AnswerSink& sink);
  void end(AnswerSink& sink);

 private:
  void add_redacted(json::RawString piece);

  bool open_ = false;
  std::int64_t block_ = 0;
  std::string signature_;
  std::string redacted_;  // base64
};

}  // namespace gw::bedrock
