#include "aws/credential_plan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "aws/command_words.h"
#include "aws/metadata_endpoints.h"
#include "base/ascii.h"

namespace gw::aws {
namespace {

using Source = CredentialPlan::Source;
using ProfileNames = std::vector<std::string_view>;

constexpr std::string_view kDefaultProfile = "default";
constexpr std::string_view kDefaultRegion = "us-east-1";
constexpr std::string_view kSessionName = "bedrock-gateway";
constexpr std::array<std::string_view, 5> kSsoKeys{"sso_session", "sso_account_id", "sso_start_url",
                                                   "sso_region", "sso_role_name"};

std::string quoted(std::string_view name) { return "'" + std::string(name) + "'"; }

class Planner {
 public:
  explicit Planner(const PlanInput& input) : input_(input), files_(input.files) {}

  Result<CredentialPlan> run();

 private:
  Result<CredentialPlan> of_profile(std::string_view profile, ProfileNames& above);
  Result<CredentialPlan> assumed(std::string_view profile, ProfileNames& above);
  Result<CredentialPlan> from_source(std::string_view profile, ProfileNames& above);
  Result<CredentialPlan> from_credential_source(std::string_view profile);
  Result<CredentialPlan> web_identity(std::string_view profile, bool environment_too);
  Result<CredentialPlan> sso(std::string_view profile);
  Result<CredentialPlan> process(std::string_view profile);
  Result<CredentialPlan> keys(std::string_view profile, std::string_view id,
                              std::string_view secret, std::string_view token);
  Result<Role> role(std::string_view profile, std::string_view arn, std::string_view session);

  bool has_role(std::string_view profile) const {
    return has(profile, "role_arn") && !has(profile, "web_identity_token_file");
  }
  bool has(std::string_view profile, std::string_view key) const {
    return !files_.get(profile, key).empty();
  }
  std::string_view variable(std::string_view name) const { return get(input_.environment, name); }
  std::string region_of(std::string_view profile) const {
    if (!input_.region.empty()) return input_.region;
    const std::string_view region = files_.get(profile, "region");
    return std::string(region.empty() ? kDefaultRegion : region);
  }
  static std::unexpected<Error> wrong(std::string_view profile, std::string_view what) {
    return fail(Errc::invalid,
                "the AWS profile " + quoted(profile) + " cannot be used: " + std::string(what));
  }
  static CredentialPlan plan(Source source, std::string_view profile) {
    return {std::move(source), "profile " + quoted(profile)};
  }

