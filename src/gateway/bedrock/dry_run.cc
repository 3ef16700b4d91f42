#include "gateway/bedrock/dry_run.h"

#include <string>
#include <string_view>

#include "json/write.h"

namespace gw::gateway {

namespace {

constexpr std::string_view kRedacted = "(redacted)";

void write_headers(const DryRun& run, json::Writer& json) {
  json.key("headers").begin_object();
  json.member("host", run.endpoint.authority).member("content-type", "application/json");
  for (const auto& [name, value] : run.exchange.upstream.headers) json.member(name, value);
  if (!run.credentials.api_key.empty()) {
    json.member("authorization", "Bearer " + std::string(kRedacted));
  } else {
    json.member("authorization", "AWS4-HMAC-SHA256 " + std::string(kRedacted));
    json.member("x-amz-date", kRedacted);
    if (!run.credentials.session_token.empty()) json.member("x-amz-security-token", kRedacted);
  }
  json.end_object();
}

void write_request(const DryRun& run, json::Writer& json) {
  const bedrock::Request& request = run.exchange.upstream;
  std::string url = run.endpoint.tls ? "https://" : "http://";
  url.append(run.endpoint.authority).append(run.endpoint.path).append(request.path);
  json.key("request").begin_object().member("method", "POST").member("url", url);
  write_headers(run, json);
  json.key("body").raw(request.body.view()).end_object();
}

std::string_view name(bedrock::Status status) {
  if (status == bedrock::Status::active) return "active";
  return status == bedrock::Status::legacy ? "legacy" : "end_of_life";
}

std::string_view name(bedrock::Sampling sampling) {
  switch (sampling) {
    case bedrock::Sampling::both:
      return "both";
    case bedrock::Sampling::one_of:
      return "one_of";
    case bedrock::Sampling::temperature:
      return "temperature";
    case bedrock::Sampling::none:
      break;
  }
  return "none";
}

// Those that explain most surprises.
void write_rules(const bedrock::ModelRules& rules, json::Writer& json) {
  json.key("rules").begin_object();
  json.member("pattern", rules.pattern).member("family", rules.family);
  json.member("api", rules.api == bedrock::Api::converse ? "converse" : "invoke");
  json.member("status", name(rules.status)).member("sampling", name(rules.sampling));
  json.member("system", rules.system).member("tools", rules.tools);
  json.member("max_output", rules.max_output).key("parameters").begin_array();
  for (const auto& parameter : rules.parameters)
    json.string(parameter.name + "->" + parameter.field);
  json.end_array().end_object();
}

}  // namespace

void write_dry_run(const DryRun& run, Buffer& out) {
  json::Writer json(out);
  json.begin_object().member("object", "gateway.dry_run");
  write_request(run, json);
  json.member("calls", run.calls).member("region", run.region);
  json.key("dropped_params").begin_array();
  for (const std::string& parameter : run.exchange.dropped) json.string(parameter);
  json.end_array();
  write_rules(run.rules, json);
  json.end_object();
}

}  // namespace gw::gateway
