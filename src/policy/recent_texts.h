// Texts kept for a while by a key: at most so many bytes, none longer than its time, the oldest
// dropped first. Knows no threads and no clock.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gw::policy {

class RecentTexts {
 public:
  // Since any fixed point in time.
  using Time = std::chrono::milliseconds;
  using Text = std::shared_ptr<const std::string>;

  RecentTexts(std::size_t bytes, Time lifetime) : most_bytes_(bytes), lifetime_(lifetime) {}

  // Replaces what was kept by that key. A text that is larger than everything may be is not kept.
  void put(std::string key, Text text, Time now);
  // Null when there is none.
  Text find(std::string_view key, Time now) const;
  std::size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    Entry(std::string k, Text t, Time s) : key(std::move(k)), text(std::move(t)), since(s) {}
    std::size_t size() const { return key.size() + text->size() + kOverhead; }
    std::string key;
    Text text;
    Time since;
  };
  // Of an entry in both containers, about.
  static constexpr std::size_t kOverhead = 256;

  void drop(std::list<Entry>::iterator entry);

  const std::size_t most_bytes_;
  const Time lifetime_;
  std::size_t bytes_ = 0;
  std::list<Entry> entries_;  // the oldest in front
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;
};

}  // namespace gw::policy
