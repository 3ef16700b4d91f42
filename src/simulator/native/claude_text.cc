// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-text-completion.html
#include "simulator/native/family.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kHuman = "\n\nHuman:";
constexpr std::string_view kAssistant = "\n\nAssistant:";

constexpr std::string_view kClaudeTextShapes = R"(
struct Request {
  prompt!: str 1..
  max_tokens_to_sample!: int 1..4096
  temperature: num 0..1
  top_p: num 0..1
  top_k: int 0..500
  stop_sequences: [str 1..]
  anthropic_version: "bedrock-2023-05-31"
}
)";

// Claude 2.1 takes a system prompt in front of the first turn; those before it take none.
std::optional<Refusal> break_of_claude_text_rule(const Value& body, const Model& model, bool) {
  const std::string& prompt = body["prompt"].text;
  const bool takes_system = bedrock::base_model(model.id.value).ends_with("claude-v2:1");
  const std::size_t human = prompt.find(kHuman);
  if (takes_system ? human == std::string::npos : human != 0) {
    return validation(R"(Invalid prompt: prompt must start with "\n\nHuman:" turn.)");
  }
  const std::size_t assistant = prompt.rfind(kAssistant);
  if (assistant == std::string::npos || prompt.rfind(kHuman) > assistant) {
    return validation(R"(Invalid prompt: prompt must end with "\n\nAssistant:" turn.)");
  }
  if (prompt.ends_with(' ')) {
    return validation("Invalid prompt: prompt must not end with trailing whitespace.");
  }
  return std::nullopt;
}

Prompt read_claude_text(const Value& body, const bedrock::ModelRules&) {
  const std::string& prompt = body["prompt"].text;
  return {.last_user_text = last_turn(prompt, "\n\nHuman: ", kAssistant),
          .bytes = prompt.size(),
          .max_tokens = integer(body, "max_tokens_to_sample"),
          .stop_sequences = strings(body, "stop_sequences")};
}

void write_end(const Answer& answer, json::Writer& out) {
  const bool limit = stop_word(answer, "natural", "length", "natural") == "length";
  out.member("stop_reason", limit ? "max_tokens" : "stop_sequence");
  out.key("stop");
  if (limit) {
    out.null();
  } else {
    out.string(answer.stop_sequence.empty() ? kHuman : std::string_view(answer.stop_sequence));
  }
}

// Completions begin with the space behind "Assistant:".
void write_claude_text(const Answer& answer, json::Writer& out) {
  out.member("type", "completion").member("completion", " " + answer.text());
  write_end(answer, out);
}

std::vector<Chunk> claude_text_chunks(const Answer& answer) {
  std::vector<Chunk> all;
  for (const std::string& delta : answer.text_deltas()) {
    const std::string piece = all.empty() ? " " + delta : delta;
    all.push_back({Frame::Part::delta, json_object([&](json::Writer& out) {
                     out.member("type", "completion").member("completion", piece);
                     out.key("stop_reason").null().key("stop").null();
                   })});
  }
  all.push_back({Frame::Part::stop, json_object([&](json::Writer& out) {
                   out.member("type", "completion").member("completion", "");
                   write_end(answer, out);
                 })});
  return all;
}

}  // namespace

const NativeFamily kClaudeText{bedrock::NativeFormat::claude_text,
                               kClaudeTextShapes,
                               in_native_words,
                               break_of_claude_text_rule,
                               read_claude_text,
                               write_claude_text,
                               claude_text_chunks};

}  // namespace gw::simulator
