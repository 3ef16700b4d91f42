// Meta Llama 3 to 3.3.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html
#include <array>

#include "bedrock/native/families.h"
#include "bedrock/native/prompt.h"
#include "bedrock/native/reader.h"

namespace gw::bedrock {
namespace {

constexpr std::array<std::string_view, 11> kLlamaTokens{"<|begin_of_text|>",
                                                        "<|end_of_text|>",
                                                        "<|start_header_id|>",
                                                        "<|end_header_id|>",
                                                        "<|eot_id|>",
                                                        "<|eom_id|>",
                                                        "<|python_tag|>",
                                                        "<|image|>",
                                                        "<|step_id|>",
                                                        "<|finetune_right_pad_id|>",
                                                        "<|reserved_special_token_"};
constexpr Borders kLlamaBorders{.tokens = kLlamaTokens, .labels = {}};

// <|begin_of_text|>, then a header and a text by turns, up to the header the model continues.
void write_prompt(const Conversation& conversation, json::Writer& json) {
  Prompt prompt(json, kLlamaBorders);
  prompt.add("<|begin_of_text|>");
  const auto header = [&](std::string_view role) -> Prompt& {
    return prompt.add("<|start_header_id|>").add(role).add("<|end_header_id|>\n\n");
  };
  if (!conversation.system.empty())
    header("system").add(std::span(conversation.system)).add("<|eot_id|>");
  const auto& turns = conversation.turns;
  for (const auto& turn : turns) {
    header(turn.role == Role::user ? "user" : "assistant");
    if (turn.role == Role::assistant && &turn == &turns.back())
      prompt.add_prefill(turn.blocks);
    else
      prompt.add(std::span(turn.blocks)).add("<|eot_id|>");
  }
  if (turns.back().role == Role::user) header("assistant");
  prompt.close();
}

StopReason stop_reason(json::RawString name) {
  if (name.escaped == "stop") return StopReason::end_turn;
  if (name.escaped == "length") return StopReason::max_tokens;
  return StopReason::unknown;
}

class Llama3Reader final : public NativeReader {
 public:
  Llama3Reader() : NativeReader(Start::as_is) {}

 private:
  // Bodies and chunks have the same members, but a chunk may lack any.
  Part read(std::optional<json::RawString> text, json::Object json, Shape& shape,
            AnswerSink& sink) {
    Part part;
    tell(shape, text, sink);
    const auto reason = shape.string_if_any(json, "stop_reason");
    if (reason) part.stop = stop_reason(*reason);
    part.input = shape.count_if_any(json, "prompt_token_count");
    part.output = shape.count_if_any(json, "generation_token_count");
    return part;
  }

  Part read_body(json::Object body, Shape& shape, AnswerSink& sink) override {
    return read(shape.string(body, "generation"), body, shape, sink);
  }

  Part read_chunk(json::Object chunk, Shape& shape, AnswerSink& sink) override {
    return read(shape.string_if_any(chunk, "generation"), chunk, shape, sink);
  }
};

}  // namespace

// There is no stop parameter.
void write_llama3_body(const NativeRequest& request, json::Writer& json) {
  const auto& inference = request.conversation.inference;
  json.begin_object().key("prompt");
  write_prompt(request.conversation, json);
  write_if(json, "max_gen_len", max_tokens(request));
  write_if(json, "temperature", inference.temperature);
  write_if(json, "top_p", inference.top_p);
  json.end_object();
}

std::unique_ptr<AnswerReader> make_llama3_reader() { return std::make_unique<Llama3Reader>(); }

}  // namespace gw::bedrock
