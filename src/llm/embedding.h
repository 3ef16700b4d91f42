// What a client wants to have vectors of, in no dialect.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/raw.h"
#include "llm/media.h"

namespace gw::llm {

// Becomes one vector: a text, a picture, or both.
struct EmbeddingInput {
  std::optional<json::RawString> text;
  std::optional<Media> image;
};

// Slices of the client's body, or of `repaired`.
struct EmbeddingRequest {
  std::string model;
  std::vector<EmbeddingInput> inputs;
  std::optional<std::int64_t> dimensions;
  std::string purpose;   // "search_query", or in a model's own words; empty: not said
  std::string truncate;  // "NONE", "START", "END", "LEFT", "RIGHT"; empty: not said
  std::optional<bool> normalize;
  std::optional<std::int64_t> max_tokens;  // of each input; more is cut off
  std::vector<std::string> unsupported;    // members that have no counterpart at all
  std::list<std::string> repaired;
};

}  // namespace gw::llm
