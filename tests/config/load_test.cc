#include "config/load.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bedrock/catalogue.h"
#include "config/keys.h"

namespace gw::config {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

class LoadTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string file(const std::string& name, std::string_view text) {
    std::filesystem::create_directories(directory_);
    const auto path = directory_ / name;
    std::ofstream(path) << text;
    return path.string();
  }

  Loaded load_toml(std::string_view text, const Environment& environment = {}) {
    return load({.config_file = file("gateway.toml", text)}, environment);
  }

 private:
  std::filesystem::path directory_ = std::filesystem::path(testing::TempDir()) /
                                     testing::UnitTest::GetInstance()->current_test_info()->name();
};

auto is_problem(const std::string& where, const std::string& message) {
  return AllOf(Field(&Problem::where, HasSubstr(where)),
               Field(&Problem::message, HasSubstr(message)));
}

TEST_F(LoadTest, WithoutAnySourceTheDefaultsHold) {
  const auto loaded = load({}, {});
  EXPECT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.settings.server.listen, "127.0.0.1:3000");
  EXPECT_EQ(loaded.settings.server.max_body, 32U * 1024 * 1024);
  EXPECT_FALSE(loaded.settings.demo);
  EXPECT_FALSE(loaded.settings.models.empty());
}

TEST_F(LoadTest, AFileSetsEveryKindOfValue) {
  const auto loaded = load_toml(R"(
strict = true
[server]
listen = "0.0.0.0:80"
workers = 2
max_body = "64MiB"
idle_timeout = "2m"
cors_origins = ["https://a.example", "https://b.example"]
[auth]
keys = ["plain", "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]
[log]
level = "warning"
)");
  ASSERT_THAT(loaded.problems, IsEmpty());
  const auto& settings = loaded.settings;
  EXPECT_TRUE(settings.strict);
  EXPECT_EQ(settings.server.listen, "0.0.0.0:80");
  EXPECT_EQ(settings.server.workers, 2U);
  EXPECT_EQ(settings.server.max_body, 64U * 1024 * 1024);
  EXPECT_EQ(settings.server.idle_timeout, minutes(2));
  EXPECT_THAT(settings.server.cors_origins, ElementsAre("https://a.example", "https://b.example"));
  EXPECT_EQ(settings.auth.keys.size(), 2U);
  EXPECT_EQ(settings.log.level, LogLevel::warning);
}

TEST_F(LoadTest, FlagsWinOverTheEnvironmentAndTheEnvironmentOverTheFile) {
  const auto path = file("gateway.toml",
                         "[server]\nlisten = 'file:1'\nworkers = 1\n[upstream]\n"
                         "connect_timeout = '1s'\n");
  const Environment environment{{"BEDROCK_GATEWAY_CONFIG", path},
                                {"BEDROCK_GATEWAY_SERVER_LISTEN", "environment:2"},
                                {"BEDROCK_GATEWAY_SERVER_WORKERS", "2"}};
  const CommandLine flags{.assignments = {{"server.listen", {"flag:3"}, "--listen"}}};

  const auto loaded = load(flags, environment);

  ASSERT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.settings.server.listen, "flag:3");
  EXPECT_EQ(loaded.settings.server.workers, 2U);
  EXPECT_EQ(loaded.settings.upstream.connect_timeout, seconds(1));
}

TEST_F(LoadTest, TheProblemsOfAllSourcesAreReportedAtOnce) {
  const auto loaded =
      load_toml("[aws]\nendpoint = { url = 'x' }\n", {{"BEDROCK_GATEWAY_LOG_LEVEL", "loud"},
                                                      {"BEDROCK_GATEWAY_SERVER_LISTN", "y"},
                                                      {"AWS_ENDPOINT_URL", "ftp://x"},
                                                      {"PORT", "http"}});
  EXPECT_THAT(
      loaded.problems,
      testing::UnorderedElementsAre(
          is_problem("gateway.toml:2", "'aws.endpoint' must be a text"),
          is_problem("PORT", "'http' is not a port"),
          is_problem("BEDROCK_GATEWAY_SERVER_LISTN", "mean 'BEDROCK_GATEWAY_SERVER_LISTEN'?"),
          is_problem("BEDROCK_GATEWAY_LOG_LEVEL", "'loud' is not debug, info"),
          is_problem("AWS_ENDPOINT_URL", "aws.endpoint: 'ftp://x' is not an http or https URL"),
          is_problem("AWS_ENDPOINT_URL", "aws.control_endpoint: 'ftp://x' is not")));
}

