#include "bedrock/catalogue.h"

#include <algorithm>

#include "bedrock/model_id.h"

namespace gw::bedrock {
namespace {

bool is_prefix_pattern(std::string_view pattern) { return pattern.ends_with('*'); }

std::string_view prefix_of(std::string_view pattern) {
  return pattern.substr(0, pattern.size() - 1);
}

// Takes back what the operation itself cannot express, whatever the model.
void adapt_to_operation(ModelRules& rules) {
  if (rules.api == Api::converse)
    rules.temperature_max = std::min(rules.temperature_max, 1.0);
  else if (rules.native == NativeFormat::llama3)
    rules.stop = false;
}

}  // namespace

Catalogue::Catalogue(std::vector<ModelRules> rules) : rules_(std::move(rules)) {
  std::ranges::for_each(rules_, adapt_to_operation);
  for (std::uint32_t i = 0; i < rules_.size(); ++i)
    (is_prefix_pattern(rules_[i].pattern) ? prefixes_ : exact_).push_back(i);
  const auto same_pattern = [this](std::uint32_t a, std::uint32_t b) {
    return rules_[a].pattern == rules_[b].pattern;
  };
  for (auto* index : {&exact_, &prefixes_}) {
    // Of the same pattern the last comes first, and unique() keeps the first.
    std::ranges::sort(*index, [this](std::uint32_t a, std::uint32_t b) {
      const int order = rules_[a].pattern.compare(rules_[b].pattern);
      return order < 0 || (order == 0 && a > b);
    });
    const auto repeated = std::ranges::unique(*index, same_pattern);
    index->erase(repeated.begin(), repeated.end());
  }
}

std::optional<Catalogue::Match> Catalogue::match(std::string_view id) const {
  const auto pattern = [this](std::uint32_t i) { return std::string_view(rules_[i].pattern); };
  const auto exact = std::ranges::lower_bound(exact_, id, {}, pattern);
  if (exact != exact_.end() && pattern(*exact) == id) return Match{&rules_[*exact], 0};

  // All prefixes of the id sort before it, longer ones later. A neighbour that is no prefix shares
  // some characters with the id: the prefix sought is within these.
  const auto prefix = [this](std::uint32_t i) { return prefix_of(rules_[i].pattern); };
  auto end = prefixes_.end();
  for (auto key = id;;) {
    end = std::ranges::upper_bound(prefixes_.begin(), end, key, {}, prefix);
    if (end == prefixes_.begin()) return std::nullopt;
    const auto candidate = prefix(*std::prev(end));
    if (id.starts_with(candidate))
      return Match{&rules_[*std::prev(end)], id.size() - candidate.size()};
    const auto shared = std::ranges::mismatch(key, candidate).in1 - key.begin();
    key = key.substr(0, static_cast<std::size_t>(shared));
  }
}

const ModelRules& Catalogue::find(std::string_view model) const {
  auto best = match(model);
  const auto base = base_model(model);
  if (!base.empty() && base.size() != model.size()) {
    const auto other = match(base);
    if (other && (!best || other->rest < best->rest)) best = other;
  }
  return best ? *best->rules : fallback_;
}

}  // namespace gw::bedrock
