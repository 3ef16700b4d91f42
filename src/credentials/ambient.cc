#include "credentials/ambient.h"

#include <utility>
#include <vector>

#include <unistd.h>

namespace gw::credentials {

namespace {

std::string path_of(const Environment& environment, std::string_view variable,
                    std::string_view usual) {
  const std::string_view set = get(environment, variable);
  return expand_home(set.empty() ? usual : set, environment);
}

Result<aws::Ini> read_ini(const std::string& path) {
  if (::access(path.c_str(), F_OK) != 0) return aws::Ini();
  auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  return aws::Ini(*std::move(text));
}

// The files besides the shared ones that credentials depend on.
std::vector<std::string> files_of(const aws::CredentialPlan& plan, const std::string& home) {
  const aws::CredentialPlan& base = aws::base_of(plan);
  if (const auto* identity = std::get_if<aws::WebIdentitySource>(&base.source)) {
    return {identity->token_file};
  }
  if (const auto* sso = std::get_if<aws::SsoSource>(&base.source)) {
    return {home + "/.aws/sso/cache/" + aws::sso_cache_file(sso->cache_key)};
  }
  return {};
}

aws::PlanInput input_of(const AmbientOptions& options, const aws::SharedConfig& files) {
  return {options.environment, files, options.profile, options.region};
}

}  // namespace

SharedFiles::SharedFiles(const Environment& environment)
    : config_path_(path_of(environment, "AWS_CONFIG_FILE", "~/.aws/config")),
      credentials_path_(path_of(environment, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")) {
}

Result<aws::SharedConfig> SharedFiles::read() const {
  auto config = read_ini(config_path_);
  if (!config) return std::unexpected(config.error());
  auto credentials = read_ini(credentials_path_);
  if (!credentials) return std::unexpected(credentials.error());
  return aws::SharedConfig(*std::move(config), *std::move(credentials));
}

Result<aws::CredentialPlan> plan_ambient(const AmbientOptions& options) {
  const auto files = SharedFiles(options.environment).read();
  if (!files) return std::unexpected(files.error());
  return aws::plan_credentials(input_of(options, *files));
}

std::string profile_region(const AmbientOptions& options) {
  const auto files = SharedFiles(options.environment).read();
  if (!files) return "";
  const std::string_view region =
      files->get(aws::profile_name(input_of(options, *files)), "region");
  return aws::is_valid_region(region) ? std::string(region) : "";
}

std::string ambient_override(const AmbientOptions& options, const aws::Service& service) {
  const auto files = SharedFiles(options.environment).read();
  if (!files) return "";
  const aws::PlanInput input = input_of(options, *files);  // the name is a part of it
  const std::string_view profile = aws::profile_name(input);
  return aws::endpoint_override(service, options.environment, *files, profile);
}

Result<aws::EndpointVariant> ambient_variant(const AmbientOptions& options) {
  const auto files = SharedFiles(options.environment).read();
  if (!files) return std::unexpected(files.error());
  const aws::PlanInput input = input_of(options, *files);  // the name is a part of it
  const std::string_view profile = aws::profile_name(input);
  return aws::endpoint_variant(options.environment, *files, profile);
}

Result<aws::Endpoint> ambient_endpoint(const AmbientOptions& options, const aws::Service& service,
                                       std::string_view region) {
  const auto files = SharedFiles(options.environment).read();
  if (!files) return std::unexpected(files.error());
  const aws::PlanInput input = input_of(options, *files);  // the name is a part of it
  const std::string_view profile = aws::profile_name(input);
  return aws::find_endpoint(service, region, options.environment, *files, profile);
}

io::Task<Result<aws::Issued>> AmbientSource::fetch(io::CancelScope& cancel) {
  const SharedFiles shared(options_.environment);
  std::vector<std::string> watched{shared.config_path(), shared.credentials_path()};
  watch_.watch(watched);
  const auto plan = plan_ambient(options_);
  if (!plan) {
    origin_.clear();
    co_return std::unexpected(plan.error());
  }
  origin_ = plan->origin;
  of_instance_ = std::holds_alternative<aws::MetadataSource>(plan->source);
  const auto more = files_of(*plan, std::string(get(options_.environment, "HOME")));
  watched.insert(watched.end(), more.begin(), more.end());
  watch_.watch(std::move(watched));
  co_return co_await fetcher_.fetch(*plan, cancel);
}

}  // namespace gw::credentials
