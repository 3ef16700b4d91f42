// Tools: their definitions, and that each call is answered.
#include <algorithm>
#include <string>
#include <vector>

#include "simulator/rules/rule.h"

namespace gw::simulator {
namespace {

MaybeRefusal tool_config_present(const Value& body, const ModelRules&) {
  if (body.find("toolConfig") != nullptr) return std::nullopt;
  return visit_blocks(body, [](const Value& block, std::size_t, std::size_t) -> MaybeRefusal {
    if (block.find("toolUse") == nullptr && block.find("toolResult") == nullptr) {
      return std::nullopt;
    }
    return validation(
        "The toolConfig field must be defined when using toolUse and toolResult content blocks.");
  });
}

MaybeRefusal tool_input_is_object(const Value& body, const ModelRules&) {
  return visit_blocks(body, [](const Value& block, std::size_t m, std::size_t b) -> MaybeRefusal {
    const Value* use = block.find("toolUse");
    if (use == nullptr || (*use)["input"].is(Value::Kind::object)) return std::nullopt;
    return validation("The format of the value at " + block_path(m, b) +
                      ".toolUse.input is invalid. Provide a json object for the field and try "
                      "again.");
  });
}

MaybeRefusal tool_schema_is_object(const Value& body, const ModelRules&) {
  const auto& tools = body["toolConfig"]["tools"].items;
  for (std::size_t t = 0; t < tools.size(); ++t) {
    const Value* tool = tools[t].find("toolSpec");
    if (tool == nullptr || (*tool)["inputSchema"]["json"]["type"].text == "object") continue;
    return validation("The value at toolConfig.tools." + std::to_string(t) +
                      ".toolSpec.inputSchema.json.type must be one of the following: object.");
  }
  return std::nullopt;
}

std::vector<std::string> ids_in(const Value& message, std::string_view kind) {
  std::vector<std::string> ids;
  for (const Value& block : message["content"].items) {
    if (const Value* found = block.find(kind)) ids.push_back((*found)["toolUseId"].text);
  }
  std::ranges::sort(ids);
  return ids;
}

MaybeRefusal tool_results_answer_uses(const Value& body, const ModelRules&) {
  const auto& messages = body["messages"].items;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    const auto results = ids_in(messages[m], "toolResult");
    const auto uses = m == 0 ? std::vector<std::string>{} : ids_in(messages[m - 1], "toolUse");
    if (results.size() > uses.size()) {
      return validation("The number of toolResult blocks at " + message_path(m) +
                        ".content exceeds the number of toolUse blocks of previous turn.");
    }
    if (results == uses) continue;
    std::string ids;
    for (const std::string& id : uses) ids += (ids.empty() ? "" : ", ") + id;
    return validation("Expected toolResult blocks at " + message_path(m) +
                      ".content for the following Ids: " + ids);
  }
  return std::nullopt;
}

constexpr Rule kRules[] = {
    tool_config_present,
    tool_input_is_object,
    tool_schema_is_object,
    tool_results_answer_uses,
};

}  // namespace

std::span<const Rule> tool_rules() { return kRules; }

}  // namespace gw::simulator
