#include "bedrock/converse_citation.h"

#include <array>

namespace gw::bedrock {
namespace {

json::RawString told(Shape& shape, Shape::MaybeObject parent, std::string_view key,
                     std::string& storage) {
  return shape.passable(shape.string_if_any(parent, key), key, storage);
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

}  // namespace gw::bedrock
