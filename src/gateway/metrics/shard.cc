#include "gateway/metrics/shard.h"

#include <algorithm>

namespace gw::gateway {

namespace {

std::size_t cells_of(const MetricFamily& family) {
  return family.kind == MetricKind::histogram ? family.bounds.size() + 2 : 1;
}

}  // namespace

MetricSeries::MetricSeries(Metric metric, std::string labels)
    : metric_(metric), labels_(std::move(labels)), cells_(cells_of(family(metric))) {}

void MetricSeries::observe(std::uint64_t value) {
  const MetricFamily& of = family(metric_);
  const double real = static_cast<double>(value) / of.scale;
  const auto bucket = std::ranges::lower_bound(of.bounds, real) - of.bounds.begin();
  bump(static_cast<std::size_t>(bucket), 1);
  bump(of.bounds.size() + 1, value);
}

MetricSeries& MetricShard::series(Metric metric, std::string labels) {
  std::string key(1, static_cast<char>('A' + static_cast<int>(metric)));
  if (known_.size() >= kMostSeries && !known_.contains(key + labels)) labels.clear();
  key += labels;
  const auto found = known_.find(key);
  if (found != known_.end()) return *found->second;
  auto made = std::make_unique<MetricSeries>(metric, std::move(labels));
  MetricSeries& series = *made;
  known_.emplace(std::move(key), &series);
  const std::lock_guard lock(mutex_);
  list_.push_back(std::move(made));
  return series;
}

void MetricShard::each(const std::function<void(const MetricSeries&)>& visit) const {
  const std::lock_guard lock(mutex_);
  for (const auto& series : list_) visit(*series);
}

MetricLabels& MetricLabels::add(std::string_view name, std::string_view value) {
  if (value.empty()) return *this;
  if (!text_.empty()) text_ += ',';
  text_.append(name).append("=\"");
  if (escapes_) {
    append_escaped(value);
  } else {
    text_ += value;
  }
  text_ += '"';
  return *this;
}

MetricLabels& MetricLabels::append(std::string_view labels) {
  if (!text_.empty() && !labels.empty()) text_ += ',';
  text_ += labels;
  return *this;
}

void MetricLabels::append_escaped(std::string_view value) {
  for (const char c : value) {
    if (c == '\\' || c == '"') text_ += '\\';
    if (c == '\n') {
      text_ += "\\n";
    } else {
      text_ += c;
    }
  }
}

}  // namespace gw::gateway
