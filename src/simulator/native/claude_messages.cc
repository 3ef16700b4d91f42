// The Anthropic Messages API in InvokeModel.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html
#include "simulator/converse.h"
#include "simulator/native/claude_answer.h"
#include "simulator/native/claude_converse.h"
#include "simulator/native/claude_generation.h"
#include "simulator/native/claude_rules.h"
#include "simulator/native/claude_shapes.h"
#include "simulator/native/family.h"
#include "simulator/reasoning.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

// The tools that may be called: where one has to be, that one only.
std::vector<OfferedTool> offered_tools(const Value& body) {
  std::vector<OfferedTool> offered;
  const Value& choice = body["tool_choice"];
  if (choice["type"].text == "none") return offered;
  const Value* named = choice.find("name");
  for (const Value& tool : body["tools"].items) {
    if (named != nullptr && named->text != tool["name"].text) continue;
    offered.push_back({tool["name"].text, &tool["input_schema"]});
  }
  return offered;
}

Prompt read_claude_messages(const Value& body, const bedrock::ModelRules& model) {
  const Value converse = as_converse(body);
  Prompt prompt = read_converse(converse);
  prompt.tools = offered_tools(body);
  read_reasoning(converse, model, prompt);
  prompt.edits_context = body.find("context_management") != nullptr;
  return prompt;
}

Gates gates(const Value& body, const Model& model) {
  const Value& flags = body["anthropic_beta"];
  return [generation = claude_generation(model.base), &flags](std::string_view gate) {
    return opens_gate(generation, flags, gate);
  };
}

std::vector<CachedPrefix> cached(const Value& body) { return cached_prefixes(as_converse(body)); }

}  // namespace

const NativeFamily kClaudeMessages{bedrock::NativeFormat::claude_messages,
                                   kClaudeShapes,
                                   in_anthropic_words,
                                   break_of_claude_rule,
                                   read_claude_messages,
                                   write_claude_response,
                                   claude_chunks,
                                   cached,
                                   gates};

}  // namespace gw::simulator
