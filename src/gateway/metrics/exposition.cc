#include "gateway/metrics/exposition.h"

#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <vector>

namespace gw::gateway {

namespace {

void append_number(double value, Buffer& out) {
  std::array<char, 32> text;
  const bool whole = value == std::floor(value) && std::abs(value) < 1e15;
  char* const begin = text.data();
  const auto done =
      whole ? std::to_chars(begin, begin + text.size(), static_cast<std::int64_t>(value))
            : std::to_chars(begin, begin + text.size(), value);
  out.append(std::string_view(begin, static_cast<std::size_t>(done.ptr - begin)));
}

// The bound of a bucket, a number with a fraction in both formats, so that they are the same
// series.
std::string bound_label(double bound) {
  Buffer text;
  append_number(bound, text);
  std::string label(text.view());
  if (label.find_first_of(".e") == label.npos) label += ".0";
  return label;
}

using Cells = std::vector<std::uint64_t>;
// By labels; sorted, so that two scrapes are alike.
using Summed = std::map<std::string_view, Cells>;

std::array<Summed, kMetrics> add_up(std::span<const MetricShard* const> shards) {
  std::array<Summed, kMetrics> sums;
  for (const MetricShard* shard : shards) {
    shard->each([&sums](const MetricSeries& series) {
      Cells& cells = sums[static_cast<std::size_t>(series.metric())][series.labels()];
      cells.resize(series.size());
      for (std::size_t i = 0; i < cells.size(); ++i) cells[i] += series.cell(i);
    });
  }
  return sums;
}

}  // namespace

MetricFormat metric_format(std::string_view accept) {
  return accept.contains("application/openmetrics-text") ? MetricFormat::openmetrics
                                                         : MetricFormat::text;
}

std::string_view content_type(MetricFormat format) {
  return format == MetricFormat::text
             ? "text/plain; version=0.0.4; charset=utf-8"
             : "application/openmetrics-text; version=1.0.0; charset=utf-8";
}

// A counter's family has the name of its samples in one format, and not in the other.
void Exposition::begin(std::string_view name, MetricKind kind, std::string_view help) {
  constexpr std::array<std::string_view, 3> kKinds{"counter", "gauge", "histogram"};
  name_ = name;
  suffix_ = kind == MetricKind::counter ? "_total" : "";
  const std::string_view suffix = format_ == MetricFormat::text ? suffix_ : "";
  const auto line = [&](std::string_view what, std::string_view text) {
    out_.append(what);
    out_.append(name);
    out_.append(suffix);
    out_.append(' ');
    out_.append(text);
    out_.append('\n');
  };
  line("# HELP ", help);
  line("# TYPE ", kKinds[static_cast<std::size_t>(kind)]);
  if (format_ == MetricFormat::openmetrics && name.ends_with("_seconds"))
    line("# UNIT ", "seconds");
}

void Exposition::value(std::string_view labels, double value) {
  sample(name_, suffix_, labels, value);
}

void Exposition::end() {
  if (format_ == MetricFormat::openmetrics) out_.append("# EOF\n");
}

void Exposition::workers(std::span<const MetricShard* const> shards) {
  const auto sums = add_up(shards);
  for (std::size_t i = 0; i < kMetrics; ++i) {
    if (sums[i].empty()) continue;
    const MetricFamily& of = family(static_cast<Metric>(i));
    begin(of.name, of.kind, of.help);
    for (const auto& [labels, cells] : sums[i]) {
      if (of.kind == MetricKind::histogram) {
        histogram(of, labels, cells);
      } else {
        value(labels, static_cast<double>(cells.front()));
      }
    }
  }
}

void Exposition::sample(std::string_view name, std::string_view suffix, std::string_view labels,
                        double value) {
  out_.append(name);
  out_.append(suffix);
  if (!labels.empty()) {
    out_.append('{');
    out_.append(labels);
    out_.append('}');
  }
  out_.append(' ');
  append_number(value, out_);
  out_.append('\n');
}

// The count is the sum of the buckets, so that the two agree though nobody stops the workers.
void Exposition::histogram(const MetricFamily& family, std::string_view labels,
                           std::span<const std::uint64_t> cells) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i <= family.bounds.size(); ++i) {
    count += cells[i];
    std::string with(labels);
    if (!with.empty()) with += ',';
    with += "le=\"";
    with += i < family.bounds.size() ? bound_label(family.bounds[i]) : "+Inf";
    with += '"';
    sample(family.name, "_bucket", with, static_cast<double>(count));
  }
  sample(family.name, "_sum", labels, static_cast<double>(cells.back()) / family.scale);
  sample(family.name, "_count", labels, static_cast<double>(count));
}

}  // namespace gw::gateway
