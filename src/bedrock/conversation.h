// A model call in Bedrock's terms, independent of the client's dialect and of the upstream form:
// what translate/ makes of a client's request, and what the body writers (converse.h, native.h)
// turn into bytes. All text borrows from the client's request and is still escaped.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "json/raw.h"

namespace gw::bedrock {

enum class Role { user, assistant };

struct TextBlock {
  json::RawString text;  // never blank
};
// Tool use and results, media, reasoning and cache points will join here.
using Block = std::variant<TextBlock>;

struct Turn {
  Role role;
  std::vector<Block> blocks;  // never empty
};

struct Inference {
  std::optional<std::int64_t> max_tokens;
  std::optional<double> temperature;
  std::optional<double> top_p;
  std::vector<json::RawString> stop_sequences;

  friend bool operator==(const Inference&, const Inference&) = default;
};

struct Conversation {
  std::vector<TextBlock> system;
  std::vector<Turn> turns;  // roles alternate, the first is the user's
  Inference inference;
};

}  // namespace gw::bedrock
