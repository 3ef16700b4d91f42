// Documents and images.
#include <algorithm>

#include "base/ascii.h"
#include "simulator/rules/rule.h"

namespace gw::simulator {
namespace {

bool is_document_name(std::string_view name) {
  static constexpr std::string_view kPunctuation = " -()[]";
  const auto allowed = [](char c) {
    return ascii::is_alpha(c) || ascii::is_digit(c) || kPunctuation.find(c) != kPunctuation.npos;
  };
  return std::ranges::all_of(name, allowed) && name.find("  ") == std::string_view::npos;
}

MaybeRefusal document_is_named(const Value& body, const ModelRules&) {
  return visit_blocks(body, [](const Value& block, std::size_t, std::size_t) -> MaybeRefusal {
    const Value* document = block.find("document");
    if (document == nullptr || is_document_name((*document)["name"].text)) return std::nullopt;
    return validation(
        "The document file name can only contain alphanumeric characters, whitespace characters, "
        "hyphens, parentheses, and square brackets. The name can't contain more than one "
        "consecutive whitespace character.");
  });
}

MaybeRefusal document_has_text(const Value& body, const ModelRules&) {
  const auto& messages = body["messages"].items;
  for (const Value& message : messages) {
    if (!has_block(message, "document") || has_block(message, "text")) continue;
    return validation(
        "A text block must be included in the content field of a message that has a document "
        "block.");
  }
  return std::nullopt;
}

constexpr Rule kRules[] = {
    document_is_named,
    document_has_text,
};

}  // namespace

std::span<const Rule> media_rules() { return kRules; }

}  // namespace gw::simulator
