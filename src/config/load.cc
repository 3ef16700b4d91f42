#include "config/load.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <expected>
#include <fstream>
#include <unordered_set>
#include <utility>

#include "base/ascii.h"
#include "config/aliases_toml.h"
#include "config/catalogue_toml.h"
#include "config/guardrails_toml.h"
#include "config/keys.h"
#include "config/prices_toml.h"
#include "config/roles_toml.h"
#include "config/routes_toml.h"
#include "config/suggest.h"
#include "config/tenants_toml.h"
#include "config/types.h"
#include "tenancy/directory.h"

namespace gw::config {
namespace {

constexpr std::array<std::string_view, 5> kCredentials{"aws.access_key_id", "aws.secret_access_key",
                                                       "aws.session_token", "aws.api_key",
                                                       "aws.profile"};

// Of what is set to nothing: taken for "not set", it would open what it was meant to close.
constexpr std::string_view kEmpty = "it is set, but empty: give it a value, or leave it out";

std::expected<std::string, std::string> read_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text;
  std::array<char, 4096> chunk;
  while (file.read(chunk.data(), chunk.size()) || file.gcount() > 0)
    text.append(chunk.data(), static_cast<std::size_t>(file.gcount()));
  if (!file.eof())
    return std::unexpected("cannot read '" + path + "': " + std::strerror(errno ? errno : EIO));
  return text;
}

class ConfigLoader {
 public:
  ConfigLoader(const CommandLine& command_line, const Environment& environment)
      : command_line_(command_line) {
    for (const auto& [variable, value] : environment)
      environment_.emplace(variable, is_read(variable) ? trimmed(value, variable) : value);
  }

  Loaded run() && {
    settings_.models = builtin_catalogue();
    load_file();
    apply_port();
    apply_aws_variables();
    apply_terminal_variables();
    apply(from_standard_variables(environment_));
    apply(from_own_variables(environment_, problems_));
    load_table_variables();
    apply(command_line_.assignments);
    load_keys_file();
    check_tenants();
    check_readable("aws.ca_bundle", settings_.aws.ca_bundle);
    check_tls();
    check_region();
    for (Problem& each : check_routes(settings_)) problems_.push_back(std::move(each));
    loaded_.settings = std::move(settings_);
    loaded_.problems = std::move(problems_);
    return std::move(loaded_);
  }

 private:
  void load_file() {
    const bool by_flag = !command_line_.config_file.empty();
    const std::string path(by_flag ? command_line_.config_file
                                   : std::string(get(environment_, kConfigVariable)));
    const std::string named_by = by_flag ? "--config" : std::string(kConfigVariable);
    if (path.empty()) {
      if (environment_.contains(kConfigVariable)) problem(named_by, std::string(kEmpty));
      return;
    }
    const auto text = read_file(path);
    if (!text) return problem(named_by, text.error());
    // As a copy that failed leaves it: what it said, of keys perhaps, is not "nothing".
    if (ascii::trim(*text).empty()) return problem(named_by, "'" + path + "' is empty");
    const auto before = problems_.size();
    const auto assignments = from_toml(*text, path, problems_);
    if (problems_.size() != before) return;  // a broken document would be reported twice
    apply(assignments);
    for (const Tables& tables : kTables) (this->*tables.read)(*text, path);
  }

  void apply_port() {
    const std::string port(get(environment_, "PORT"));
    if (port.empty()) return;
    const auto number = kCount.read(port);
    if (!number || *number > 65535) return problem("PORT", "'" + port + "' is not a port");
    auto& listen = settings_.server.listen;
    listen = listen.substr(0, listen.rfind(':')) + ":" + port;
  }

  // Those that are no settings, or say the opposite of one.
  void apply_aws_variables() {
    for (const auto& [variable, value] : environment_) {
      if (variable.starts_with("AWS_") || variable == "HOME") {
        settings_.aws.environment.emplace(variable, value);
      }
    }
    if (ascii::equal_ignoring_case(get(environment_, "AWS_DISABLE_CLOCK_SKEW_CORRECTION"), "true"))
      settings_.aws.correct_clock = false;
  }

  // https://no-color.org
  void apply_terminal_variables() {
    settings_.log.colors =
        get(environment_, "NO_COLOR").empty() && get(environment_, "TERM") != "dumb";
  }

