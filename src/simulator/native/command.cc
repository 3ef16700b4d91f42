// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command.html
#include "simulator/native/family.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kCommandShapes = R"(
struct Request {
  prompt!: str 1..
  temperature: num 0..5
  p: num 0..1
  k: num 0..500
  max_tokens: int 1..4096
  stop_sequences: [str 1..] ..4
  return_likelihoods: "GENERATION"|"ALL"|"NONE"
  stream: bool
  num_generations: int 1..5
  logit_bias: object
  truncate: "NONE"|"START"|"END"
}
)";

// The only family that may say in the body, too, that it wants a stream.
std::optional<Refusal> break_of_command_rule(const Value& body, const Model&, bool stream) {
  const Value* said = body.find("stream");
  if (said == nullptr || said->boolean == stream) return std::nullopt;
  return validation(stream ? "Malformed input request: #/stream: stream must be true for "
                             "InvokeModelWithResponseStream, please reformat your input and try "
                             "again."
                           : "Malformed input request: #/stream: stream must not be true for "
                             "InvokeModel, please reformat your input and try again.");
}

Prompt read(const Value& body, const bedrock::ModelRules&) {
  const std::string& prompt = body["prompt"].text;
  return {.last_user_text = last_turn(prompt, "User: ", "\nChatbot:"),
          .bytes = prompt.size(),
          .max_tokens = integer(body, "max_tokens").value_or(20),
          .stop_sequences = strings(body, "stop_sequences")};
}

std::string_view command_finish_reason(const Answer& answer) {
  return stop_word(answer, "COMPLETE", "MAX_TOKENS", "ERROR_TOXIC");
}

void write_command_response(const Answer& answer, json::Writer& out) {
  out.key("generations").begin_array().begin_object();
  out.member("finish_reason", command_finish_reason(answer));
  out.member("id", "00000000-0000-4000-8000-000000000002");
  out.member("text", answer.text()).end_object().end_array();
  out.member("id", "00000000-0000-4000-8000-000000000001").member("prompt", "");
}

std::vector<Chunk> command_chunks(const Answer& answer) {
  std::vector<Chunk> all;
  all.reserve(answer.text_deltas().size() + 1);
  for (const std::string& delta : answer.text_deltas()) {
    all.push_back({Frame::Part::delta, json_object([&](json::Writer& out) {
                     out.member("index", 0).member("is_finished", false).member("text", delta);
                   })});
  }
  all.push_back({Frame::Part::stop, json_object([&](json::Writer& out) {
                   out.member("finish_reason", command_finish_reason(answer));
                   out.member("index", 0).member("is_finished", true);
                   out.member("text", "<EOS_TOKEN>");
                 })});
  return all;
}

}  // namespace

const NativeFamily kCommand{
    bedrock::NativeFormat::command, kCommandShapes, in_native_words, break_of_command_rule, read,
    write_command_response,         command_chunks};

}  // namespace gw::simulator
