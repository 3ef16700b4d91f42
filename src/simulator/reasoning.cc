#include "simulator/reasoning.h"

#include "aws/sha256.h"
#include "base/encoding.h"

namespace gw::simulator {

using bedrock::Reasoning;

void read_reasoning(const Value& body, const bedrock::ModelRules& model, Prompt& prompt) {
  const Value& fields = body["additionalModelRequestFields"];
  const Value* config = fields.find("thinking");
  if (config == nullptr) config = &fields["reasoning_config"];  // rules/reasoning.cc
  const std::string& thinking = (*config)["type"].text;
  switch (model.reasoning) {
    case Reasoning::none:
      break;
    case Reasoning::budget:
    case Reasoning::budget_or_adaptive:
    case Reasoning::adaptive: {
      prompt.reasons = thinking == "enabled" || thinking == "adaptive";
      const std::string& display = (*config)["display"].text;
      prompt.shows_reasoning = display.empty() ? !model.reasoning_display : display != "omitted";
      break;
    }
    case Reasoning::nova:
      prompt.reasons = fields["reasoningConfig"]["type"].text == "enabled";
      break;
    case Reasoning::flat_effort:
      prompt.reasons = fields.find("reasoning_effort") != nullptr;
      break;
    case Reasoning::nested_effort:
      prompt.reasons = fields["reasoning"].find("effort") != nullptr;
      break;
    case Reasoning::config:
      prompt.reasons = fields.find("reasoning_config") != nullptr;
      break;
  }
  using bedrock::ReasoningReplay;
  prompt.signs_reasoning = model.reasoning_replay == ReasoningReplay::signed_blocks;
  prompt.redacts_reasoning = model.reasoning_replay == ReasoningReplay::redacted;
}

Block thought(const Prompt& prompt) {
  const std::string& said =
      prompt.tool_results.empty() ? prompt.last_user_text : prompt.tool_results;
  const std::string text = "Let me think about: " + said;
  if (prompt.redacts_reasoning) {
    return {.kind = Block::Kind::redacted_reasoning, .deltas = {to_base64(text)}};
  }
  Block block = text_block(prompt.shows_reasoning ? text : "");
  block.kind = Block::Kind::reasoning;
  block.is_signed = prompt.signs_reasoning;
  return block;
}

std::string signature_of(const Place& place, std::string_view text) {
  static const aws::HmacKey kKey("the simulator's");
  std::string signed_text = std::to_string(place.thoughts) + ":" + std::to_string(place.calls);
  signed_text.append(":").append(text);
  const aws::Digest digest = kKey.sign(signed_text);
  return to_base64(aws::view(digest));
}

}  // namespace gw::simulator
