// Which rules follow from what a model has refused.
#include "translate/without.h"

#include <gtest/gtest.h>

namespace gw::translate {
namespace {

using bedrock::ForcedTool;
using bedrock::ModelRules;
using bedrock::Reasoning;
using bedrock::Sampling;

ModelRules reduced(std::vector<std::string> refused, ModelRules rules = {}) {
  return without(refused, std::move(rules));
}

TEST(Without, ChangesTheRulesOfTheModel) {
  ModelRules rules;
  rules.json_schema = rules.strict_tools = true;
  EXPECT_FALSE(reduced({"output_config.format"}, rules).json_schema);
  EXPECT_TRUE(reduced({"output_config.format"}, rules).strict_tools);
  EXPECT_FALSE(reduced({"tools.strict"}, rules).strict_tools);
  EXPECT_FALSE(reduced({"schemas"}, rules).json_schema);
  EXPECT_FALSE(reduced({"schemas"}, rules).strict_tools);
  EXPECT_EQ(reduced({"tool_choice"}).forced_tool, ForcedTool::none);
  EXPECT_EQ(reduced({"tool_choice.tool"}).forced_tool, ForcedTool::any);
  EXPECT_FALSE(reduced({"stop_sequences", "stop"}).stop);
  EXPECT_FALSE(reduced({"stream.tools"}).stream_tools);
  EXPECT_FALSE(reduced({"system"}).system);
}

TEST(Without, KnowsTheSamplingParameters) {
  EXPECT_EQ(reduced({"temperature+top_p"}).sampling, Sampling::one_of);
  EXPECT_EQ(reduced({"top_p", "topP"}).sampling, Sampling::temperature);
  EXPECT_EQ(reduced({"temperature"}).sampling, Sampling::none);
  EXPECT_EQ(reduced({"top_p", "temperature"}).sampling, Sampling::none);
  EXPECT_EQ(reduced({"temperature", "top_p", "temperature+top_p"}).sampling, Sampling::none);
}

TEST(Without, DropsParametersByTheirNameAndByTheModels) {
  ModelRules rules;
  rules.parameters = {{.name = "seed", .field = "random_seed"}, {.name = "top_k", .field = "k"}};
  EXPECT_EQ(reduced({"top_k", "k"}, rules).parameters.size(), 1U);
  EXPECT_EQ(reduced({"random_seed"}, rules).parameters.front().name, "top_k");
}

TEST(Without, TurnsReasoningOffByTheFieldOfTheFamily) {
  const std::pair<Reasoning, const char*> kFields[] = {
      {Reasoning::budget, "thinking"},         {Reasoning::adaptive, "thinking"},
      {Reasoning::nova, "reasoningConfig"},    {Reasoning::flat_effort, "reasoning_effort"},
      {Reasoning::nested_effort, "reasoning"}, {Reasoning::nested_effort, "reasoning.effort"},
      {Reasoning::config, "reasoning_config"},
  };
  for (const auto& [reasoning, field] : kFields) {
    ModelRules rules;
    rules.reasoning = reasoning;
    EXPECT_EQ(reduced({field}, rules).reasoning, Reasoning::none) << field;
    EXPECT_EQ(reduced({"enable_thinking"}, rules).reasoning, reasoning) << field;
  }
}

std::string_view spell(llm::Parameter) { return "?"; }

TEST(Without, TakesFieldsOutOfTheDraft) {
  Draft draft(spell);
  auto& fields = draft.conversation.additional.fields;
  fields = {{{"enable_thinking"}, "false"}, {{"thinking"}, R"({"type":"adaptive","display":"x"})"}};
  const std::vector<std::string> refused{"enable_thinking", "thinking.display", "thinking.other",
                                         "seed"};
  drop_refused_fields(refused, draft);
  ASSERT_EQ(fields.size(), 1U);
  EXPECT_EQ(fields.front().json, R"({"type":"adaptive"})");
  ASSERT_EQ(draft.adjustments.size(), 2U);
  EXPECT_EQ(draft.adjustments.front().parameter, "enable_thinking");
}

}  // namespace
}  // namespace gw::translate