TEST_F(LoadTest, TheProblemsOfAFileCarryTheirLines) {
  const auto loaded = load_toml(
      "[server]\n"
      "lisen = 'x'\n"
      "max_body = 'big'\n"
      "workers = 5000\n"
      "drain_timeout = 30\n"
      "listen = ['a', 'b']\n"
      "[nosuch]\n"
      "key = 1\n"
      "[auth]\n"
      "keys = ['sha256:12']\n"
      "[aws]\n"
      "region = 'evil.example/'\n"
      "[[model]]\n"
      "pattern = 'x*'\n"
      "colour = 1\n");
  EXPECT_THAT(loaded.problems,
              testing::UnorderedElementsAre(
                  is_problem("gateway.toml:2", "'server.lisen' (did you mean 'server.listen'?)"),
                  is_problem("gateway.toml:3", "server.max_body: 'big' is not a size"),
                  is_problem("gateway.toml:4", "server.workers: '5000' is not a number up to"),
                  is_problem("gateway.toml:5", "server.drain_timeout: '30' is not a duration"),
                  is_problem("gateway.toml:6", "server.listen: it takes one value"),
                  is_problem("gateway.toml:8", "unknown key 'nosuch.key'"),
                  is_problem("gateway.toml:10", "'sha256:' and 64 hexadecimal digits"),
                  is_problem("gateway.toml:12", "'evil.example/' is not a region"),
                  is_problem("gateway.toml:15", "unknown key 'colour'")));
}

TEST_F(LoadTest, ABrokenFileIsReportedOnce) {
  EXPECT_THAT(load_toml("[server\n").problems, ElementsAre(is_problem("gateway.toml:1", "")));
}

TEST_F(LoadTest, AMissingFileIsAProblem) {
  EXPECT_THAT(load({.config_file = "/no/such/file"}, {}).problems,
              ElementsAre(is_problem("--config", "'/no/such/file': No such file or directory")));
  EXPECT_THAT(load({.config_file = "/"}, {}).problems, ElementsAre(is_problem("--config", "'/'")));
  EXPECT_THAT(load({}, {{"BEDROCK_GATEWAY_CONFIG", "/no/such/file"}}).problems,
              ElementsAre(is_problem("BEDROCK_GATEWAY_CONFIG", "/no/such/file")));
  EXPECT_THAT(
      load({}, {{"AWS_CA_BUNDLE", "/no/such/bundle"}}).problems,
      ElementsAre(is_problem("AWS_CA_BUNDLE", "aws.ca_bundle: cannot read '/no/such/bundle")));
}

TEST_F(LoadTest, MessagesDoNotRepeatSecrets) {
  const auto loaded = load_toml("[auth]\nkeys = ['sha256:tell-nobody']\n");
  ASSERT_EQ(loaded.problems.size(), 1U);
  EXPECT_THAT(loaded.problems[0].message, Not(HasSubstr("tell-nobody")));
}

TEST_F(LoadTest, TheVariablesOfAwsAreHonoured) {
  const auto settings = load({}, {{"AWS_ACCESS_KEY_ID", "AKID"},
                                  {"AWS_SECRET_ACCESS_KEY", "secret"},
                                  {"AWS_SESSION_TOKEN", "token"},
                                  {"AWS_DEFAULT_REGION", "eu-west-1"},
                                  {"AWS_ENDPOINT_URL", "http://127.0.0.1:1"}})
                            .settings;
  EXPECT_EQ(settings.aws.access_key_id, "AKID");
  EXPECT_EQ(settings.aws.secret_access_key.reveal(), "secret");
  EXPECT_EQ(settings.aws.session_token.reveal(), "token");
  EXPECT_EQ(settings.aws.region, "eu-west-1");
  EXPECT_EQ(settings.aws.endpoint, "http://127.0.0.1:1");
}

TEST_F(LoadTest, TheMoreSpecificVariableCounts) {
  const auto settings = load({}, {{"AWS_DEFAULT_REGION", "eu-west-1"},
                                  {"AWS_REGION", "us-west-2"},
                                  {"AWS_ENDPOINT_URL", "http://127.0.0.1:1"},
                                  {"AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:2"}})
                            .settings;
  EXPECT_EQ(settings.aws.region, "us-west-2");
  EXPECT_EQ(settings.aws.endpoint, "http://127.0.0.1:2");
}

