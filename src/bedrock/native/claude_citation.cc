#include "bedrock/native/claude_citation.h"

#include <array>
#include <string>

namespace gw::bedrock {
namespace {

using Place = Citation::Place;

// Where a citation of a type says what.
struct Location {
  std::string_view type;
  Place place;
  std::string_view title, index, begin, end;
};
constexpr std::array kLocations{
    Location{"char_location", Place::characters, "document_title", "document_index",
             "start_char_index", "end_char_index"},
    Location{"page_location", Place::pages, "document_title", "document_index", "start_page_number",
             "end_page_number"},
    Location{"content_block_location", Place::chunks, "document_title", "document_index",
             "start_block_index", "end_block_index"},
    Location{"search_result_location", Place::search_result, "title", "search_result_index",
             "start_block_index", "end_block_index"},
    Location{"web_search_result_location", Place::none, "title", "", "", ""},
};

json::RawString told(Shape& shape, Shape::MaybeObject parent, std::string_view key,
                     std::string& storage) {
  return shape.passable(shape.string_if_any(parent, key), key, storage);
}

}  // namespace

void read_claude_citation(Shape& shape, Shape::MaybeObject citation, AnswerSink& sink) {
  const auto type = shape.string_if_any(citation, "type").value_or(json::RawString{}).escaped;
  std::string title, source, url, quote;
  Citation found{.url = told(shape, citation, "url", url),
                 .title = {},
                 .source = told(shape, citation, "source", source),
                 .quote = told(shape, citation, "cited_text", quote)};
  for (const Location& location : kLocations) {
    if (location.type != type) continue;
    found.title = told(shape, citation, location.title, title);
    found.place = location.place;
    if (location.place == Place::none) continue;
    found.index = shape.count_if_any(citation, location.index).value_or(0);
    found.begin = shape.count_if_any(citation, location.begin).value_or(0);
    found.end = shape.count_if_any(citation, location.end).value_or(0);
  }
  if (shape.ok()) sink.citation(found);
}

void read_claude_citations(Shape& shape, Shape::MaybeObject block, AnswerSink& sink) {
  const auto citations = shape.array_if_any(block, "citations");
  if (!citations) return;
  for (const json::Value citation : *citations)
    read_claude_citation(shape, shape.object(citation), sink);
}

}  // namespace gw::bedrock
