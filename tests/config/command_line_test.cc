#include "config/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gw::config {
namespace {

using testing::HasSubstr;

std::expected<CommandLine, Exit> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "bedrock-gateway");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

TEST(CommandLine, MayBeEmpty) {
  const auto parsed = parse({});
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed->config_file.empty());
  EXPECT_FALSE(parsed->check_config);
  EXPECT_TRUE(parsed->assignments.empty());
}

TEST(CommandLine, CommandsTakeTheFlagsToo) {
  const auto models = parse({"models", "--demo", "--region", "eu-west-1"});
  ASSERT_TRUE(models);
  EXPECT_TRUE(models->list_models);
  EXPECT_FALSE(models->doctor);
  EXPECT_EQ(models->assignments.size(), 2U);
  const auto doctor = parse({"doctor", "--model", "a", "--model", "b"});
  ASSERT_TRUE(doctor);
  EXPECT_TRUE(doctor->doctor);
  EXPECT_FALSE(doctor->list_models);
  EXPECT_EQ(doctor->models, (std::vector<std::string>{"a", "b"}));
}

TEST(CommandLine, FlagsBecomeSettings) {
  const auto parsed =
      parse({"--config", "gateway.toml", "--listen", "127.0.0.1:0", "--workers=2", "--demo",
             "--demo-script", "script.json", "--allow-unauthenticated", "--check-config"});
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->config_file, "gateway.toml");
  EXPECT_TRUE(parsed->check_config);
  std::vector<std::pair<std::string, std::string>> assigned;
  for (const auto& [key, values, where] : parsed->assignments)
    assigned.emplace_back(key, values.at(0));
  EXPECT_THAT(assigned, testing::ElementsAre(testing::Pair("server.listen", "127.0.0.1:0"),
                                             testing::Pair("server.workers", "2"),
                                             testing::Pair("demo", "true"),
                                             testing::Pair("demo_script", "script.json"),
                                             testing::Pair("auth.allow_unauthenticated", "true")));
}

TEST(CommandLine, HelpAndVersionSucceed) {
  const auto help = parse({"--help"});
  ASSERT_FALSE(help);
  EXPECT_EQ(help.error().status, 0);
  EXPECT_THAT(help.error().text, HasSubstr("--listen HOST:PORT"));
  const auto version = parse({"--version"});
  ASSERT_FALSE(version);
  EXPECT_EQ(version.error().status, 0);
  EXPECT_THAT(version.error().text, testing::MatchesRegex("bedrock-gateway [0-9.]+\n"));
}

TEST(CommandLine, WrongUseIsOneLineAndStatusTwo) {
  const std::vector<std::vector<const char*>> wrong_uses{
      {"--nosuch"}, {"stray"}, {"--listen"}, {"--demo=maybe"}, {"--config"}};
  for (const auto& arguments : wrong_uses) {
    const auto parsed = parse(arguments);
    ASSERT_FALSE(parsed) << arguments[0];
    EXPECT_EQ(parsed.error().status, 2);
    EXPECT_EQ(std::ranges::count(parsed.error().text, '\n'), 1) << parsed.error().text;
    EXPECT_THAT(parsed.error().text, testing::EndsWith("(see --help)\n"));
  }
}

}  // namespace
}  // namespace gw::config
