#include "openai/annotations.h"

#include "json/write.h"

namespace gw::openai {

std::string_view unit_of(llm::Citation::Place place) {
  using enum llm::Citation::Place;
  switch (place) {
    case characters:
      return "character";
    case pages:
      return "page";
    case chunks:
    case search_result:
      return "chunk";
    case none:
      break;
  }
  return {};
}

// The source of a search result is mostly where it was found.
json::RawString url_of(const llm::Citation& citation) {
  if (!citation.url.empty() || !citation.source.escaped.starts_with("http")) return citation.url;
  return citation.source;
}

void Annotations::add(const Annotation& annotation) {
  const bool page = !annotation.url.empty();
  const std::string_view type = page ? "url_citation" : "file_citation";
  Buffer buffer;
  json::Writer writer(buffer);
  writer.begin_object().member("type", type).key(type).begin_object();
  if (page) {
    writer.member("url", annotation.url).member("title", annotation.title);
  } else {
    writer.member("filename", annotation.title).member("quote", annotation.quote);
    if (!annotation.unit.empty()) {
      writer.key("location").begin_object().member("document", annotation.document);
      writer.member("unit", annotation.unit).member("start", annotation.begin);
      writer.member("end", annotation.end).end_object();
    }
  }
  pending_.emplace_back(buffer.view());
}

void Annotations::block_end(std::size_t end) {
  for (const std::string& annotation : pending_) {
    if (!json_.empty()) json_ += ',';
    json_ += annotation + ",\"start_index\":" + std::to_string(begin_) +
             ",\"end_index\":" + std::to_string(end) + "}}";
  }
  pending_.clear();
  begin_ = end;
}

}  // namespace gw::openai
