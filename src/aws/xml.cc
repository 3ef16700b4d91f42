#include "aws/xml.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/ascii.h"

namespace gw::aws {
namespace {

constexpr std::size_t kMaxDepth = 32;

constexpr std::pair<std::string_view, char> kEntities[] = {
    {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};

void append_utf8(std::uint32_t point, std::string& out) {
  const auto byte = [&](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xc0 | point >> 6);
    byte(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    byte(0xe0 | point >> 12);
    byte(0x80 | (point >> 6 & 0x3f));
    byte(0x80 | (point & 0x3f));
  } else {
    byte(0xf0 | point >> 18);
    byte(0x80 | (point >> 12 & 0x3f));
    byte(0x80 | (point >> 6 & 0x3f));
    byte(0x80 | (point & 0x3f));
  }
}

// What stands between '&' and ';'. False when it is no reference that is known.
bool append_reference(std::string_view name, std::string& out) {
  if (name.starts_with('#')) {
    const bool hexadecimal = name.starts_with("#x");
    name.remove_prefix(hexadecimal ? 2 : 1);
    std::uint32_t point = 0;
    const auto [end, error] =
        std::from_chars(name.data(), name.data() + name.size(), point, hexadecimal ? 16 : 10);
    const bool surrogate = point >= 0xd800 && point < 0xe000;
    if (error != std::errc() || end != name.data() + name.size() || point > 0x10ffff || surrogate) {
      return false;
    }
    append_utf8(point, out);
    return true;
  }
  for (const auto& [entity, character] : kEntities) {
    if (entity != name) continue;
    out.push_back(character);
    return true;
  }
  return false;
}

std::optional<std::string> decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t mark = text.find('&');
    out.append(text.substr(0, mark));
    if (mark == std::string_view::npos) break;
    const std::size_t end = text.find(';', mark);
    if (end == std::string_view::npos) return std::nullopt;
    if (!append_reference(text.substr(mark + 1, end - mark - 1), out)) return std::nullopt;
    text.remove_prefix(end + 1);
  }
  return out;
}

// "sts:Arn xmlns='...'" is called Arn.
std::string_view local_name(std::string_view tag) {
  tag = tag.substr(0, tag.find_first_of(" \t\r\n/"));
  return tag.substr(tag.find(':') + 1);
}

bool ends_with(const std::vector<std::string_view>& open, std::string_view path) {
  for (auto element = open.rbegin(); !path.empty(); ++element) {
    const std::size_t slash = path.rfind('/');
    const std::string_view name = slash == path.npos ? path : path.substr(slash + 1);
    if (element == open.rend() || *element != name) return false;
    path = slash == path.npos ? std::string_view() : path.substr(0, slash);
  }
  return true;
}

}  // namespace

std::optional<std::string> xml_value(std::string_view document, std::string_view path) {
  std::vector<std::string_view> open;
  for (std::size_t at = document.find('<'); at != document.npos; at = document.find('<', at)) {
    const bool comment = document.substr(at).starts_with("<!--");
    const std::size_t close = document.find(comment ? "-->" : ">", at);
    if (close == document.npos) return std::nullopt;
    const std::string_view tag = document.substr(at + 1, close - at - 1);
    at = close + 1;
    if (tag.starts_with('?') || tag.starts_with('!')) continue;
    if (tag.starts_with('/')) {
      if (open.empty()) return std::nullopt;
      open.pop_back();
      continue;
    }
    open.push_back(local_name(tag));
    if (open.size() > kMaxDepth) return std::nullopt;
    const bool empty = tag.ends_with('/');
    if (ends_with(open, path)) {
      const std::size_t text_end = empty ? at : document.find('<', at);
      if (text_end == document.npos) return std::nullopt;
      return decode(document.substr(at, text_end - at));
    }
    if (empty) open.pop_back();
  }
  return std::nullopt;
}

}  // namespace gw::aws
