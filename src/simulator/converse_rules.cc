#include "simulator/converse_rules.h"

#include "simulator/rules/rule.h"

namespace gw::simulator {

std::optional<Refusal> break_of_converse_rule(const Value& body, const bedrock::ModelRules& model) {
  for (const auto theme :
       {message_rules(), tool_rules(), tool_schema_rules(), converse_tool_rules(), document_rules(),
        media_rules(), structured_rules(), cache_rules(), converse_cache_rules(), model_rules(),
        claude_rules(), additional_field_rules(), reasoning_rules()}) {
    for (const Rule rule : theme) {
      if (MaybeRefusal refusal = rule(body, model)) return refusal;
    }
  }
  return std::nullopt;
}

}  // namespace gw::simulator
