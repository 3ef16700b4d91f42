#include "aws/ini.h"

#include <algorithm>
#include <ranges>

#include "base/ascii.h"

namespace gw::aws {
namespace {

bool is_blank_line(char c) { return c == ' ' || c == '\t'; }

// A comment begins with '#' or ';' at the start of the line or behind white space.
std::string_view without_comment(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool mark = line[i] == '#' || line[i] == ';';
    if (mark && (i == 0 || is_blank_line(line[i - 1]))) return line.substr(0, i);
  }
  return line;
}

}  // namespace

Ini::Ini(Secret text) : text_(std::move(text)) {
  std::string_view rest = text_.reveal();
  while (!rest.empty()) read_line(without_comment(ascii::take_until('\n', rest)));
}

void Ini::read_line(std::string_view line) {
  const bool indented = !line.empty() && is_blank_line(line.front());
  line = ascii::trim(line);
  if (line.starts_with('[') && line.ends_with(']')) {
    sections_.push_back(ascii::trim(line.substr(1, line.size() - 2)));
    return;
  }
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos || equals == 0 || sections_.empty()) return;
  Entry entry{sections_.back(),
              {},
              ascii::trim(line.substr(0, equals)),
              ascii::trim(line.substr(equals + 1))};
  if (indented && !entries_.empty() && entries_.back().section == entry.section) {
    const Entry& before = entries_.back();
    if (!before.parent.empty()) {
      entry.parent = before.parent;
    } else if (before.value.empty()) {
      entry.parent = before.key;
    }
  }
  entries_.push_back(entry);
}

std::string_view Ini::get(std::string_view section, std::string_view key,
                          std::string_view parent) const {
  if (section.empty()) return {};
  const auto matches = [&](const Entry& entry) {
    return entry.section == section && ascii::equal_ignoring_case(entry.key, key) &&
           ascii::equal_ignoring_case(entry.parent, parent);
  };
  const auto newest_first = entries_ | std::views::reverse;
  const auto found = std::ranges::find_if(newest_first, matches);
  return found == newest_first.end() ? std::string_view() : found->value;
}

}  // namespace gw::aws
