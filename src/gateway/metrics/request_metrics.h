// Counts the requests of one worker, each once, when it has ended.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/string_hash.h"
#include "config/settings.h"
#include "gateway/metrics/model_names.h"
#include "gateway/metrics/shard.h"
#include "gateway/record/record.h"

namespace gw::gateway {

// How requests are named, as the settings have it.
struct MetricNames {
  LabelledModels models;
  config::GenAiNames conventions = config::GenAiNames::current;
  std::string_view scheme = "http";
};

// Of what clients may choose: the first so many that have answered are labels, the rest is "other".
class PlaceLabels {
 public:
  static constexpr std::size_t kMost = 64;  // AWS has fewer regions

  // `status`: of the answer, 0: there was none. The view is `place` or lives for ever.
  std::string_view label(int status, std::string_view place);

 private:
  std::unordered_set<std::string, StringHash, std::equal_to<>> known_;
};

class RequestMetrics {
 public:
  void count(const Record& record, const MetricNames& names);
  const MetricShard& shard() const { return shard_; }

 private:
  // Series with the same labels, made when they are needed.
  struct Group {
    std::string labels;
    std::array<MetricSeries*, kMetrics> series{};
  };
  MetricSeries& in(Group& group, Metric metric);
  template <class Describe>
  Group& group(Describe describe);

  void count_http(const Record& record, const MetricNames& names);
  void count_attempts(const Record& record);
  void count_model(const Record& record, const MetricNames& names);
  void count_tokens(const Record& record, const MetricNames& names, Group& model);
  void count_server(const Record& record, Group& model, Group& result);

  MetricShard shard_;
  PlaceLabels regions_;
  PlaceLabels hosts_;
  MetricLabels key_{false};  // of the group that is looked for
  std::unordered_map<std::string, Group, StringHash, std::equal_to<>> groups_;  // by their labels
};

}  // namespace gw::gateway
