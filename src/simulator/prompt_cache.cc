#include "simulator/prompt_cache.h"

#include <algorithm>
#include <functional>

namespace gw::simulator {
namespace {

constexpr std::size_t kMostPrefixes = 1000;

void add_elements(const Value& elements, std::string& text, std::vector<CachedPrefix>& prefixes) {
  for (const Value& element : elements.items) {
    if (element.find("cachePoint") != nullptr) {
      prefixes.push_back(text);
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
    const std::size_t hash = std::hash<std::string>{}(std::string(model) + '\n' + prefix);
    if (std::ranges::find(known_, hash) != known_.end()) {
      use.read = prefix.size();
      continue;
    }
    if (known_.size() == kMostPrefixes) known_.pop_front();
    known_.push_back(hash);
  }
  if (!prefixes.empty()) use.written = prefixes.back().size() - use.read;
  return use;
}

}  // namespace gw::simulator
