#include "config/command_line.h"

#include <optional>

#include <CLI/CLI.hpp>

namespace gw::config {
namespace {

constexpr const char* kFooter = R"(
Every setting can stand in the file or in the environment, as BEDROCK_GATEWAY_<SECTION>_<KEY>; flags
win over the environment, the environment over the file. AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
AWS_SESSION_TOKEN, AWS_BEARER_TOKEN_BEDROCK, AWS_REGION, AWS_DEFAULT_REGION,
AWS_ENDPOINT_URL_BEDROCK_RUNTIME, AWS_ENDPOINT_URL, AWS_CA_BUNDLE and PORT are honoured. With --demo the built-in
simulator answers instead of AWS, and no credentials are needed.)";

}  // namespace

std::string_view version() { return GW_VERSION; }

std::expected<CommandLine, Exit> parse_command_line(int argc, const char* const* argv,
                                                    const std::string& doors) {
  CommandLine result;
  std::optional<std::string> listen;
  std::optional<std::string> workers;
  std::optional<std::string> region;
  std::optional<std::string> demo_script;
  bool demo = false;
  bool allow_unauthenticated = false;
  bool reuse_port = false;

  CLI::App app("OpenAI's and Anthropic's APIs in front of AWS Bedrock.", "bedrock-gateway");
  app.footer(doors.empty() ? kFooter : "\nAnswers:\n" + doors + kFooter);
  app.set_version_flag("--version", "bedrock-gateway " + std::string(version()),
                       "Print the version");
  app.set_help_flag("-h,--help", "Print this text");
  auto* const config =
      app.add_option("--config", result.config_file, "Settings in TOML")->option_text("FILE");
  app.add_option("--listen", listen, "Where to listen [127.0.0.1:3000]")->option_text("HOST:PORT");
  app.add_option("--workers", workers, "Threads [one for each core]")->option_text("N");
  app.add_flag("--reuse-port", reuse_port,
               "Listen though another gateway does, to take over from it");
  app.add_option("--region", region, "Region of requests that name none; auto: the nearest")
      ->option_text("REGION");
  app.add_flag("--demo", demo, "Answer from the built-in simulator");
  app.add_option("--demo-script", demo_script, "What the simulator answers")->option_text("FILE");
  app.add_flag("--check-config", result.check_config, "Print what is wrong with the settings");
  app.add_flag("--allow-unauthenticated", allow_unauthenticated,
               "Serve the environment's AWS credentials to the network without a gateway key");

  CLI::App* doctor = app.add_subcommand(
      "doctor", "Say step by step whether credentials, endpoint and models work");
  doctor->add_option("--model", result.models, "A model to ask for one token; may be repeated")
      ->option_text("ID");
  doctor->fallthrough();  // --config and the other flags may stand behind it
  CLI::App* list = app.add_subcommand(
      "models", "Show the models that requests can name, as GET /v1/models does");
  list->fallthrough();

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return std::unexpected(Exit{0, app.help()});
  } catch (const CLI::CallForVersion&) {
    return std::unexpected(Exit{0, app.version() + "\n"});
  } catch (const CLI::ParseError& error) {
    return std::unexpected(
        Exit{2, "bedrock-gateway: " + std::string(error.what()) + " (see --help)\n"});
  }

  if (config->count() > 0 && result.config_file.empty())
    return std::unexpected(Exit{2, "bedrock-gateway: --config names no file\n"});
  result.doctor = doctor->parsed();
  result.list_models = list->parsed();
  const auto assign = [&](const char* key, std::string value, const char* flag) {
    result.assignments.push_back({key, {std::move(value)}, flag});
  };
  if (listen) assign("server.listen", *listen, "--listen");
  if (workers) assign("server.workers", *workers, "--workers");
  if (reuse_port) assign("server.reuse_port", "true", "--reuse-port");
  if (region) assign("aws.region", *region, "--region");
  if (demo) assign("demo", "true", "--demo");
  if (demo_script) assign("demo_script", *demo_script, "--demo-script");
  if (allow_unauthenticated)
    assign("auth.allow_unauthenticated", "true", "--allow-unauthenticated");
  return result;
}

}  // namespace gw::config
