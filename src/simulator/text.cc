#include "simulator/text.h"

#include <algorithm>

#include "base/ascii.h"

namespace gw::simulator {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// The white space that takes more than one byte (Unicode's White_Space, UTF-8).
constexpr std::string_view kWideSpaces[] = {"\u00A0", "\u0085", "\u1680", "\u2000", "\u2001",
                                            "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
                                            "\u2007", "\u2008", "\u2009", "\u200A", "\u2028",
                                            "\u2029", "\u202F", "\u205F", "\u3000"};

std::size_t space_at_front(std::string_view text) {
  if (ascii::is_space(text.front())) return 1;
  for (const std::string_view space : kWideSpaces) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

}  // namespace

bool is_blank(std::string_view utf8) {
  while (!utf8.empty()) {
    const std::size_t size = space_at_front(utf8);
    if (size == 0) return false;
    utf8.remove_prefix(size);
  }
  return true;
}

std::vector<std::string_view> split_words(std::string_view utf8) {
  std::vector<std::string_view> words;
  while (!utf8.empty()) {
    std::size_t end = 0;
    while (end < utf8.size() && ascii::is_space(utf8[end])) ++end;
    while (end < utf8.size() && !ascii::is_space(utf8[end])) ++end;
    words.push_back(utf8.substr(0, end));
    utf8.remove_prefix(end);
  }
  return words;
}

std::vector<std::string_view> split_evenly(std::string_view utf8, std::size_t count) {
  std::vector<std::string_view> pieces;
  for (std::size_t left = count; left > 0; --left) {
    const std::string_view piece = left == 1 ? utf8 : cut(utf8, (utf8.size() + left - 1) / left);
    pieces.push_back(piece);
    utf8.remove_prefix(piece.size());
  }
  return pieces;
}

std::size_t count_tokens(std::size_t bytes) { return (bytes + 3) / 4; }

std::string_view cut(std::string_view utf8, std::size_t bytes) {
  if (bytes >= utf8.size()) return utf8;
  while (bytes > 0 && continues(utf8[bytes])) --bytes;
  return utf8.substr(0, bytes);
}

}  // namespace gw::simulator
