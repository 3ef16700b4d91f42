#include "simulator/citations.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace gw::simulator {
namespace {

// A kind of place, with the names of its numbers; Converse's are start and end.
struct Location {
  std::string_view type, converse;
  std::string_view index, converse_index;
  std::string_view start, end;
};
constexpr Location kLocations[] = {
    {"char_location", "documentChar", "document_index", "documentIndex", "start_char_index",
     "end_char_index"},
    {"page_location", "documentPage", "document_index", "documentIndex", "start_page_number",
     "end_page_number"},
    {"content_block_location", "documentChunk", "document_index", "documentIndex",
     "start_block_index", "end_block_index"},
    {"search_result_location", "searchResultLocation", "search_result_index", "searchResultIndex",
     "start_block_index", "end_block_index"},
};

std::int64_t number(const Value& citation, std::string_view name) {
  return static_cast<std::int64_t>(citation[name].number);
}

}  // namespace

void write_claude_citation(const Value& citation, json::Writer& out) { out.raw(to_json(citation)); }

void write_converse_citation(const Value& citation, json::Writer& out) {
  out.begin_object();
  const Value* title = citation.find("document_title");
  if (title == nullptr) title = citation.find("title");
  if (title != nullptr) out.member("title", title->text);
  if (const Value* source = citation.find("source")) out.member("source", source->text);
  out.key("sourceContent").begin_array().begin_object();
  out.member("text", citation["cited_text"].text).end_object().end_array();
  const auto* place = std::ranges::find(kLocations, citation["type"].text, &Location::type);
  if (place != std::end(kLocations)) {
    out.key("location").begin_object().key(place->converse).begin_object();
    out.member(place->converse_index, number(citation, place->index));
    out.member("start", number(citation, place->start));
    out.member("end", number(citation, place->end)).end_object().end_object();
  }
  out.end_object();
}

}  // namespace gw::simulator
