#include "config/keys.h"

#include <fstream>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gw::config {
namespace {

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(GW_SOURCE_DIR + ("/" + path)).rdbuf();
  return text.str();
}

std::string row(const Key& key) {
  std::string row = "| `" + std::string(key.name) + "` | ";
  row += key.is_list ? "list" : key.type;
  const auto value = key.show(Settings{});
  row += value.empty() ? " | | " : " | `" + value + "` | ";
  row += key.description;
  for (const auto variable : key.standard_variables)
    row += std::string(variable == key.standard_variables.front() ? " Also " : ", ") + "`" +
           std::string(variable) + "`";
  if (!key.standard_variables.empty()) row += ".";
  return row + " |\n";
}

TEST(Keys, AreTheTableOfTheDocument) {
  std::string table;
  for (const auto& key : keys()) table += row(key);
  EXPECT_THAT(read("docs/configuration.md"), testing::HasSubstr(table)) << table;
}

TEST(Keys, HaveDifferentNamesAndVariables) {
  std::set<std::string> variables;
  for (const auto& key : keys())
    EXPECT_TRUE(variables.insert(environment_variable(key.name)).second) << key.name;
}

TEST(Keys, AreFoundByTheirNames) {
  for (const auto& key : keys()) EXPECT_EQ(find_key(key.name), &key);
  EXPECT_EQ(find_key("server"), nullptr);
  EXPECT_EQ(environment_variable("server.max_body"), "BEDROCK_GATEWAY_SERVER_MAX_BODY");
}

}  // namespace
}  // namespace gw::config