TEST_F(LoadTest, EmptyVariablesOfOthersCountAsUnset) {
  const auto loaded =
      load({}, {{"AWS_REGION", ""}, {"AWS_DEFAULT_REGION", "eu-west-1"}, {"PORT", ""}});
  EXPECT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.settings.aws.region, "eu-west-1");
  EXPECT_EQ(loaded.settings.server.listen, "127.0.0.1:3000");
}

TEST_F(LoadTest, O1WhatIsSetToNothingIsAProblem) {
  const std::string empty = "it is set, but empty";
  for (const Key& key : keys()) {
    const std::string variable = environment_variable(key.name);
    EXPECT_THAT(load({}, {{variable, ""}}).problems, ElementsAre(is_problem(variable, empty)));
    const auto dot = key.name.find('.');
    const std::string_view section = dot == key.name.npos ? "" : key.name.substr(0, dot);
    std::string text = section.empty() ? "" : "[" + std::string(section) + "]";
    text.append("\n").append(key.name.substr(dot + 1)).append(" = ");
    EXPECT_THAT(load_toml(text + "''").problems, ElementsAre(is_problem("toml:2", empty))) << text;
    if (!key.is_list) continue;
    EXPECT_THAT(load_toml(text + "[]").problems, ElementsAre(is_problem("toml:2", empty))) << text;
    EXPECT_THAT(load_toml(text + "['', ' ']").problems, ElementsAre(is_problem("toml:2", empty)))
        << text;
  }
  for (const std::string_view variable : {kConfigVariable, kModelsVariable, kAliasesVariable,
                                          kRolesVariable, kGuardrailsVariable, kRoutesVariable}) {
    EXPECT_THAT(load({}, {{std::string(variable), ""}}).problems,
                ElementsAre(is_problem(std::string(variable), empty)));
  }
}

TEST_F(LoadTest, O1FilesThatHoldNothingAreProblems) {
  for (const std::string_view text : {"", "\n\n", "# all\n  # of it\n"}) {
    const auto path = file("keys", text);
    const Environment environment{{"BEDROCK_GATEWAY_AUTH_KEYS_FILE", path},
                                  {"BEDROCK_GATEWAY_AUTH_KEYS", "another"}};
    EXPECT_THAT(load({}, environment).problems,
                ElementsAre(is_problem("BEDROCK_GATEWAY_AUTH_KEYS_FILE",
                                       "auth.keys_file: '" + path + "' holds no key")));
  }
  EXPECT_THAT(load_toml(" \n").problems, ElementsAre(is_problem("--config", "is empty")));
  EXPECT_THAT(load_toml("# All defaults.\n").problems, IsEmpty());
}

TEST_F(LoadTest, O1AnEmptyTextInATableIsNotAnAbsentOne) {
  const std::string role = "[[role]]\narn = 'arn:aws:iam::111122223333:role/a'\n";
  const std::string route = "[[route]]\nname = 'a'\ntargets = [{model = 'a', region = 'b'}]\n";
  EXPECT_THAT(load_toml(role + "key = ''\n").problems,
              ElementsAre(is_problem("toml:3", "'key' must be a text that is not empty")));
  EXPECT_THAT(load_toml("[[guardrail]]\nid = 'abc'\nkey = ''\n").problems,
              ElementsAre(is_problem("toml:3", "'key' must be a text that is not empty")));
  EXPECT_THAT(load_toml(route + "residency = []\n").problems,
              ElementsAre(is_problem("toml:4", "'residency' must be")));
}

