// The catalogue against facts about models that are kept outside of this repository: skipped where
// they are not there.
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "bedrock/catalogue.h"
#include "config/catalogue_toml.h"
#include "json/value.h"

namespace gw::config {
namespace {

using bedrock::ModelRules;

// The facts about one model; what is null or missing is not known.
class Facts {
 public:
  explicit Facts(json::Object object) : object_(object) {}

  std::optional<std::string> text(std::string_view name) const {
    const auto value = object_.find(name);
    const auto string = value ? value->string() : std::nullopt;
    return string ? std::optional(std::string(string->escaped)) : std::nullopt;
  }
  std::optional<std::int64_t> number(std::string_view name) const {
    const auto value = object_.find(name);
    return value ? value->integer() : std::nullopt;
  }
  std::optional<bool> flag(std::string_view name) const {
    const auto value = object_.find(name);
    if (value && value->boolean()) return value->boolean();
    const auto flags = object_.find("flags");
    const auto inner = flags ? flags->object()->find(name) : std::nullopt;
    return inner ? inner->boolean() : std::nullopt;
  }

 private:
  json::Object object_;
};

std::string_view name(bedrock::Status status) {
  if (status == bedrock::Status::active) return "active";
  return status == bedrock::Status::legacy ? "legacy" : "eol";
}

std::string_view name(bedrock::Sampling sampling) {
  if (sampling == bedrock::Sampling::both) return "both";
  return sampling == bedrock::Sampling::one_of ? "one_of" : "none";
}

void expect_no_contradiction(const Facts& facts, const ModelRules& rules) {
  const std::string id = *facts.text("id");
  if (const auto status = facts.text("status")) {
    EXPECT_EQ(name(rules.status), *status) << id;
  }
  if (const auto eol = facts.text("eol")) {
    EXPECT_EQ(rules.end_of_life.substr(0, 7), eol->substr(0, 7)) << id;
  }
  if (const auto most = facts.number("max_output")) {
    EXPECT_EQ(rules.max_output, *most) << id;
  }
  if (const auto context = facts.number("context"); context && !rules.card.name.empty()) {
    EXPECT_EQ(rules.card.context, *context) << id;
  }
  if (const auto sampling = facts.text("sampling")) {
    EXPECT_EQ(name(rules.sampling), sampling->substr(0, sampling->find(';'))) << id;
    EXPECT_EQ(rules.stop, !sampling->contains("stopSequences rejected")) << id;
  }
  if (const auto prefill = facts.flag("prefill")) {
    EXPECT_EQ(rules.prefill, *prefill) << id;
  }
  if (const auto system = facts.flag("system")) {
    EXPECT_EQ(rules.system, *system) << id;
  }
  const auto tools = facts.flag("tools");
  if (tools) {
    EXPECT_EQ(rules.tools, *tools) << id;
  }
  if (!tools.value_or(true)) return;
  if (const auto forced = facts.flag("forced_tool")) {
    EXPECT_EQ(rules.forced_tool != bedrock::ForcedTool::none, *forced) << id;
  }
  if (const auto streams = facts.flag("stream_tools")) {
    EXPECT_EQ(rules.stream_tools, *streams) << id;
  }
}

TEST(Facts, DoNotContradictTheCatalogue) {
  std::ifstream file(std::string(GW_SOURCE_DIR) + "/../shared/facts/models.json");
  if (!file) GTEST_SKIP() << "no facts about models beside this repository";
  std::ostringstream text;
  text << file.rdbuf();
  const std::string facts = text.str();
  json::Document document;
  const auto root = document.parse(facts);
  ASSERT_TRUE(root);
  const auto models = root->object()->find("models")->array();
  ASSERT_TRUE(models);
  const bedrock::Catalogue catalogue(builtin_catalogue());
  for (const json::Value model : *models) {
    const Facts known(*model.object());
    if (known.text("kind") != "chat") continue;
    expect_no_contradiction(known, catalogue.find(*known.text("id")));
  }
}

}  // namespace
}  // namespace gw::config
