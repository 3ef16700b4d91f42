// Reads the commonest event of all without a parser: a stream of Claude's through InvokeModel is a
// few hundred of
//   {"bytes":"eyJ0eXBlIjoi...","p":"abcdefgh"}
// with, in base64,
//   {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" and"}}
// and nothing else costs as much. The fuzz target messages_splice_answer holds it against the
// parser.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "json/raw.h"

namespace gw::anthropic {

// The base64, if it is, of a chunk that is spelled exactly so, with or without "p", in which
// anything may be. nullopt says nothing about the payload but that the parser must read it.
std::optional<std::string_view> read_plain_chunk(std::string_view payload);

struct PlainDelta {
  std::int64_t block = 0;  // its index
  json::RawString said;    // text, thinking or partial_json, with valid escapes
};
// A delta of text, thinking or a call's arguments that is spelled exactly so, in UTF-8 and on one
// line. nullopt as above.
std::optional<PlainDelta> read_plain_delta(std::string_view event);

}  // namespace gw::anthropic
