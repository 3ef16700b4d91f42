#include "simulator/prompt_cache.h"

#include <algorithm>
#include <functional>

namespace gw::simulator {
namespace {

constexpr std::size_t kMostPrefixes = 1000;

void add_elements(const Value& elements, std::string& text, std::vector<CachedPrefix>& prefixes) {
  for (const Value& element : elements.items) {
    if (const Value* point = element.find("cachePoint")) {
      prefixes.push_back({text, (*point)["ttl"].text == "1h"});
    } else {
      text += to_json(element);
    }
  }
}

}  // namespace

std::vector<CachedPrefix> cached_prefixes(const Value& body) {
  std::vector<CachedPrefix> prefixes;
  std::string text;
  add_elements(body["toolConfig"]["tools"], text, prefixes);
  add_elements(body["system"], text, prefixes);
  for (const Value& message : body["messages"].items) {
    text += message["role"].text;
    add_elements(message["content"], text, prefixes);
  }
  return prefixes;
}

PromptCache::Use PromptCache::use(std::string_view model,
                                  const std::vector<CachedPrefix>& prefixes) {
  const std::lock_guard lock(mutex_);
  Use use;
  for (const CachedPrefix& prefix : prefixes) {
    const std::size_t hash = std::hash<std::string>{}(std::string(model) + '\n' + prefix.text);
    if (std::ranges::find(known_, hash) != known_.end()) {
      use.read = prefix.text.size();
      continue;
    }
    if (known_.size() == kMostPrefixes) known_.pop_front();
    known_.push_back(hash);
  }
  if (prefixes.empty()) return use;
  use.written = prefixes.back().text.size() - use.read;
  // Those for an hour come first.
  const auto hour =
      std::ranges::find(prefixes.rbegin(), prefixes.rend(), true, &CachedPrefix::for_an_hour);
  if (hour != prefixes.rend() && hour->text.size() > use.read)
    use.written_for_an_hour = hour->text.size() - use.read;
  return use;
}

}  // namespace gw::simulator
