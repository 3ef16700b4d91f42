// Settings from their sources, the later of these over the earlier: defaults, a TOML file, the
// variables that AWS and hosting platforms have agreed on, BEDROCK_GATEWAY_ variables, flags.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/command_line.h"
#include "config/problem.h"
#include "config/settings.h"
#include "config/sources.h"
#include "tenancy/directory.h"

namespace gw::config {

// Names the file when no flag does.
inline constexpr std::string_view kConfigVariable = "BEDROCK_GATEWAY_CONFIG";
// What stands behind "model =" in a file: [{pattern = "...", api = "invoke"}].
inline constexpr std::string_view kModelsVariable = "BEDROCK_GATEWAY_MODELS";
// What stands behind "aliases =": {"gpt-4o" = "us.anthropic.claude-sonnet-4-6"}.
inline constexpr std::string_view kAliasesVariable = "BEDROCK_GATEWAY_ALIASES";
// What stands behind "guardrail =": [{key = "3f2a9c01d4e8", id = "gr1abc23def4"}].
inline constexpr std::string_view kGuardrailsVariable = "BEDROCK_GATEWAY_GUARDRAILS";
// What stands behind "role =": [{arn = "arn:aws:iam::111122223333:role/bedrock"}].
inline constexpr std::string_view kRolesVariable = "BEDROCK_GATEWAY_ROLES";
// What stands behind "route =": [{name = "sonnet", targets = [{model = "...", region = "..."}]}].
inline constexpr std::string_view kRoutesVariable = "BEDROCK_GATEWAY_ROUTES";

// What stands behind "team =": [{id = "research", limits = {rpm = 600}}].
inline constexpr std::string_view kTeamsVariable = "BEDROCK_GATEWAY_TEAMS";
// What stands behind "key =": [{id = "alice", secret = "sha256:..."}].
inline constexpr std::string_view kKeysVariable = "BEDROCK_GATEWAY_KEYS";

// What stands behind "price =": [{model = "...", where = ["us"], input = "3.30"}].
inline constexpr std::string_view kPricesVariable = "BEDROCK_GATEWAY_PRICES";

// From the third argument of main().
Environment to_environment(const char* const* variables);

struct Loaded {
  Settings settings;  // to be used only when there are no problems
  std::vector<Problem> problems;
  std::vector<Problem> warnings;  // what was put right, and had better be put right at its source
  std::map<std::string, std::string, std::less<>> places;  // of each key that is set, as Problem's

  // What is wrong with the value of a key, found out by others.
  Problem problem_with(std::string_view key, std::string_view message) const;
};

// All teams and keys of the settings: those of the tables, and auth.keys, each known by the first
// digits of its hash. What they use at the moment goes on from `previous`, which may be null.
// Errors are for people, as Directory::make's.
std::expected<std::shared_ptr<const tenancy::Directory>, std::string> make_directory(
    const Settings& settings, const tenancy::Directory* previous = nullptr);

// Reads the configuration file and the files that settings name, nothing else.
Loaded load(const CommandLine& command_line, const Environment& environment);

}  // namespace gw::config
