// Reads the commonest event of all without a parser: a stream is a few hundred of
//   {"contentBlockIndex":0,"delta":{"text":" and"},"p":"abcdefgh"}
// and nothing else costs as much. The fuzz target converse_response holds it against the parser.
#pragma once

#include <optional>
#include <string_view>

#include "json/raw.h"

namespace gw::bedrock {

// The text of a contentBlockDelta that is spelled exactly so, with or without "p".
// nullopt says nothing about the payload but that the parser must read it.
std::optional<json::RawString> read_plain_delta(std::string_view payload);

}  // namespace gw::bedrock
