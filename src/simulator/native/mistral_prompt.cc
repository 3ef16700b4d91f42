// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html
#include "simulator/native/family.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kMistralShapes = R"(
struct Request {
  prompt!: str 1..
  max_tokens: int 1..8192
  stop: [str 1..] ..10
  temperature: num 0..1
  top_p: num 0..1
  top_k: int 1..200
}
)";

Prompt read_mistral(const Value& body, const bedrock::ModelRules&) {
  const std::string& prompt = body["prompt"].text;
  return {.last_user_text = last_turn(prompt, "[INST] ", " [/INST]"),
          .bytes = prompt.size(),
          .max_tokens = integer(body, "max_tokens").value_or(512),
          .stop_sequences = strings(body, "stop")};
}

void write_output(const Answer& answer, std::string_view text, bool last, json::Writer& out) {
  out.key("outputs").begin_array().begin_object().member("text", text).key("stop_reason");
  last ? out.string(stop_word(answer, "stop", "length", "stop")) : out.null();
  out.end_object().end_array();
}

void write_mistral_response(const Answer& answer, json::Writer& out) {
  write_output(answer, answer.text(), true, out);
}

std::vector<Chunk> mistral_chunks(const Answer& answer) {
  std::vector<Chunk> all;
  const auto add = [&](Frame::Part part, std::string_view text, bool last) {
    all.push_back(
        {part, json_object([&](json::Writer& out) { write_output(answer, text, last, out); })});
  };
  for (const std::string& delta : answer.text_deltas()) add(Frame::Part::delta, delta, false);
  add(Frame::Part::stop, "", true);
  return all;
}

}  // namespace

const NativeFamily kMistralPrompt{bedrock::NativeFormat::mistral_prompt,
                                  kMistralShapes,
                                  in_native_words,
                                  nullptr,
                                  read_mistral,
                                  write_mistral_response,
                                  mistral_chunks};

}  // namespace gw::simulator
