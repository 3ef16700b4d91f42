// Cohere Command and Command Light.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command.html
#include <array>

#include "bedrock/native/cohere.h"
#include "bedrock/native/families.h"
#include "bedrock/native/prompt.h"
#include "bedrock/native/reader.h"

namespace gw::bedrock {
namespace {

constexpr std::array<std::string_view, 2> kCommandLabels{"User:", "Chatbot:"};
constexpr Borders kCommandBorders{.tokens = {}, .labels = kCommandLabels};

// A single turn is the prompt itself; a longer conversation is labelled by turns.
void write_command_prompt(const Conversation& conversation, json::Writer& json) {
  Prompt prompt(json, kCommandBorders);
  if (!conversation.system.empty()) prompt.add(std::span(conversation.system)).add("\n\n");
  const auto& turns = conversation.turns;
  if (turns.size() == 1) {
    prompt.add(std::span(turns.front().blocks)).close();
    return;
  }
  for (const auto& turn : turns) {
    const bool last = &turn == &turns.back();
    if (turn.role == Role::user)
      prompt.add("User: ").add(std::span(turn.blocks)).add(last ? "\nChatbot:" : "\n");
    else if (last)
      prompt.add("Chatbot: ").add_prefill(turn.blocks);
    else
      prompt.add("Chatbot: ").add(std::span(turn.blocks)).add("\n");
  }
  prompt.close();
}

// The end of the text can be spelled out, by some encoders with escapes.
json::RawString without_end_token(json::RawString text) {
  for (const std::string_view token : {"<EOS_TOKEN>", "\\u003cEOS_TOKEN\\u003e"}) {
    if (text.escaped.ends_with(token)) text.escaped.remove_suffix(token.size());
  }
  return text;
}

class CommandReader final : public NativeReader {
 public:
  CommandReader() : NativeReader(Start::trimmed) {}

 private:
  static void read_end(Shape& shape, Shape::MaybeObject json, Part& part) {
    const auto reason = shape.string_if_any(json, "finish_reason");
    if (reason) part.stop = cohere_stop_reason(*reason);
  }

  Part read_body(json::Object body, Shape& shape, AnswerSink& sink) override {
    Part part;
    const auto generation = shape.first(shape.array(body, "generations"));
    const auto text = shape.string(generation, "text");
    if (text) tell(shape, without_end_token(*text), sink);
    read_end(shape, generation, part);
    return part;
  }

  Part read_chunk(json::Object chunk, Shape& shape, AnswerSink& sink) override {
    if (chunk.find("generations")) return read_body(chunk, shape, sink);  // all in one
    Part part;
    const auto text = shape.string_if_any(chunk, "text");
    if (text) tell(shape, without_end_token(*text), sink);
    read_end(shape, chunk, part);
    return part;
  }
};

}  // namespace

void write_command_body(const NativeRequest& request, json::Writer& json) {
  const auto& inference = request.conversation.inference;
  json.begin_object().key("prompt");
  write_command_prompt(request.conversation, json);
  write_if(json, "max_tokens", max_tokens(request));
  write_if(json, "temperature", inference.temperature);
  write_if(json, "p", inference.top_p);
  write_stop(json, "stop_sequences", request);
  if (request.stream) json.member("stream", true);  // the one family that asks for it
  json.end_object();
}

std::unique_ptr<AnswerReader> make_command_reader() { return std::make_unique<CommandReader>(); }

}  // namespace gw::bedrock