  const PlanInput& input_;
  const SharedConfig& files_;
};

Result<CredentialPlan> Planner::run() {
  const std::string_view profile = profile_name(input_);
  if (!input_.profile.empty() && !files_.has_profile(profile)) {
    return wrong(profile,
                 "it is in neither of the shared files. Check AWS_PROFILE, "
                 "AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE");
  }
  // What the environment says of a web identity counts before most of a profile, but not before its
  // role.
  if (!has_role(profile) && !variable("AWS_WEB_IDENTITY_TOKEN_FILE").empty()) {
    return web_identity(profile, true);
  }
  ProfileNames above;
  auto found = of_profile(profile, above);
  if (!found || !std::holds_alternative<NoSource>(found->source)) return found;
  const bool has_keys = has(profile, "aws_access_key_id") || has(profile, "aws_secret_access_key");
  if (has_keys) return wrong(profile, "it has only half of a pair of access keys");
  auto container = container_source(input_.environment);
  if (!container) return std::unexpected(container.error());
  if (*container) return CredentialPlan{**std::move(container), "the container's endpoint"};
  auto metadata = metadata_source(input_.environment, files_, profile);
  if (!metadata) return std::unexpected(metadata.error());
  if (*metadata) return CredentialPlan{**std::move(metadata), "the instance metadata service"};
  return CredentialPlan{NoSource{}, "nowhere"};
}

// The order is botocore's. NoSource: the profile has no credentials, and does not say that it has.
Result<CredentialPlan> Planner::of_profile(std::string_view profile, ProfileNames& above) {
  if (has_role(profile)) return assumed(profile, above);
  if (has(profile, "web_identity_token_file")) return web_identity(profile, false);
  const auto set = [&](std::string_view key) { return has(profile, key); };
  if (std::ranges::any_of(kSsoKeys, set)) return sso(profile);
  const auto credentials = [&](std::string_view key) {
    return files_.from_credentials(profile, key);
  };
  if (!credentials("aws_access_key_id").empty()) {
    return keys(profile, credentials("aws_access_key_id"), credentials("aws_secret_access_key"),
                credentials("aws_session_token"));
  }
  if (has(profile, "credential_process")) return process(profile);
  const auto config = [&](std::string_view key) { return files_.from_config(profile, key); };
  if (!config("aws_access_key_id").empty()) {
    return keys(profile, config("aws_access_key_id"), config("aws_secret_access_key"),
                config("aws_session_token"));
  }
  if (has(profile, "login_session")) {
    return wrong(profile,
                 "login_session needs a browser, which a server has not. Use an "
                 "sso_session, a role or access keys");
  }
  return CredentialPlan{NoSource{}, "nowhere"};
}

Result<CredentialPlan> Planner::keys(std::string_view profile, std::string_view id,
                                     std::string_view secret, std::string_view token) {
  if (secret.empty()) return wrong(profile, "it has no aws_secret_access_key beside its key id");
  auto checked =
      check_issued({Credentials{std::string(id), Secret(secret), Secret(token)}, std::nullopt});
  if (!checked) return wrong(profile, checked.error().message);
  return plan(StaticSource{std::move(checked->credentials)}, profile);
}

Result<CredentialPlan> Planner::assumed(std::string_view profile, ProfileNames& above) {
  if (std::ranges::find(above, profile) != above.end()) {
    return wrong(profile, "its source_profile leads back to itself");
  }
  above.push_back(profile);
  if (has(profile, "mfa_serial")) {
    return wrong(profile, "mfa_serial needs somebody to type a code. Use a role without it");
  }
  const bool by_profile = has(profile, "source_profile");
  if (by_profile == has(profile, "credential_source")) {
    return wrong(profile, "role_arn needs either source_profile or credential_source");
  }
  auto wanted =
      role(profile, files_.get(profile, "role_arn"), files_.get(profile, "role_session_name"));
  if (!wanted) return std::unexpected(wanted.error());
  auto with = by_profile ? from_source(profile, above) : from_credential_source(profile);
  if (!with) return with;
  AssumeRoleSource source{*std::move(wanted), region_of(profile),
                          std::make_shared<const CredentialPlan>(*std::move(with))};
  return plan(std::move(source), profile);
}

Result<CredentialPlan> Planner::from_source(std::string_view profile, ProfileNames& above) {
  const std::string_view source = files_.get(profile, "source_profile");
  if (!files_.has_profile(source)) {
    return wrong(profile, "its source_profile " + quoted(source) + " does not exist");
  }
  // In this place keys count before a role: a profile may even be its own source.
  if (has(source, "aws_access_key_id") && has(source, "aws_secret_access_key")) {
    return keys(source, files_.get(source, "aws_access_key_id"),
                files_.get(source, "aws_secret_access_key"),
                files_.get(source, "aws_session_token"));
  }
  auto found = of_profile(source, above);
  if (found && std::holds_alternative<NoSource>(found->source)) {
    return wrong(profile, "its source_profile " + quoted(source) + " has no credentials");
  }
  return found;
}

Result<CredentialPlan> Planner::from_credential_source(std::string_view profile) {
  const std::string_view from = files_.get(profile, "credential_source");
  if (from == "Environment") {
    Credentials credentials{std::string(variable("AWS_ACCESS_KEY_ID")),
                            Secret(variable("AWS_SECRET_ACCESS_KEY")),
                            Secret(variable("AWS_SESSION_TOKEN"))};
    if (credentials.access_key_id.empty() || credentials.secret_access_key.empty()) {
      return wrong(profile,
                   "credential_source = Environment, but AWS_ACCESS_KEY_ID or "
                   "AWS_SECRET_ACCESS_KEY is not set");
    }
    return CredentialPlan{StaticSource{std::move(credentials)}, "the environment"};
  }
  if (from == "EcsContainer") {
    auto container = container_source(input_.environment);
    if (!container) return std::unexpected(container.error());
    if (*container) return CredentialPlan{**std::move(container), "the container's endpoint"};
    return wrong(profile,
                 "credential_source = EcsContainer, but there is no container endpoint in "
                 "the environment");
  }
  if (from == "Ec2InstanceMetadata") {
    auto metadata = metadata_source(input_.environment, files_, profile);
    if (!metadata) return std::unexpected(metadata.error());
    if (*metadata) return CredentialPlan{**std::move(metadata), "the instance metadata service"};
    return wrong(profile,
                 "credential_source = Ec2InstanceMetadata, but AWS_EC2_METADATA_DISABLED "
                 "is set");
  }
  return wrong(profile,
               "credential_source must be Environment, Ec2InstanceMetadata or "
               "EcsContainer");
}

Result<Role> Planner::role(std::string_view profile, std::string_view arn,
                           std::string_view session) {
  if (!is_role_arn(arn)) return wrong(profile, "role_arn is not the ARN of a role");
  Role role;
  role.arn = arn;
  role.session_name = to_session_name(session.empty() ? kSessionName : session);
  role.external_id = files_.get(profile, "external_id");
  const std::string_view duration = files_.get(profile, "duration_seconds");
  if (duration.empty()) return role;
  const auto [stop, error] =
      std::from_chars(duration.data(), duration.data() + duration.size(), role.duration_seconds);
  if (error != std::errc() || stop != duration.data() + duration.size() ||
      role.duration_seconds < 900 || role.duration_seconds > 43200) {
    return wrong(profile, "duration_seconds must be a number from 900 to 43200");
  }
  return role;
}

Result<CredentialPlan> Planner::web_identity(std::string_view profile, bool environment_too) {
  const auto value = [&](std::string_view name, std::string_view key) {
    const std::string_view set = environment_too ? variable(name) : std::string_view();
    return set.empty() ? files_.get(profile, key) : set;
  };
  const std::string_view arn = value("AWS_ROLE_ARN", "role_arn");
  if (arn.empty()) {
    return fail(Errc::invalid,
                "there is a web identity token file but no role for it. Set "
                "AWS_ROLE_ARN, or role_arn in the profile");
  }
  auto wanted = role(profile, arn, value("AWS_ROLE_SESSION_NAME", "role_session_name"));
  if (!wanted && environment_too) return fail(Errc::invalid, "AWS_ROLE_ARN is not a role's ARN");
  if (!wanted) return std::unexpected(wanted.error());
  WebIdentitySource source{
      *std::move(wanted),
      std::string(value("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file")),
      region_of(profile)};
  if (environment_too) return CredentialPlan{std::move(source), "the web identity token file"};
  return plan(std::move(source), profile);
}

Result<CredentialPlan> Planner::sso(std::string_view profile) {
  const std::string_view session = files_.get(profile, "sso_session");
  if (!session.empty() && !files_.has_sso_session(session)) {
    return wrong(profile, "its sso_session " + quoted(session) + " does not exist");
  }
  const auto value = [&](std::string_view key) {
    return session.empty() ? files_.get(profile, key) : files_.sso_session(session, key);
  };
  SsoSource source;
  source.session = !session.empty();
  source.cache_key = session.empty() ? value("sso_start_url") : session;
  source.region = value("sso_region");
  source.account_id = files_.get(profile, "sso_account_id");
  source.role_name = files_.get(profile, "sso_role_name");
  if (value("sso_start_url").empty() || !is_valid_region(source.region) ||
      source.account_id.empty() || source.role_name.empty()) {
    return wrong(profile,
                 "SSO needs sso_account_id and sso_role_name in the profile, and "
                 "sso_start_url and sso_region in its sso_session");
  }
  return plan(std::move(source), profile);
}

Result<CredentialPlan> Planner::process(std::string_view profile) {
  auto words = split_command(files_.get(profile, "credential_process"));
  if (!words) return wrong(profile, "credential_process: " + words.error().message);
  return plan(ProcessSource{*std::move(words)}, profile);
}

}  // namespace

Result<CredentialPlan> plan_credentials(const PlanInput& input) { return Planner(input).run(); }

const CredentialPlan& base_of(const CredentialPlan& plan) {
  const auto* const role = std::get_if<AssumeRoleSource>(&plan.source);
  return role == nullptr ? plan : base_of(*role->with);
}

std::string_view profile_name(const PlanInput& input) {
  return input.profile.empty() ? kDefaultProfile : std::string_view(input.profile);
}

}  // namespace gw::aws
