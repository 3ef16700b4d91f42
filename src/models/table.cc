#include "models/table.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace gw::models {

namespace {

constexpr std::size_t kColumns = 6;
using Row = std::array<std::string, kColumns>;

std::string count(std::int64_t tokens) { return tokens == 0 ? "-" : std::to_string(tokens); }

std::string modalities(bedrock::MediaKinds media) {
  using enum bedrock::MediaKind;
  std::string words = "text";
  for (const bedrock::MediaKind kind : {image, document, audio, video}) {
    if (media.contains(kind)) words.append(",").append(bedrock::name(kind));
  }
  return words;
}

std::string status(const Entry& entry) {
  using enum bedrock::Status;
  std::string words = entry.status == active ? "active" : "legacy";
  if (entry.status == end_of_life) words = "end of life";
  if (entry.status != active && !entry.end_of_life.empty()) words += " " + entry.end_of_life;
  if (!entry.verified) words += ", unverified";
  return words;
}

// With what it stands for, or is called.
std::string kind(const Entry& entry) {
  std::string words(name(entry.origin));
  std::ranges::replace(words, '_', ' ');
  if (!entry.stands_for.empty()) words += " for " + entry.stands_for;
  return words;
}

Row row_of(const Entry& entry) {
  const bedrock::ModelRules& rules = *entry.rules;
  return {entry.id,
          kind(entry),
          count(rules.card.context),
          count(rules.max_output),
          modalities(entry.media),
          status(entry)};
}

}  // namespace

std::string table(std::span<const Entry> entries) {
  std::vector<Row> rows{{"ID", "KIND", "CONTEXT", "MAX OUTPUT", "TAKES", "STATUS"}};
  rows.reserve(1 + entries.size());
  for (const Entry& entry : entries) rows.push_back(row_of(entry));
  std::array<std::size_t, kColumns> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i + 1 < kColumns; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string table;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i + 1 < kColumns; ++i) {
      const std::string padding(widths[i] - row[i].size(), ' ');
      const bool number = i == 2 || i == 3;
      table.append(number ? padding : "").append(row[i]).append(number ? "" : padding).append("  ");
    }
    table.append(row.back()).append("\n");
  }
  return table;
}

}  // namespace gw::models
