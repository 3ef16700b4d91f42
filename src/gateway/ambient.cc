#include "gateway/ambient.h"

#include <algorithm>
#include <utility>

#include "aws/time.h"
#include "server/listener.h"

namespace gw::gateway {

namespace {

constexpr std::string_view kDefaultRegion = "us-east-1";

// The simulator takes any credentials, so a first request needs none.
aws::Credentials demo_credentials() {
  return {"AKIDEXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), Secret()};
}

std::optional<aws::Credentials> configured(const config::Settings& settings) {
  const config::AwsSettings& aws = settings.aws;
  if (!aws.api_key.empty()) return aws::Credentials{"", Secret(), Secret(), aws.api_key};
  if (!aws.access_key_id.empty() && !aws.secret_access_key.empty()) {
    return aws::Credentials{aws.access_key_id, aws.secret_access_key, aws.session_token};
  }
  if (settings.demo) return demo_credentials();
  return std::nullopt;
}

// The half of a pair that is not there; then nothing else takes its place.
std::string missing_half(const config::AwsSettings& aws) {
  if (!aws.api_key.empty()) return "";
  if (!aws.access_key_id.empty()) {
    return aws.secret_access_key.empty() ? "AWS_SECRET_ACCESS_KEY" : "";
  }
  return aws.secret_access_key.empty() && aws.session_token.empty() ? "" : "AWS_ACCESS_KEY_ID";
}

bool has_guard(const config::Settings& settings) {
  return !settings.auth.keys.empty() || !settings.keys.empty() ||
         !settings.server.tls_client_ca.empty();
}

bool serves_any_page(const config::Settings& settings) {
  const auto& origins = settings.server.cors_origins;
  return std::ranges::find(origins, "*") != origins.end();
}

// Others can reach it, or pages of others can, and neither a key nor a certificate keeps them out.
bool is_open(const config::Settings& settings) {
  const Result<server::Address> address = server::parse_address(settings.server.listen);
  if (has_guard(settings) || settings.auth.allow_unauthenticated) return false;
  return address && (!server::is_loopback(*address) || serves_any_page(settings));
}

credentials::AmbientOptions chain_of(const config::Settings& settings) {
  return {settings.aws.environment, settings.aws.profile, settings.aws.region, configured(settings),
          settings.aws.process_timeout};
}

void log_report(Log& log, const credentials::Report& report) {
  if (report.failure == nullptr) {
    const aws::Issued& issued = *report.held;
    std::string line =
        "AWS credentials from " + report.origin + " (" + issued.credentials.access_key_id + ")";
    if (issued.expires_at) line += ", good until " + aws::format_iso8601(*issued.expires_at);
    log.info(line);
    if (!report.warning.empty()) log.warning(report.warning);
    return;
  }
  std::string line = "No AWS credentials";
  if (report.origin != "nowhere")
    line += " from " + (report.origin.empty() ? "the environment" : report.origin);
  line += ": " + report.failure->message;
  if (report.held != nullptr && report.held->expires_at) {
    line += ". Those at hand are good until " + aws::format_iso8601(*report.held->expires_at);
  }
  log.warning(line);
}

}  // namespace

credentials::AmbientOptions ambient_options(const config::Settings& settings) {
  credentials::AmbientOptions options = chain_of(settings);
  if (is_open(settings)) options.environment["AWS_EC2_METADATA_DISABLED"] = "true";
  return options;
}

AmbientCredentials::AmbientCredentials(const config::Settings& settings, const io::TlsContext& tls,
                                       const std::optional<io::Proxy>& proxy, Log& log)
    : options_(ambient_options(settings)),
      missing_(missing_half(settings.aws)),
      open_(is_open(settings)),
      supply_(options_, &tls, proxy,
              [&log](const credentials::Report& report) { log_report(log, report); }) {}

bool AmbientCredentials::serves(const config::Settings& settings) const {
  return options_ == ambient_options(settings) && missing_ == missing_half(settings.aws) &&
         open_ == is_open(settings);
}

Result<> AmbientCredentials::configure(const config::Settings& settings, BedrockOptions& bedrock) {
  bedrock.roles = aws::RoleRules(settings.roles, settings.aws.allowed_roles);
  bedrock.assume = [this, region = region()](const aws::Role& role) {
    return supply_.assumed(role, region);
  };
  // What appears later, in a file of the shared ones, is not for everybody either.
  const bool withheld = open_ && !options_.own;
  if (missing_.empty() && !withheld) bedrock.ambient.identity = supply_.ambient();
  bedrock.ambient.missing = missing_;
  bedrock.ambient.region = region();
  const auto variant = credentials::ambient_variant(options_);
  if (!variant) return std::unexpected(variant.error());
  bedrock.variant = *variant;
  auto endpoint = override_of(settings.aws.endpoint, aws::kBedrockRuntime, *variant);
  if (!endpoint) return std::unexpected(endpoint.error());
  bedrock.endpoint = *std::move(endpoint);
  auto control = override_of(settings.aws.control_endpoint, aws::kBedrock, *variant);
  if (!control) return std::unexpected(control.error());
  bedrock.control_endpoint = *std::move(control);
  return {};
}

// The URL of the settings or, without one, of the profile; nullopt: the region's own host.
Result<std::optional<aws::Endpoint>> AmbientCredentials::override_of(
    const std::string& set, const aws::Service& service, aws::EndpointVariant variant) const {
  const std::string url = set.empty() ? credentials::ambient_override(options_, service) : set;
  if (url.empty()) return std::nullopt;
  if (variant.fips || variant.dual_stack) {
    return fail(Errc::invalid, "a FIPS or dual-stack endpoint was asked for together with " + url +
                                   ". Choose one of them");
  }
  auto endpoint = aws::parse_endpoint(url);
  if (!endpoint) return std::unexpected(endpoint.error());
  return std::optional<aws::Endpoint>(*std::move(endpoint));
}

std::string AmbientCredentials::region() const {
  if (!options_.region.empty()) return options_.region;
  std::string region;
  if (options_.own) region = aws::region_of_api_key(options_.own->api_key.reveal());
  if (region.empty()) region = credentials::profile_region(options_);
  return region.empty() ? std::string(kDefaultRegion) : region;
}

std::string AmbientCredentials::introduction() const {
  constexpr std::string_view kOwn = ", or a request's own.";
  if (options_.own) {
    const std::string& id = options_.own->access_key_id;
    return "AWS credentials from the environment (" + (id.empty() ? "a Bedrock API key" : id) +
           ")" + std::string(kOwn);
  }
  if (!missing_.empty()) {
    return "Only half of the AWS credentials is in the environment: " + missing_ +
           " is missing. Requests without x-aws-* headers will be refused.";
  }
  const auto plan = credentials::plan_ambient(options_);
  if (!plan) return "No AWS credentials: " + plan.error().message + ".";
  if (std::holds_alternative<aws::NoSource>(plan->source)) {
    const std::string_view open =
        open_ ? " The instance metadata service is not asked, as anyone who can reach "
                "this gateway could use its credentials; set auth.keys or a [[key]]."
              : "";
    return "No AWS credentials in the environment: each request must bring its own in x-aws-* "
           "headers. With --demo the built-in simulator answers instead of AWS." +
           std::string(open);
  }
  return "AWS credentials from " + plan->origin + std::string(kOwn);
}

BrowserGuard browser_guard(const config::Settings& settings) {
  if (settings.demo || has_guard(settings) || is_open(settings)) return {};
  return {settings.server.hosts, settings.server.cors_origins};
}

Result<> check_exposure(const config::Settings& settings) {
  const Result<server::Address> address = server::parse_address(settings.server.listen);
  if (!address) return std::unexpected(address.error());
  if (settings.demo || !is_open(settings)) return {};
  const bool half = !missing_half(settings.aws).empty();
  const auto plan = credentials::plan_ambient(chain_of(settings));
  const bool has_source = plan && !std::holds_alternative<aws::NoSource>(plan->source) &&
                          !std::holds_alternative<aws::MetadataSource>(plan->source);
  if (!configured(settings) && !half && plan && !has_source) return {};
  if (server::is_loopback(*address)) {
    return fail(Errc::invalid,
                "refusing to serve the pages of any site (server.cors_origins has '*'): each could "
                "use the AWS credentials of this environment through a visitor's browser. Name the "
                "origins, set auth.keys (or auth.keys_file), or accept it with "
                "--allow-unauthenticated.");
  }
  return fail(Errc::invalid,
              "refusing to listen on " + settings.server.listen +
                  ": anyone who can reach it could use the AWS credentials of this environment. "
                  "Set auth.keys (or auth.keys_file) or server.tls_client_ca, listen on 127.0.0.1, "
                  "or accept it with --allow-unauthenticated.");
}

}  // namespace gw::gateway