  void apply(const Assignments& assignments) {
    forget_credentials_replaced_by(assignments);
    for (auto [name, values, where] : assignments) {
      const std::string place = std::string(where).append(": ").append(name);
      for (std::string& value : values) value = trimmed(value, place);
      const auto* key = find_key(name);
      if (!key) {
        problem(where, "unknown key '" + name + "'" + suggestion(name, known_names()));
        continue;
      }
      const bool none = values.empty() || std::ranges::any_of(values, &std::string::empty);
      const auto wrong = none ? std::optional(std::string(kEmpty)) : key->assign(settings_, values);
      if (wrong) problem(where, name + ": " + *wrong);
      loaded_.places[name] = where;
    }
  }

  // A key of one source with the secret or token of another would be nobody's credentials.
  void forget_credentials_replaced_by(const Assignments& assignments) {
    for (const auto& assignment : assignments) {
      if (std::ranges::find(kCredentials, assignment.key) == kCredentials.end()) continue;
      settings_.aws.access_key_id.clear();
      settings_.aws.secret_access_key = {};
      settings_.aws.session_token = {};
      settings_.aws.api_key = {};
      settings_.aws.profile.clear();
      return;
    }
  }

  // What is no setting but tables: each with the variable that holds what stands behind its name.
  struct Tables {
    std::string_view name;
    std::string_view variable;
    void (ConfigLoader::*read)(std::string_view toml, std::string_view source);
  };
  static const std::array<Tables, 8> kTables;

  void load_table_variables() {
    for (const auto& [name, variable, read] : kTables) {
      const auto found = environment_.find(variable);
      if (found == environment_.end()) continue;
      if (found->second.empty())
        problem(std::string(variable), std::string(kEmpty));
      else
        (this->*read)(std::string(name).append(" = ").append(found->second), variable);
    }
  }

  void merge_models(std::string_view toml, std::string_view source) {
    take(load_models(toml, source, settings_.models), settings_.models);
  }

  // The last source that has such tables counts.
  template <auto load, auto member>
  void replace(std::string_view toml, std::string_view source) {
    take(load(toml, source), settings_.*member);
  }

  // Those of a later source come first: of equally good patterns the first one counts.
  void merge_aliases(std::string_view toml, std::string_view source) {
    std::vector<bedrock::Alias> aliases;
    take(load_aliases(toml, source), aliases);
    settings_.aliases.insert(settings_.aliases.begin(), aliases.begin(), aliases.end());
  }

  template <class T>
  void take(std::expected<T, std::vector<Problem>> loaded, T& into) {
    if (loaded)
      into = *std::move(loaded);
    else
      problems_.insert(problems_.end(), loaded.error().begin(), loaded.error().end());
  }

  void load_keys_file() {
    const auto& path = settings_.auth.keys_file;
    if (path.empty()) return;
    const auto text = read_file(path);
    if (!text) return problem_with("auth.keys_file", text.error());
    const auto before = settings_.auth.keys.size() + problems_.size();
    std::string_view rest = *text;
    for (std::size_t number = 1; !rest.empty(); ++number) {
      const auto line = ascii::trim(ascii::take_until('\n', rest));
      if (line.empty() || line.starts_with('#')) continue;
      if (auto key = kGatewayKey.read(line))
        settings_.auth.keys.push_back(*std::move(key));
      else
        problem(path + ":" + std::to_string(number),
                "it must be " + std::string(kGatewayKey.expected));
    }
    if (settings_.auth.keys.size() + problems_.size() == before)
      problem_with("auth.keys_file", "'" + path + "' holds no key");
  }

  void check_tenants() {
    const auto directory = make_directory(settings_);
    if (!directory) problem("key", directory.error());
  }

  void check_readable(std::string_view name, const std::string& path) {
    if (path.empty()) return;
    if (const auto text = read_file(path); !text) problem_with(name, text.error());
  }

  void check_region() {
    if (settings_.aws.region == "auto" && settings_.aws.regions.empty())
      problem("aws.regions", "it is missing: it says which regions 'auto' may choose");
  }

