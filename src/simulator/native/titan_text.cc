// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-text.html
#include "simulator/native/family.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kTitanShapes = R"(
struct Request { inputText!: str 1..  textGenerationConfig: TextGenerationConfig }
struct TextGenerationConfig {
  temperature: num 0..1
  topP: num 0..1
  maxTokenCount: int 1..8192
  stopSequences: [str 1..]
}
)";

Prompt read_titan(const Value& body, const bedrock::ModelRules&) {
  const std::string& text = body["inputText"].text;
  const Value& config = body["textGenerationConfig"];
  return {.last_user_text = last_turn(text, "User: ", "\nBot:"),
          .bytes = text.size(),
          .max_tokens = integer(config, "maxTokenCount").value_or(512),
          .stop_sequences = strings(config, "stopSequences")};
}

std::string_view completion_reason(const Answer& answer) {
  if (answer.stop_reason == "stop_sequence") return "STOP_CRITERIA_MET";
  return stop_word(answer, "FINISH", "LENGTH", "CONTENT_FILTERED");
}

void write_titan_response(const Answer& answer, json::Writer& out) {
  out.member("inputTextTokenCount", answer.input_tokens);
  out.key("results").begin_array().begin_object();
  out.member("tokenCount", answer.output_tokens);
  out.member("outputText", answer.text());
  out.member("completionReason", completion_reason(answer)).end_object().end_array();
}

std::string chunk(std::string_view text, const Answer& answer, bool last) {
  return json_object([&](json::Writer& out) {
    out.member("outputText", text).member("index", 0);
    out.key("totalOutputTextTokenCount");
    last ? out.number(answer.output_tokens) : out.null();
    out.key("completionReason");
    last ? out.string(completion_reason(answer)) : out.null();
    out.member("inputTextTokenCount", answer.input_tokens);
  });
}

std::vector<Chunk> titan_chunks(const Answer& answer) {
  std::vector<Chunk> all;
  all.reserve(answer.text_deltas().size() + 1);
  for (const std::string& delta : answer.text_deltas()) {
    all.push_back({Frame::Part::delta, chunk(delta, answer, false)});
  }
  all.push_back({Frame::Part::stop, chunk("", answer, true)});
  return all;
}

}  // namespace

const NativeFamily kTitanText{bedrock::NativeFormat::titan_text,
                              kTitanShapes,
                              in_native_words,
                              nullptr,
                              read_titan,
                              write_titan_response,
                              titan_chunks};

}  // namespace gw::simulator
