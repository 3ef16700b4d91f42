// Mistral 7B, Mixtral 8x7B, Mistral Large and Small of 2024-02.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html
#include <array>

#include "bedrock/native/families.h"
#include "bedrock/native/prompt.h"
#include "bedrock/native/reader.h"

namespace gw::bedrock {
namespace {

constexpr std::array<std::string_view, 4> kMistralTokens{"<s>", "</s>", "[INST]", "[/INST]"};
constexpr Borders kMistralBorders{.tokens = kMistralTokens, .labels = {}};

// "<s>[INST] user [/INST] assistant</s>[INST] user [/INST]". There is no system role: its text
// stands at the head of the first turn.
void write_mistral_prompt(const Conversation& conversation, json::Writer& json) {
  Prompt prompt(json, kMistralBorders);
  prompt.add("<s>");
  const auto& turns = conversation.turns;
  for (const auto& turn : turns) {
    if (turn.role == Role::user) {
      prompt.add("[INST] ");
      if (&turn == &turns.front() && !conversation.system.empty())
        prompt.add(std::span(conversation.system)).add("\n\n");
      prompt.add(std::span(turn.blocks)).add(" [/INST]");
    } else if (&turn == &turns.back()) {
      prompt.add(" ").add_prefill(turn.blocks);
    } else {
      prompt.add(" ").add(std::span(turn.blocks)).add("</s>");
    }
  }
  prompt.close();
}

StopReason mistral_stop_reason(json::RawString name) {
  if (name.escaped == "stop") return StopReason::end_turn;
  if (name.escaped == "length") return StopReason::max_tokens;
  return StopReason::unknown;
}

class MistralPromptReader final : public NativeReader {
 public:
  MistralPromptReader() : NativeReader(Start::trimmed) {}

 private:
  static void read_end(Shape& shape, Shape::MaybeObject output, Part& part) {
    const auto reason = shape.string_if_any(output, "stop_reason");
    if (reason) part.stop = mistral_stop_reason(*reason);
  }

  Part read_body(json::Object body, Shape& shape, AnswerSink& sink) override {
    Part part;
    const auto output = shape.first(shape.array(body, "outputs"));
    tell(shape, shape.string(output, "text"), sink);
    read_end(shape, output, part);
    return part;
  }

  Part read_chunk(json::Object chunk, Shape& shape, AnswerSink& sink) override {
    Part part;
    const auto output = shape.first_if_any(shape.array_if_any(chunk, "outputs"));
    tell(shape, shape.string_if_any(output, "text"), sink);
    read_end(shape, output, part);
    return part;
  }
};

}  // namespace

void write_mistral_prompt_body(const NativeRequest& request, json::Writer& json) {
  const auto& inference = request.conversation.inference;
  json.begin_object().key("prompt");
  write_mistral_prompt(request.conversation, json);
  write_if(json, "max_tokens", max_tokens(request));
  write_if(json, "temperature", inference.temperature);
  write_if(json, "top_p", inference.top_p);
  write_stop(json, "stop", request);
  json.end_object();
}

std::unique_ptr<AnswerReader> make_mistral_prompt_reader() {
  return std::make_unique<MistralPromptReader>();
}

}  // namespace gw::bedrock
