#include "gateway/admin/metrics_page.h"

#include "config/command_line.h"
#include "gateway/metrics/exposition.h"
#include "gateway/metrics/process_metrics.h"

namespace gw::gateway {

namespace {

void gauge(Exposition& exposition, std::string_view name, std::string_view help, double value) {
  exposition.begin(name, MetricKind::gauge, help);
  exposition.value({}, value);
}

void append_build(Exposition& exposition) {
  MetricLabels labels;
  labels.add("version", config::version());
  exposition.begin("bedrock_gateway_build_info", MetricKind::gauge, "1; its label is the version.");
  exposition.value(labels.view(), 1);
}

void append_reloads(Exposition& exposition, const Reloads& reloads) {
  exposition.begin("bedrock_gateway_config_reloads", MetricKind::counter,
                   "Readings of the configuration while it ran.");
  exposition.value("result=\"ok\"", static_cast<double>(reloads.good.load()));
  exposition.value("result=\"error\"", static_cast<double>(reloads.bad.load()));
}

// Without an end there is no series.
void append_expiry(Exposition& exposition, const Snapshot& snapshot) {
  const auto& identity = snapshot.bedrock.ambient.identity;
  if (identity == nullptr) return;
  const auto held = identity->state().held;
  if (held == nullptr || !held->expires_at) return;
  gauge(exposition, "bedrock_gateway_credentials_expiry_timestamp_seconds",
        "When the gateway's own AWS credentials end, since the epoch.",
        static_cast<double>(*held->expires_at));
}

}  // namespace

io::Task<void> MetricsPage::handle(Context& context) {
  const MetricFormat format = metric_format(context.request.head().fields.get("accept"));
  Buffer body;
  write(body, format == MetricFormat::openmetrics);
  co_await respond(context, 200, content_type(format), body.view());
}

void MetricsPage::write(Buffer& out, bool openmetrics) const {
  Exposition exposition(openmetrics ? MetricFormat::openmetrics : MetricFormat::text, out);
  append_build(exposition);
  exposition.workers(sources_.workers);
  gauge(exposition, "http_server_active_requests",
        "Requests being answered, those for health apart.",
        static_cast<double>(sources_.load.requests.used()));
  gauge(exposition, "bedrock_gateway_client_connections", "Connections of clients.",
        static_cast<double>(sources_.load.sessions.connections.used()));
  gauge(exposition, "bedrock_gateway_body_memory_bytes", "Held of requests and answers.",
        static_cast<double>(sources_.load.sessions.body_bytes.used()));
  exposition.begin("bedrock_gateway_log_lines_lost", MetricKind::counter,
                   "Lines of the log that nobody took in time.");
  exposition.value({}, static_cast<double>(sources_.log.lost()));
  append_reloads(exposition, sources_.reloads);
  append_expiry(exposition, *snapshot_);
  append_process_metrics(exposition);
  exposition.end();
}

}  // namespace gw::gateway
