// What one worker counts. Only its worker adds, without locks and without atomic
// read-modify-writes; whoever scrapes reads the cells at any time. A series that is new takes a
// lock, which is rare.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/metrics/families.h"

namespace gw::gateway {

// One series: a counter, or the buckets of a histogram (the last one is that of the rest) and, in
// the last cell, the sum in whole units.
class MetricSeries {
 public:
  MetricSeries(Metric metric, std::string labels);

  // Of the worker.
  void add(std::uint64_t amount) { bump(0, amount); }
  // In units of the family's sum: microseconds, tokens.
  void observe(std::uint64_t value);

  Metric metric() const { return metric_; }
  std::string_view labels() const { return labels_; }
  std::size_t size() const { return cells_.size(); }
  std::uint64_t cell(std::size_t i) const { return cells_[i].load(std::memory_order_relaxed); }

 private:
  void bump(std::size_t i, std::uint64_t amount) {
    cells_[i].store(cells_[i].load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
  }

  const Metric metric_;
  const std::string labels_;
  std::vector<std::atomic<std::uint64_t>> cells_;
};

class MetricShard {
 public:
  // Names of models and targets are bounded by the configuration; this is for what nobody thought
  // of. Above it everything new of a metric is one series without labels.
  static constexpr std::size_t kMostSeries = 10'000;

  // `labels` as MetricLabels writes them. On the worker; stays.
  MetricSeries& series(Metric metric, std::string labels);
  // From any thread.
  void each(const std::function<void(const MetricSeries&)>& visit) const;

 private:
  mutable std::mutex mutex_;  // of the list, not of the cells
  std::vector<std::unique_ptr<MetricSeries>> list_;
  std::unordered_map<std::string, MetricSeries*> known_;  // the worker's
};

// Labels in Prometheus' spelling, `name="value",...`. What is empty is left out.
class MetricLabels {
 public:
  // `escapes`: as they are shown; else only as something to look them up by, which costs less.
  explicit MetricLabels(bool escapes = true) : escapes_(escapes) {}
  MetricLabels& add(std::string_view name, std::string_view value);
  MetricLabels& append(std::string_view labels);   // as they are shown
  std::string_view view() const { return text_; }  // until something is added
  void clear() { text_.clear(); }

 private:
  void append_escaped(std::string_view value);

  bool escapes_;
  std::string text_;
};

}  // namespace gw::gateway
