// Tools: their definitions, that each call is answered, and what the model takes of both.
#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "simulator/rules/rule.h"
#include "simulator/tool_choice.h"

namespace gw::simulator {
namespace {

// --- definitions ---

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

// The first refusal that `visit(specification, index)` has for any tool.
template <class Visit>
MaybeRefusal visit_tools(const Value& body, Visit visit) {
  const auto& tools = body["toolConfig"]["tools"].items;
  for (std::size_t t = 0; t < tools.size(); ++t) {
    const Value* tool = tools[t].find("toolSpec");
    if (tool == nullptr) continue;
    if (MaybeRefusal refusal = visit(*tool, t)) return refusal;
  }
  return std::nullopt;
}

MaybeRefusal tool_schema_is_object(const Value& body, const ModelRules&) {
  return visit_tools(body, [](const Value& tool, std::size_t t) -> MaybeRefusal {
    if (tool["inputSchema"]["json"]["type"].text == "object") return std::nullopt;
    return validation("The value at toolConfig.tools." + std::to_string(t) +
                      ".toolSpec.inputSchema.json.type must be one of the following: object.");
  });
}

MaybeRefusal tool_names_are_unique(const Value& body, const ModelRules&) {
  std::vector<std::string_view> names;
  return visit_tools(body, [&](const Value& tool, std::size_t) -> MaybeRefusal {
    const std::string& name = tool["name"].text;
    if (std::ranges::find(names, name) != names.end()) {
      return model_error("tools: Tool names must be unique.");
    }
    names.push_back(name);
    return std::nullopt;
  });
}

MaybeRefusal forced_tool_is_offered(const Value& body, const ModelRules&) {
  const auto [kind, name] = tool_choice_of(body);
  if (kind != ToolChoice::Kind::tool) return std::nullopt;
  for (const Value& tool : body["toolConfig"]["tools"].items) {
    if (tool["toolSpec"]["name"].text == name) return std::nullopt;
  }
  return model_error("tool_choice.tool: Tool '" + std::string(name) +
                     "' not found in provided tools");
}

// What makes a schema hard to compile: parameters that may be of more than one type, and those that
// may be missing. Anywhere in it.
struct Complexity {
  std::size_t unions = 0;
  std::size_t optional_parameters = 0;

