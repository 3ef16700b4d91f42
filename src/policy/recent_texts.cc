#include "policy/recent_texts.h"

#include <utility>

namespace gw::policy {

void RecentTexts::put(std::string key, Text text, Time now) {
  if (const auto found = by_key_.find(key); found != by_key_.end()) drop(found->second);
  while (!entries_.empty() && now - entries_.front().since >= lifetime_) drop(entries_.begin());
  Entry entry(std::move(key), std::move(text), now);
  const std::size_t size = entry.size();
  if (size > most_bytes_) return;
  while (bytes_ + size > most_bytes_) drop(entries_.begin());
  bytes_ += size;
  entries_.push_back(std::move(entry));
  by_key_.emplace(entries_.back().key, std::prev(entries_.end()));
}

RecentTexts::Text RecentTexts::find(std::string_view key, Time now) const {
  const auto found = by_key_.find(key);
  if (found == by_key_.end() || now - found->second->since >= lifetime_) return nullptr;
  return found->second->text;
}

void RecentTexts::drop(std::list<Entry>::iterator entry) {
  bytes_ -= entry->size();
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

}  // namespace gw::policy
