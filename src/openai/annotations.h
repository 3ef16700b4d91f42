// The sources of an answer as the `annotations` of its message. OpenAI's API has a form for pages
// of the web, url_citation; documents of the request get one after its pattern, file_citation
// (docs/reasoning.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/raw.h"
#include "llm/answer.h"

namespace gw::openai {

// In what a document's places are counted: "character", "page", "chunk"; empty: not known.
std::string_view unit_of(llm::Citation::Place place);
// Where a source is found; empty: it is a document of the request's.
json::RawString url_of(const llm::Citation& citation);

struct Annotation {
  json::RawString url;  // empty: of a document
  json::RawString title;
  json::RawString quote;
  std::string_view unit;  // unit_of() the document's places
  std::int64_t document = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

class Annotations {
 public:
  // Of the text that block_end() will delimit.
  void add(const Annotation& annotation);
  // `end`: how many characters the content has now.
  void block_end(std::size_t end);

  // The elements of a JSON array.
  std::string_view json() const { return json_; }

 private:
  std::size_t begin_ = 0;             // of the block
  std::vector<std::string> pending_;  // of the block, up to the indexes
  std::string json_;
};

}  // namespace gw::openai