  // A key or authorities without a certificate would be a gateway without TLS by mistake.
  void check_tls() {
    const ServerSettings& server = settings_.server;
    const bool wanted = !server.tls_key.empty() || !server.tls_client_ca.empty();
    if (wanted && server.tls_certificate.empty())
      problem("server.tls_certificate", "it is missing: TLS needs a certificate and its key");
    if (!server.tls_certificate.empty() && server.tls_key.empty())
      problem("server.tls_key", "it is missing: TLS needs a certificate and its key");
    const UpstreamSettings& upstream = settings_.upstream;
    if (upstream.client_certificate.empty() != upstream.client_key.empty())
      problem(upstream.client_key.empty() ? "upstream.client_key" : "upstream.client_certificate",
              "it is missing: a certificate and its key go together");
  }

  static std::vector<std::string> known_names() {
    std::vector<std::string> names;
    for (const auto& key : keys()) names.emplace_back(key.name);
    return names;
  }

  // Secrets that are made with `echo`, or cut out of a page, bring a line end or a blank with them.
  // No value of any setting has one at its ends; one inside is its type's to refuse.
  std::string trimmed(std::string_view value, std::string_view where) {
    const std::string_view bare = ascii::trim(value);
    if (bare.size() != value.size())
      loaded_.warnings.push_back({std::string(where), "white space around its value is left out"});
    return std::string(bare);
  }

  // What is a setting's, or decides where credentials come from.
  static bool is_read(std::string_view variable) {
    const auto standard = [&](const Key& key) {
      return std::ranges::find(key.standard_variables, variable) != key.standard_variables.end();
    };
    return variable.starts_with("AWS_") || variable.starts_with("BEDROCK_GATEWAY_") ||
           variable == "PORT" || std::ranges::any_of(keys(), standard);
  }

  void problem_with(std::string_view key, std::string_view message) {
    problems_.push_back(loaded_.problem_with(key, message));
  }

  void problem(std::string where, std::string message) {
    problems_.push_back({std::move(where), std::move(message)});
  }

  const CommandLine& command_line_;
  Environment environment_;
  Settings settings_;
  std::vector<Problem> problems_;
  Loaded loaded_;  // gets the two at the end
};

const std::array<ConfigLoader::Tables, 8> ConfigLoader::kTables{{
    {"model", kModelsVariable, &ConfigLoader::merge_models},
    {"aliases", kAliasesVariable, &ConfigLoader::merge_aliases},
    {"role", kRolesVariable, &ConfigLoader::replace<load_roles, &Settings::roles>},
    {"guardrail", kGuardrailsVariable,
     &ConfigLoader::replace<load_guardrails, &Settings::guardrails>},
    {"route", kRoutesVariable, &ConfigLoader::replace<load_routes, &Settings::routes>},
    {"team", kTeamsVariable, &ConfigLoader::replace<load_teams, &Settings::teams>},
    {"key", kKeysVariable, &ConfigLoader::replace<load_keys, &Settings::keys>},
    {"price", kPricesVariable, &ConfigLoader::replace<load_prices, &Settings::prices>},
}};

}  // namespace

std::expected<std::shared_ptr<const tenancy::Directory>, std::string> make_directory(
    const Settings& settings, const tenancy::Directory* previous) {
  std::vector<tenancy::Key> keys = settings.keys;
  std::unordered_set<std::string> ids;
  for (const tenancy::Key& key : keys) ids.insert(key.id);
  for (const Secret& secret : settings.auth.keys) {
    const tenancy::KeySecret known{tenancy::digest_of_setting(secret.reveal())};
    std::string id = tenancy::id_of(known.digest);
    if (!ids.insert(id).second) continue;  // named twice
    tenancy::Key& key = keys.emplace_back();
    key.id = std::move(id);
    key.secrets.push_back(known);
  }
  return tenancy::Directory::make(settings.teams, std::move(keys), previous);
}

Problem Loaded::problem_with(std::string_view key, std::string_view message) const {
  const auto place = places.find(key);
  if (place == places.end()) return {std::string(key), std::string(message)};
  return {place->second, std::string(key) + ": " + std::string(message)};
}

Environment to_environment(const char* const* variables) {
  Environment environment;
  for (; *variables; ++variables) {
    std::string_view value = *variables;
    const auto name = ascii::take_until('=', value);
    environment.emplace(name, value);
  }
  return environment;
}

Loaded load(const CommandLine& command_line, const Environment& environment) {
  return ConfigLoader(command_line, environment).run();
}

}  // namespace gw::config
