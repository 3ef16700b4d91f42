// The reasoning and the citations in Converse's answers, whole and streamed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "bedrock/answer.h"
#include "bedrock/shape.h"

namespace gw::bedrock {

// Tells the reasoningContent of a whole answer's content block, if it is one.
void read_reasoning(Shape& shape, Shape::MaybeObject block, AnswerSink& sink);
// One citation of a block, or of a stream.
void read_citation(Shape& shape, Shape::MaybeObject citation, AnswerSink& sink);

// The reasoning of a stream: pieces of text, then a signature; or pieces of redacted content, which
// are told as one.
class StreamedReasoning {
 public:
  // A block has begun to be told and not ended.
  bool open() const { return open_; }
  // Bytes that are kept of it.
  std::size_t held() const { return signature_.size() + redacted_.size(); }
  // The reasoningContent in the delta of a block, if there is any.
  void delta(Shape& shape, Shape::MaybeObject delta, std::int64_t block, AnswerSink& sink);
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
