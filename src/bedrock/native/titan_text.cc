// Amazon Titan Text.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-text.html
#include <array>

#include "bedrock/native/families.h"
#include "bedrock/native/prompt.h"
#include "bedrock/native/reader.h"

namespace gw::bedrock {
namespace {

constexpr std::array<std::string_view, 2> kTitanLabels{"User:", "Bot:"};
constexpr Borders kTitanBorders{.tokens = {}, .labels = kTitanLabels};

// Instructions first, then "User: …\nBot: …\n" by turns, up to the label the model continues.
void write_titan_prompt(const Conversation& conversation, json::Writer& json) {
  Prompt prompt(json, kTitanBorders);
  if (!conversation.system.empty()) prompt.add(std::span(conversation.system)).add("\n\n");
  const auto& turns = conversation.turns;
  for (const auto& turn : turns) {
    const bool last = &turn == &turns.back();
    if (turn.role == Role::user)
      prompt.add("User: ").add(std::span(turn.blocks)).add(last ? "\nBot:" : "\n");
    else if (last)
      prompt.add("Bot: ").add_prefill(turn.blocks);
    else
      prompt.add("Bot: ").add(std::span(turn.blocks)).add("\n");
  }
  prompt.close();
}

StopReason titan_stop_reason(json::RawString name) {
  if (name.escaped == "FINISH" || name.escaped == "FINISHED") return StopReason::end_turn;
  if (name.escaped == "LENGTH") return StopReason::max_tokens;
  if (name.escaped == "STOP_CRITERIA_MET") return StopReason::stop_sequence;
  if (name.escaped == "CONTENT_FILTERED") return StopReason::content_filtered;
  return StopReason::unknown;
}

class TitanTextReader final : public NativeReader {
 public:
  TitanTextReader() : NativeReader(Start::trimmed) {}

 private:
  static void read_end(Shape& shape, Shape::MaybeObject json, Part& part) {
    const auto reason = shape.string_if_any(json, "completionReason");
    if (reason) part.stop = titan_stop_reason(*reason);
  }

  Part read_body(json::Object body, Shape& shape, AnswerSink& sink) override {
    Part part;
    const auto result = shape.first(shape.array(body, "results"));
    tell(shape, shape.string(result, "outputText"), sink);
    read_end(shape, result, part);
    part.input = shape.count_if_any(body, "inputTextTokenCount");
    part.output = shape.count_if_any(result, "tokenCount");
    return part;
  }

  Part read_chunk(json::Object chunk, Shape& shape, AnswerSink& sink) override {
    Part part;
    tell(shape, shape.string_if_any(chunk, "outputText"), sink);
    read_end(shape, chunk, part);
    part.input = shape.count_if_any(chunk, "inputTextTokenCount");
    part.output = shape.count_if_any(chunk, "totalOutputTextTokenCount");
    return part;
  }
};

}  // namespace

void write_titan_text_body(const NativeRequest& request, json::Writer& json) {
  const auto& inference = request.conversation.inference;
  json.begin_object().key("inputText");
  write_titan_prompt(request.conversation, json);
  json.key("textGenerationConfig").begin_object();
  write_if(json, "maxTokenCount", max_tokens(request));
  write_if(json, "temperature", inference.temperature);
  write_if(json, "topP", inference.top_p);
  // Without it the model goes on and writes the user's next words itself.
  write_stop(json, "stopSequences", request, "User:");
  json.end_object().end_object();
}

std::unique_ptr<AnswerReader> make_titan_text_reader() {
  return std::make_unique<TitanTextReader>();
}

}  // namespace gw::bedrock