TEST_F(LoadTest, O3WhiteSpaceAroundAValueIsLeftOutWithAWarning) {
  const Environment environment{
      {"AWS_ACCESS_KEY_ID", "AKID\n"},         {"AWS_SECRET_ACCESS_KEY", " secret\r\n"},
      {"AWS_SESSION_TOKEN", "token\t"},        {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "bearer\n"},
      {"HTTPS_PROXY", "http://u:p@proxy:1\n"}, {"BEDROCK_GATEWAY_AUTH_KEYS", "key\n"}};
  const auto loaded = load({}, environment);
  const auto& [problems, warnings] = std::pair(loaded.problems, loaded.warnings);
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(loaded.settings.aws.access_key_id, "AKID");
  EXPECT_EQ(loaded.settings.aws.secret_access_key.reveal(), "secret");
  EXPECT_EQ(loaded.settings.aws.session_token.reveal(), "token");
  EXPECT_EQ(get(loaded.settings.aws.environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN"), "bearer");
  EXPECT_EQ(loaded.settings.upstream.proxy.reveal(), "http://u:p@proxy:1");
  EXPECT_EQ(loaded.settings.auth.keys.at(0).reveal(), "key");
  ASSERT_EQ(warnings.size(), environment.size());
  for (const auto& warning : warnings) {
    EXPECT_TRUE(environment.contains(warning.where)) << warning.where;
    EXPECT_THAT(warning.message, HasSubstr("white space around"));
  }
  EXPECT_THAT(load_toml("[aws]\napi_key = 'ABSKx '\n").warnings,
              ElementsAre(is_problem("gateway.toml:2: aws.api_key", "white space")));
}

TEST_F(LoadTest, O3WhiteSpaceInsideACredentialIsAProblemThatDoesNotRepeatIt) {
  for (const std::string_view key :
       {"access_key_id", "secret_access_key", "session_token", "api_key"}) {
    const auto text = "[aws]\n" + std::string(key) + " = \"CANARY\\nCANARY\"\n";
    const auto loaded = load_toml(text);
    EXPECT_THAT(loaded.problems,
                ElementsAre(is_problem("gateway.toml:2", "without blanks and line ends")));
    EXPECT_THAT(loaded.problems[0].message, AllOf(HasSubstr(key), Not(HasSubstr("CANARY"))));
  }
  EXPECT_THAT(load_toml("[auth]\nkeys = [\"a\\nb\"]\n").problems,
              ElementsAre(is_problem("gateway.toml:2", "auth.keys: it must be")));
}

TEST_F(LoadTest, CredentialsAreNeverMixedFromTwoSources) {
  const auto loaded = load_toml(
      "[aws]\naccess_key_id = 'FILE'\nsecret_access_key = 'file'\nsession_token = 'file'\n",
      {{"AWS_ACCESS_KEY_ID", "ENVIRONMENT"}});
  EXPECT_EQ(loaded.settings.aws.access_key_id, "ENVIRONMENT");
  EXPECT_TRUE(loaded.settings.aws.secret_access_key.empty());
  EXPECT_TRUE(loaded.settings.aws.session_token.empty());
}

TEST_F(LoadTest, PortChangesThePortAlone) {
  EXPECT_EQ(load({}, {{"PORT", "8080"}}).settings.server.listen, "127.0.0.1:8080");
  EXPECT_EQ(
      load_toml("[server]\nlisten = '[::]:3000'\n", {{"PORT", "8080"}}).settings.server.listen,
      "[::]:8080");
  EXPECT_THAT(load({}, {{"PORT", "65536"}}).problems, ElementsAre(is_problem("PORT", "65536")));
}

TEST_F(LoadTest, ListsInVariablesAreSeparatedByCommas) {
  const auto settings =
      load({}, {{"BEDROCK_GATEWAY_SERVER_CORS_ORIGINS", "https://a.example, https://b.example,"}})
          .settings;
  EXPECT_THAT(settings.server.cors_origins, ElementsAre("https://a.example", "https://b.example"));
}

TEST_F(LoadTest, TheVariablesThatKubernetesAddsForAServiceAreIgnored) {
  EXPECT_THAT(load({}, {{"BEDROCK_GATEWAY_SERVICE_HOST", "10.0.0.1"},
                        {"BEDROCK_GATEWAY_PORT", "tcp://10.0.0.1:3000"},
                        {"BEDROCK_GATEWAY_PORT_3000_TCP_ADDR", "10.0.0.1"}})
                  .problems,
              IsEmpty());
}

TEST_F(LoadTest, ModelsAreChangedByFileAndVariable) {
  const auto loaded =
      load_toml("[[model]]\npattern = 'anthropic.claude-3-haiku-20240307-v1:0'\napi = 'invoke'\n",
                {{"BEDROCK_GATEWAY_MODELS", "[{pattern = 'meta.new', system = false}]"}});
  ASSERT_THAT(loaded.problems, IsEmpty());
  const bedrock::Catalogue catalogue(loaded.settings.models);
  EXPECT_EQ(catalogue.find("anthropic.claude-3-haiku-20240307-v1:0").api, bedrock::Api::invoke);
  EXPECT_FALSE(catalogue.find("meta.new").system);
}

TEST_F(LoadTest, AliasesComeFromFileAndVariable) {
  const auto loaded = load_toml(
      "[aliases]\n'gpt-4o' = 'us.anthropic.claude-sonnet-4-6'\n'gpt-*' = 'amazon.nova-pro-v1:0'\n",
      {{"BEDROCK_GATEWAY_ALIASES", "{'gpt-4o' = 'eu-west-1/amazon.nova-lite-v1:0'}"}});
  ASSERT_THAT(loaded.problems, IsEmpty());
  const bedrock::Aliases aliases(loaded.settings.aliases);
  EXPECT_EQ(aliases.resolve("gpt-4o"), "eu-west-1/amazon.nova-lite-v1:0");
  EXPECT_EQ(aliases.resolve("gpt-5"), "amazon.nova-pro-v1:0");
}

TEST_F(LoadTest, WrongAliasesAreProblems) {
  EXPECT_THAT(load_toml("aliases = 1\n").problems,
              ElementsAre(is_problem("gateway.toml:1", "'aliases' must be a table")));
  EXPECT_THAT(load_toml("[aliases]\na = 1\nb = ''\nc = 'x\"}'\n'' = 'x'\nd = '..'\n").problems,
              testing::UnorderedElementsAre(
                  is_problem("gateway.toml:2", "the alias 'a' must name one model, as a text"),
                  is_problem("gateway.toml:3", "the alias 'b': the model id is empty"),
                  is_problem("gateway.toml:4", "the alias 'c': a model id has letters"),
                  is_problem("gateway.toml:5", "an alias needs a name"),
                  is_problem("gateway.toml:6", "the alias 'd': the model id is a path")));
  EXPECT_THAT(load({}, {{"BEDROCK_GATEWAY_ALIASES", "{"}}).problems,
              ElementsAre(is_problem("BEDROCK_GATEWAY_ALIASES:1", "")));
}

TEST_F(LoadTest, AKeysFileAddsToTheKeys) {
  const auto path = file("keys", "# team a\nfirst\n\n  second  \nsha256:12\n");
  const auto loaded =
      load({}, {{"BEDROCK_GATEWAY_AUTH_KEYS", "zeroth"}, {"BEDROCK_GATEWAY_AUTH_KEYS_FILE", path}});
  EXPECT_THAT(loaded.problems, ElementsAre(is_problem("keys:5", "64 hexadecimal digits")));
  ASSERT_EQ(loaded.settings.auth.keys.size(), 3U);
  EXPECT_EQ(loaded.settings.auth.keys[0].reveal(), "zeroth");
  EXPECT_EQ(loaded.settings.auth.keys[2].reveal(), "second");
}

TEST_F(LoadTest, HostsToFetchFromHaveOneForm) {
  const auto loaded = load_toml(
      "[media]\nfetch_hosts = ['*.Example.com']\n"
      "fetch_private_origins = ['http://minio.internal:9000']\n");
  EXPECT_THAT(loaded.problems, ElementsAre());
  EXPECT_THAT(loaded.settings.media.fetch_hosts, ElementsAre("*.example.com"));
  EXPECT_THAT(
      load_toml("[media]\nfetch_hosts = ['https://a']\nfetch_private_origins = ['a']\n").problems,
      testing::UnorderedElementsAre(is_problem("gateway.toml:2", "is not a host"),
                                    is_problem("gateway.toml:3", "is not an origin")));
}

TEST_F(LoadTest, O11WhatNothingFitsIntoIsAProblem) {
  for (const std::string_view key :
       {"server.max_body", "server.max_head", "server.head_timeout", "server.idle_timeout",
        "upstream.connect_timeout", "upstream.first_byte_timeout", "upstream.idle_timeout",
        "chat.max_choices", "media.fetch_size", "aws.process_timeout"}) {
    const std::string variable = environment_variable(key);
    EXPECT_THAT(load({}, {{variable, "0"}}).problems,
                ElementsAre(is_problem(variable, std::string(key) + ": '0' is not")));
  }
}

TEST_F(LoadTest, O11WhatOthersFindIsToldWithItsPlace) {
  const auto loaded = load_toml("[upstream]\nproxy = 'nowhere:x'\n", {{"AWS_PROFILE", "dev"}});
  EXPECT_THAT(loaded.problem_with("upstream.proxy", "no"),
              is_problem("toml:2", "upstream.proxy: no"));
  EXPECT_EQ(loaded.problem_with("aws.profile", "no").where, "AWS_PROFILE");
  EXPECT_THAT(loaded.problem_with("aws.region", "no"), is_problem("aws.region", "no"));
}

TEST(ToEnvironment, SplitsAtTheFirstEqualsSign) {
  const char* const variables[] = {"A=1", "B=x=y", "C=", nullptr};
  EXPECT_THAT(
      to_environment(variables),
      ElementsAre(testing::Pair("A", "1"), testing::Pair("B", "x=y"), testing::Pair("C", "")));
}

}  // namespace
}  // namespace gw::config
