#include "bedrock/answer_reasoning.h"

#include <utility>

#include "base/encoding.h"

namespace gw::bedrock {
namespace {

void tell_thought(Shape& shape, std::optional<json::RawString> piece, AnswerSink& sink) {
  std::string storage;
  const auto text = shape.passable(piece, "reasoning", storage);
  if (!text.empty()) sink.reasoning(text);
}

}  // namespace

void tell_reasoning(Shape& shape, const ReasoningPiece& block, AnswerSink& sink) {
  std::string storage;
  const auto redacted = shape.passable(block.redacted, "reasoning", storage);
  if (!redacted.empty()) return sink.redacted_reasoning(redacted);
  if (!block.text && !block.signature) return;
  tell_thought(shape, block.text, sink);
  sink.reasoning_end(shape.passable(block.signature, "signature", storage));
}

void StreamedReasoning::add(Shape& shape, std::int64_t block, const ReasoningPiece& piece,
                            AnswerSink& sink) {
  open_ = true;
  block_ = block;
  tell_thought(shape, piece.text, sink);
  std::string storage;
  signature_ += shape.passable(piece.signature, "signature", storage).escaped;
  add_redacted(shape.passable(piece.redacted, "reasoning", storage));
}

void StreamedReasoning::end_others(std::int64_t block, AnswerSink& sink) {
  if (open_ && block != block_) end(sink);
}

void StreamedReasoning::end(AnswerSink& sink) {
  if (!std::exchange(open_, false)) return;
  if (redacted_.empty()) {
    sink.reasoning_end({signature_});
  } else {
    sink.redacted_reasoning({redacted_});
  }
  signature_.clear();
  redacted_.clear();
}

// Each piece is base64 by itself, so a padded one cannot simply be continued.
void StreamedReasoning::add_redacted(json::RawString piece) {
  if (!redacted_.ends_with('=')) {
    redacted_ += piece.escaped;
    return;
  }
  Buffer bytes;
  const auto both = {json::decode({redacted_}), json::decode(piece)};
  for (const auto& text : both) {
    if (!text || !append_base64_decoded(*text, bytes)) {
      redacted_ += piece.escaped;
      return;
    }
  }
  redacted_ = to_base64(bytes.view());
}

}  // namespace gw::bedrock
