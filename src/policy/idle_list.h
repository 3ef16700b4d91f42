// Which idle things are kept, handed out and dropped: the last used first, so that the rest can
// grow old; at most so many; none longer than its time. Knows no sockets and no clock.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

namespace gw::policy {

template <class T>
class IdleList {
 public:
  // Since any fixed point in time.
  using Time = std::chrono::milliseconds;

  std::size_t size() const { return entries_.size(); }

  // The most recently used one.
  std::optional<T> take() {
    if (entries_.empty()) return std::nullopt;
    std::optional<T> value(std::move(entries_.back().value));
    entries_.pop_back();
    return value;
  }

  // Keeps `value`; drops the one idle longest when there are more than `bound`.
  void put(T value, Time now, std::size_t bound) {
    entries_.push_back(Entry(std::move(value), now));
    if (entries_.size() > bound) entries_.pop_front();
  }

  // Drops what has been idle for `idle_time` or longer.
  void expire(Time now, Time idle_time) {
    while (!entries_.empty() && now - entries_.front().since >= idle_time) entries_.pop_front();
  }

 private:
  struct Entry {
    Entry(T v, Time s) : value(std::move(v)), since(s) {}
    T value;
    Time since;
  };
  std::deque<Entry> entries_;  // the one idle longest in front
};

}  // namespace gw::policy
