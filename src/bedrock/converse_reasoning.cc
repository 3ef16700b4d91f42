#include "bedrock/converse_reasoning.h"

#include <array>
#include <utility>

#include "base/encoding.h"

namespace gw::bedrock {
namespace {

// A string that may be told, or "".
json::RawString told(Shape& shape, Shape::MaybeObject parent, std::string_view key,
                     std::string& storage) {
  const auto text = shape.string_if_any(parent, key);
  if (!text) return {};
  const auto passable = well_formed(*text, storage);
  if (!passable)
    shape.refuse(Errc::malformed, "the upstream answer's " + std::string(key) + " is invalid");
  return passable.value_or(json::RawString{});
}

void tell_reasoning(Shape& shape, Shape::MaybeObject parent, AnswerSink& sink) {
  std::string storage;
  const auto text = told(shape, parent, "text", storage);
  if (!text.empty()) sink.reasoning(text);
}

// The words of the source, of which there may be several pieces.
std::string quote(Shape& shape, Shape::MaybeObject citation) {
  std::string words;
  const auto pieces = shape.array_if_any(citation, "sourceContent");
  if (!pieces) return words;
  for (const json::Value piece : *pieces) {
    std::string storage;
    words += told(shape, shape.object(piece), "text", storage).escaped;
  }
  return words;
}

struct Location {
  std::string_view key;
  Citation::Place place;
  std::string_view index;
};
constexpr std::array kLocations{
    Location{"documentChar", Citation::Place::characters, "documentIndex"},
    Location{"documentPage", Citation::Place::pages, "documentIndex"},
    Location{"documentChunk", Citation::Place::chunks, "documentIndex"},
    Location{"searchResultLocation", Citation::Place::search_result, "searchResultIndex"},
};

}  // namespace

void read_reasoning(Shape& shape, Shape::MaybeObject block, AnswerSink& sink) {
  const auto reasoning = shape.object_if_any(block, "reasoningContent");
  if (!reasoning) return;
  std::string storage;
  const auto redacted = told(shape, reasoning, "redactedContent", storage);
  if (!redacted.empty()) return sink.redacted_reasoning(redacted);
  const auto text = shape.object_if_any(reasoning, "reasoningText");
  if (!text) return;
  tell_reasoning(shape, text, sink);
  sink.reasoning_end(told(shape, text, "signature", storage));
}

void read_citation(Shape& shape, Shape::MaybeObject citation, AnswerSink& sink) {
  Citation told_citation;
  std::string title, source, url;
  const std::string words = quote(shape, citation);
  told_citation.quote = {words};
  told_citation.title = told(shape, citation, "title", title);
  told_citation.source = told(shape, citation, "source", source);
  const auto location = shape.object_if_any(citation, "location");
  told_citation.url = told(shape, shape.object_if_any(location, "web"), "url", url);
  for (const auto& [key, place, index] : kLocations) {
    const auto found = shape.object_if_any(location, key);
    if (!found) continue;
    told_citation.place = place;
    told_citation.index = shape.count_if_any(found, index).value_or(0);
    told_citation.begin = shape.count_if_any(found, "start").value_or(0);
    told_citation.end = shape.count_if_any(found, "end").value_or(0);
  }
  if (shape.ok()) sink.citation(told_citation);
}

void StreamedReasoning::delta(Shape& shape, Shape::MaybeObject delta, std::int64_t block,
                              AnswerSink& sink) {
  const auto reasoning = shape.object_if_any(delta, "reasoningContent");
  if (!reasoning) return;
  open_ = true;
  block_ = block;
  tell_reasoning(shape, reasoning, sink);
  std::string storage;
  signature_ += told(shape, reasoning, "signature", storage).escaped;
  add_redacted(told(shape, reasoning, "redactedContent", storage));
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
