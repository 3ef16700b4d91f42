// Anthropic Claude 2 and Instant, text completions.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-text-completion.html
#include <array>

#include "bedrock/native/families.h"
#include "bedrock/native/prompt.h"
#include "bedrock/native/reader.h"

namespace gw::bedrock {
namespace {

constexpr std::array<std::string_view, 2> kClaudeLabels{"Human:", "Assistant:"};
constexpr Borders kClaudeBorders{.tokens = {}, .labels = kClaudeLabels};

// "\n\nHuman: …\n\nAssistant: …" by turns, up to the label the model continues. System text stands
// at the head of the first turn: Claude 2.1 alone knows a place for it in front.
void write_claude_prompt(const Conversation& conversation, json::Writer& json) {
  Prompt prompt(json, kClaudeBorders);
  const auto& turns = conversation.turns;
  for (const auto& turn : turns) {
    const bool last = &turn == &turns.back();
    if (turn.role == Role::user) {
      prompt.add("\n\nHuman: ");
      if (&turn == &turns.front() && !conversation.system.empty())
        prompt.add(std::span(conversation.system)).add("\n\n");
      prompt.add(std::span(turn.blocks)).add(last ? "\n\nAssistant:" : "");
    } else {
      prompt.add("\n\nAssistant: ");
      last ? prompt.add_prefill(turn.blocks) : prompt.add(std::span(turn.blocks));
    }
  }
  prompt.close();
}

class ClaudeTextReader final : public NativeReader {
 public:
  ClaudeTextReader() : NativeReader(Start::trimmed) {}

 private:
  // A turn that ends by itself ends at the label of the next one.
  static StopReason stop_reason(json::RawString name, std::optional<json::RawString> sequence) {
    if (name.escaped == "max_tokens") return StopReason::max_tokens;
    if (name.escaped != "stop_sequence") return StopReason::unknown;
    const bool own = !sequence || sequence->escaped == "\\n\\nHuman:";
    return own ? StopReason::end_turn : StopReason::stop_sequence;
  }

  static void read_end(Shape& shape, json::Object json, Part& part) {
    const auto reason = shape.string_if_any(json, "stop_reason");
    const auto sequence = shape.string_if_any(json, "stop");
    if (reason) part.stop = stop_reason(*reason, sequence);
  }

  Part read_body(json::Object body, Shape& shape, AnswerSink& sink) override {
    Part part;
    tell(shape, shape.string(body, "completion"), sink);
    read_end(shape, body, part);
    return part;
  }

  Part read_chunk(json::Object chunk, Shape& shape, AnswerSink& sink) override {
    Part part;
    tell(shape, shape.string_if_any(chunk, "completion"), sink);
    read_end(shape, chunk, part);
    return part;
  }
};

}  // namespace

void write_claude_text_body(const NativeRequest& request, json::Writer& json) {
  const auto& inference = request.conversation.inference;
  json.begin_object().member("anthropic_version", "bedrock-2023-05-31").key("prompt");
  write_claude_prompt(request.conversation, json);
  json.member("max_tokens_to_sample", required_max_tokens(request));
  write_if(json, "temperature", inference.temperature);
  write_if(json, "top_p", inference.top_p);
  // Naming any sequence replaces the service's own, so the border of turns is always named.
  write_stop(json, "stop_sequences", request, "\n\nHuman:");
  json.end_object();
}

std::unique_ptr<AnswerReader> make_claude_text_reader() {
  return std::make_unique<ClaudeTextReader>();
}

}  // namespace gw::bedrock
