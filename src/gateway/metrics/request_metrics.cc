#include "gateway/metrics/request_metrics.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gw::gateway {

namespace {

constexpr std::string_view kOther = "other";
constexpr std::array<std::string_view, 9> kMethods{"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                                   "CONNECT", "OPTIONS", "TRACE", "PATCH"};

// HTTP has any number of methods, and clients make up more.
std::string_view method_label(std::string_view method) {
  return std::ranges::find(kMethods, method) == kMethods.end() ? "_OTHER" : method;
}

std::string_view route_label(const Record& record) {
  return record.route.empty() ? kOther : record.route;
}

// gen_ai.operation.name; "" for what is none.
std::string_view operation_of(std::string_view route) {
  if (route.ends_with("/count_tokens") || route.ends_with("/input_tokens")) return "";
  if (route.ends_with("/embeddings")) return "embeddings";
  if (route == "/v1/completions") return "text_completion";
  if (route.ends_with("/rerank")) return "rerank";
  return "chat";
}

class NumberText {
 public:
  explicit NumberText(std::int64_t number)
      : size_(static_cast<std::size_t>(
            std::to_chars(text_.data(), text_.data() + text_.size(), number).ptr - text_.data())) {}
  std::string_view view() const { return {text_.data(), size_}; }

 private:
  std::array<char, 20> text_{};
  std::size_t size_;
};

std::uint64_t microseconds(std::chrono::nanoseconds time) {
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
  return us > 0 ? static_cast<std::uint64_t>(us) : 0;
}

std::uint64_t tokens(std::int64_t count) {
  return count > 0 ? static_cast<std::uint64_t>(count) : 0;
}

// Why it failed, in one of a bounded number of words; "" when it did not.
std::string_view error_type_of(const Record& record) {
  if (record.outcome == Outcome::ok) return "";
  return record.error.empty() ? name(record.outcome) : record.error;
}

std::string_view whose_end(Outcome outcome) {
  switch (outcome) {
    case Outcome::client_closed:
      return "client";
    case Outcome::upstream_error:
      return "upstream";
    case Outcome::ok:
    case Outcome::client_error:
    case Outcome::gateway_error:
      break;
  }
  return "gateway";
}

}  // namespace

std::string_view PlaceLabels::label(int status, std::string_view place) {
  if (place.empty() || known_.contains(place)) return place;
  if (status == 0 || known_.size() == kMost) return kOther;
  known_.emplace(place);
  return place;
}

void RequestMetrics::count(const Record& record, const MetricNames& names) {
  count_http(record, names);
  if (record.attempts == 0) return;
  count_attempts(record);
  count_model(record, names);
}

MetricSeries& RequestMetrics::in(Group& group, Metric metric) {
  MetricSeries*& series = group.series[static_cast<std::size_t>(metric)];
  if (series == nullptr) series = &shard_.series(metric, group.labels);
  return *series;
}

template <class Describe>
RequestMetrics::Group& RequestMetrics::group(Describe describe) {
  key_.clear();
  describe(key_);
  const auto found = groups_.find(key_.view());
  if (found != groups_.end()) return found->second;
  if (groups_.size() >= MetricShard::kMostSeries) return groups_[""];
  MetricLabels labels;
  describe(labels);
  Group& made = groups_[std::string(key_.view())];
  made.labels = labels.view();
  return made;
}

void RequestMetrics::count_http(const Record& record, const MetricNames& names) {
  const NumberText status(record.status);
  Group& ended = group([&](MetricLabels& labels) {
    labels.add("endpoint", route_label(record))
        .add("outcome", name(record.outcome))
        .add("code", status.view());
  });
  in(ended, Metric::requests).add(1);
  Group& http = group([&](MetricLabels& labels) {
    labels.add("http_request_method", method_label(record.method))
        .add("http_route", route_label(record))
        .add("http_response_status_code", status.view())
        .add("url_scheme", names.scheme)
        .add("error_type", error_type_of(record));
  });
  in(http, Metric::http_duration).observe(microseconds(record.total));
  const bool broken = record.stream && record.first_token && record.outcome != Outcome::ok;
  if (!broken) return;
  Group& by = group([&](MetricLabels& labels) { labels.add("by", whose_end(record.outcome)); });
  in(by, Metric::streams_aborted).add(1);
}

// Those that failed have been noted; the last one may have gone well, or broken off in the middle.
void RequestMetrics::count_attempts(const Record& record) {
  const auto count_one = [this](std::string_view target, std::string_view region,
                                std::string_view result) {
    Group& attempt = group([&](MetricLabels& labels) {
      labels.add("target", target).add("region", region).add("result", result);
    });
    in(attempt, Metric::attempts).add(1);
  };
  const auto failed = record.failed_attempts;
  for (std::size_t i = 0; i < failed.size(); ++i) {
    const FailedAttempt& one = failed[i];
    count_one(one.target, regions_.label(one.status, one.region), one.reason);
    const bool last = i + 1 == failed.size() && failed.size() >= record.attempts;
    if (last) continue;
    const std::string_view next = i + 1 < failed.size() ? failed[i + 1].target : record.target;
    Group& reason = group([&](MetricLabels& labels) { labels.add("reason", one.reason); });
    in(reason, Metric::retries).add(1);
    if (next == one.target) continue;
    Group& way =
        group([&](MetricLabels& labels) { labels.add("from", one.target).add("to", next); });
    in(way, Metric::failovers).add(1);
  }
  for (std::size_t i = failed.size(); i < record.attempts; ++i) {
    count_one(record.target, regions_.label(record.upstream_status, record.region),
              name(record.outcome));
  }
}

void RequestMetrics::count_model(const Record& record, const MetricNames& names) {
  Group& overhead = group([](MetricLabels&) {});
  in(overhead, Metric::overhead).observe(microseconds(record.total - record.upstream_wait));
  const std::string_view operation = operation_of(record.route);
  if (operation.empty()) return;
  const std::string_view answering =
      record.upstream_model.empty() ? record.model : record.upstream_model;
  const NumberText port(record.server_port);
  Group& model = group([&](MetricLabels& labels) {
    labels.add("gen_ai_operation_name", operation)
        .add("gen_ai_provider_name", "aws.bedrock")
        .add("gen_ai_request_model", names.models.label(record.model))
        .add("gen_ai_response_model", names.models.label(answering))
        .add("server_address", hosts_.label(record.upstream_status, record.server_address))
        .add("server_port", port.view());
  });
  const std::string_view error = error_type_of(record);
  const auto failed = [&](MetricLabels& labels) {
    labels.append(model.labels).add("error_type", error);
  };
  Group& result = error.empty() ? model : group(failed);
  const std::uint64_t called = microseconds(record.called);
  if (names.conventions != config::GenAiNames::old) {
    in(result, Metric::inference_duration).observe(called);
    if (record.first_token) {
      const auto before = record.total - record.called;
      in(model, Metric::first_chunk).observe(microseconds(*record.first_token - before));
    }
  }
  if (names.conventions != config::GenAiNames::current)
    in(result, Metric::old_duration).observe(called);
  count_server(record, model, result);
  count_tokens(record, names, model);
}

void RequestMetrics::count_server(const Record& record, Group& model, Group& result) {
  in(result, Metric::server_duration).observe(microseconds(record.total));
  if (!record.first_token) return;
  in(model, Metric::server_first_token).observe(microseconds(*record.first_token));
  if (!record.usage || record.usage->output < 2 || record.outcome != Outcome::ok) return;
  const double each = static_cast<double>(microseconds(record.total - *record.first_token)) /
                      static_cast<double>(record.usage->output - 1);
  in(model, Metric::server_per_token).observe(static_cast<std::uint64_t>(std::llround(each)));
}

void RequestMetrics::count_tokens(const Record& record, const MetricNames& names, Group& model) {
  if (!record.usage) return;
  const llm::Usage& usage = *record.usage;
  const std::uint64_t input = tokens(usage.input + usage.cache_read + usage.cache_write);
  const std::uint64_t output = tokens(usage.output);
  if (names.conventions != config::GenAiNames::old) {
    in(model, Metric::input_tokens).add(input);
    in(model, Metric::output_tokens).add(output);
    in(model, Metric::cache_read_tokens).add(tokens(usage.cache_read));
    in(model, Metric::cache_write_tokens).add(tokens(usage.cache_write));
    if (usage.reasoning) in(model, Metric::reasoning_tokens).add(tokens(*usage.reasoning));
    in(model, Metric::operation_input_tokens).observe(input);
    in(model, Metric::operation_output_tokens).observe(output);
  }
  if (names.conventions == config::GenAiNames::current) return;
  const auto of_type = [&](std::string_view type) -> Group& {
    return group(
        [&](MetricLabels& labels) { labels.append(model.labels).add("gen_ai_token_type", type); });
  };
  in(of_type("input"), Metric::old_tokens).observe(input);
  in(of_type("output"), Metric::old_tokens).observe(output);
}

}  // namespace gw::gateway