  void add(const Value& schema) {
    if (!schema["type"].items.empty() || schema.find("anyOf") != nullptr) ++unions;
    const auto& required = schema["required"].items;
    for (const auto& [name, inner] : schema["properties"].members) {
      if (std::ranges::find(required, name, &Value::text) == required.end()) ++optional_parameters;
    }
    for (const auto& [name, inner] : schema.members) add(inner);
    for (const Value& item : schema.items) add(item);
  }
};

// Only the schemas that the model is held to are compiled.
MaybeRefusal strict_tools_are_simple(const Value& body, const ModelRules&) {
  Complexity found;
  for (const Value& tool : body["toolConfig"]["tools"].items) {
    if (tool["toolSpec"]["strict"].boolean) found.add(tool["toolSpec"]["inputSchema"]["json"]);
  }
  if (found.unions > 16) {
    return model_error("Schemas contains too many parameters with union types (" +
                       std::to_string(found.unions) +
                       " parameters with type arrays or anyOf). This causes exponential "
                       "compilation cost. Reduce the number of nullable or union-typed parameters "
                       "(limit: 16 parameters with unions).");
  }
  if (found.optional_parameters > 24) {
    return model_error("Schemas contains too many optional parameters (" +
                       std::to_string(found.optional_parameters) +
                       "), which would make grammar compilation inefficient. Reduce the number of "
                       "optional parameters in your tool schemas (limit: 24).");
  }
  return std::nullopt;
}

// --- calls and their results ---

MaybeRefusal tool_input_is_object(const Value& body, const ModelRules&) {
  return visit_blocks(body, [](const Value& block, std::size_t m, std::size_t b) -> MaybeRefusal {
    const Value* use = block.find("toolUse");
    if (use == nullptr || (*use)["input"].is(Value::Kind::object)) return std::nullopt;
    return validation("The format of the value at " + block_path(m, b) +
                      ".toolUse.input is invalid. Provide a json object for the field and try "
                      "again.");
  });
}

MaybeRefusal tool_use_ids_are_unique(const Value& body, const ModelRules&) {
  std::vector<std::string_view> ids;
  return visit_blocks(body, [&](const Value& block, std::size_t m, std::size_t b) -> MaybeRefusal {
    const Value* use = block.find("toolUse");
    if (use == nullptr) return std::nullopt;
    const std::string& id = (*use)["toolUseId"].text;
    if (std::ranges::find(ids, id) != ids.end()) {
      return model_error(block_path(m, b) + ": `tool_use` ids must be unique");
    }
    ids.push_back(id);
    return std::nullopt;
  });
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

// A mark on the block before it, not a block of its own.
bool is_mark(const Value& block) { return block.find("cachePoint") != nullptr; }

// In front of what the user says.
MaybeRefusal tool_results_come_first(const Value& body, const ModelRules&) {
  const auto& messages = body["messages"].items;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    bool said = false;
    bool late = false;
    for (const Value& block : messages[m]["content"].items) {
      const bool result = block.find("toolResult") != nullptr;
      late |= result && said;
      said |= !result && !is_mark(block);
    }
    if (!late) continue;
    return model_error(message_path(m) +
                       ": `tool_use` ids were found without `tool_result` blocks immediately "
                       "after. Each `tool_use` block must have a corresponding `tool_result` block "
                       "in the next message.");
  }
  return std::nullopt;
}

// --- the model ---

MaybeRefusal model_takes_tools(const Value& body, const ModelRules& model) {
  if (model.tools || body.find("toolConfig") == nullptr) return std::nullopt;
  return validation("This model doesn't support tool use.");
}

MaybeRefusal model_takes_tool_choice(const Value& body, const ModelRules& model) {
  using bedrock::ForcedTool;
  const Value& choice = body["toolConfig"]["toolChoice"];
  if (choice.find("any") != nullptr && model.forced_tool == ForcedTool::none) {
    return unsupported("toolConfig.toolChoice.any");
  }
  if (choice.find("tool") != nullptr && model.forced_tool != ForcedTool::named) {
    return unsupported("toolConfig.toolChoice.tool");
  }
  return std::nullopt;
}

MaybeRefusal model_takes_strict_tools(const Value& body, const ModelRules& model) {
  if (model.strict_tools) return std::nullopt;
  return visit_tools(body, [](const Value& tool, std::size_t) -> MaybeRefusal {
    if (tool.find("strict") == nullptr) return std::nullopt;
    return unsupported("strict");
  });
}

MaybeRefusal model_takes_status(const Value& body, const ModelRules& model) {
  if (model.tool_status) return std::nullopt;
  return visit_blocks(body, [](const Value& block, std::size_t, std::size_t) -> MaybeRefusal {
    if (block["toolResult"].find("status") == nullptr) return std::nullopt;
    return unsupported("status");
  });
}

MaybeRefusal model_takes_ids(const Value& body, const ModelRules& model) {
  if (model.tool_ids == bedrock::ToolIds::any) return std::nullopt;
  return visit_blocks(body, [&](const Value& block, std::size_t m, std::size_t b) -> MaybeRefusal {
    const Value* use = block.find("toolUse");
    if (use == nullptr) return std::nullopt;
    const std::string& id = (*use)["toolUseId"].text;
    if (model.tool_ids == bedrock::ToolIds::plain) {
      if (id.find_first_of(".:") == std::string::npos) return std::nullopt;
      return model_error(block_path(m, b) +
                         ".tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'");
    }
    const auto allowed = [](char c) { return ascii::is_alpha(c) || ascii::is_digit(c); };
    if (id.size() == 9 && std::ranges::all_of(id, allowed)) return std::nullopt;
    return model_error("Tool call id was " + id +
                       " but must be a-z, A-Z, 0-9, with a length of 9.");
  });
}

// Llama and Mistral; Claude and Nova take them mixed.
MaybeRefusal model_takes_text_beside_tools(const Value& body, const ModelRules& model) {
  if (model.tool_text) return std::nullopt;
  const auto& messages = body["messages"].items;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    const auto& blocks = messages[m]["content"].items;
    for (const auto& [kind, words] :
         {std::pair{"toolUse", "tool use"}, std::pair{"toolResult", "tool result"}}) {
      const auto is_of_tools = [&](const Value& block) {
        return block.find(kind) != nullptr || is_mark(block);
      };
      if (!has_block(messages[m], kind) || std::ranges::all_of(blocks, is_of_tools)) {
        continue;
      }
      return validation(message_path(m) + ".content: Conversation blocks and " + words +
                        " blocks cannot be provided in the same turn.");
    }
  }
  return std::nullopt;
}

constexpr Rule kToolRules[] = {
    tool_config_present,     tool_schema_is_object,    tool_names_are_unique,
    forced_tool_is_offered,  strict_tools_are_simple,  tool_input_is_object,
    tool_use_ids_are_unique, tool_results_answer_uses, tool_results_come_first,
    model_takes_tools,       model_takes_tool_choice,  model_takes_strict_tools,
    model_takes_status,      model_takes_ids,          model_takes_text_beside_tools,
};

}  // namespace

std::span<const Rule> tool_rules() { return kToolRules; }

}  // namespace gw::simulator
