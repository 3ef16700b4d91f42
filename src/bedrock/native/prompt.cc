#include "bedrock/native/prompt.h"

#include <algorithm>
#include <string>
#include <variant>

namespace gw::bedrock {
namespace {

bool starts_with_any(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [text](auto word) { return text.starts_with(word); });
}

// Where in `text`, escaped in the one canonical way, the next border needs its space; npos:
// nowhere. `from` is not within an escape.
std::size_t find_border(std::string_view text, std::size_t from, const Borders& borders) {
  for (std::size_t at = from; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\\') {
      ++at;
      const bool new_line = at < text.size() && text[at] == 'n';
      if (new_line && starts_with_any(text.substr(at + 1), borders.labels)) return at + 1;
    } else if ((c == '<' || c == '[') && starts_with_any(text.substr(at), borders.tokens)) {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

// True when characters that borders are made of may be hidden in escapes that nobody needs.
bool is_canonical(std::string_view text) { return !text.contains("\\u") && !text.contains("\\/"); }

std::string canonical(json::RawString text) {
  const auto decoded = json::decode(text);
  return decoded ? json::escape(*decoded) : std::string(text.escaped);
}

void add_text(json::Writer& json, std::string_view text, const Borders& borders) {
  if (starts_with_any(text, borders.labels)) json.piece(" ");
  std::size_t from = 0;
  for (;;) {
    const auto border = find_border(text, from, borders);
    json.piece(json::RawString{text.substr(from, border - from)});
    if (border == std::string_view::npos) return;
    json.piece(" ");
    from = border;
  }
}

json::RawString text_of(const TextBlock& block) { return block.text; }
json::RawString text_of(const Block& block) { return std::get<TextBlock>(block).text; }

// Calls `add` with each text and a line break between.
template <class Blocks, class Add>
void join(const Blocks& blocks, Add add) {
  bool first = true;
  for (const auto& block : blocks) {
    if (!first) add(json::RawString{"\\n"});
    first = false;
    add(text_of(block));
  }
}

template <class Blocks>
void write_joined_string(json::Writer& json, const Blocks& blocks) {
  json.open_string();
  join(blocks, [&](json::RawString text) { json.piece(text); });
  json.close_string();
}

}  // namespace

Prompt::Prompt(json::Writer& json, const Borders& borders) : json_(json), borders_(borders) {
  json_.open_string();
}

void Prompt::close() { json_.close_string(); }

Prompt& Prompt::add(std::string_view part) {
  json_.piece(part);
  return *this;
}

Prompt& Prompt::add(json::RawString text) {
  if (is_canonical(text.escaped))
    add_text(json_, text.escaped, borders_);
  else
    add_text(json_, canonical(text), borders_);
  return *this;
}

Prompt& Prompt::add(std::span<const TextBlock> blocks) {
  join(blocks, [this](json::RawString text) { add(text); });
  return *this;
}

Prompt& Prompt::add(std::span<const Block> blocks) {
  join(blocks, [this](json::RawString text) { add(text); });
  return *this;
}

Prompt& Prompt::add_prefill(std::span<const Block> blocks) {
  add(blocks.first(blocks.size() - 1));
  if (blocks.size() > 1) add("\n");
  return add(json::trim_end(text_of(blocks.back())));
}

void write_joined(json::Writer& json, std::span<const TextBlock> blocks) {
  write_joined_string(json, blocks);
}

void write_joined(json::Writer& json, std::span<const Block> blocks) {
  write_joined_string(json, blocks);
}

}  // namespace gw::bedrock
