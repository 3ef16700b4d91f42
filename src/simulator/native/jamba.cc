// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-jamba.html
#include "simulator/native/family.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kShapes = R"(
struct Request {
  messages!: [Message] 1..
  max_tokens: int 1..4096
  temperature: num 0..2
  top_p: num 0.01..1
  stop: [str 1..]
  n: int 1..16
  frequency_penalty: num
  presence_penalty: num
  tools: [object]
  tool_choice: any
  documents: [object]
  response_format: object
}
struct Message { role!: "system"|"user"|"assistant"  content!: str 1.. }
)";

Prompt read(const Value& body, const bedrock::ModelRules&) {
  Prompt prompt{.max_tokens = integer(body, "max_tokens"), .stop_sequences = strings(body, "stop")};
  for (const Value& message : body["messages"].items) {
    prompt.bytes += message["content"].text.size();
    if (message["role"].text == "user") prompt.last_user_text = message["content"].text;
  }
  return prompt;
}

void write_usage(const Answer& answer, json::Writer& out) {
  out.key("usage").begin_object();
  out.member("prompt_tokens", answer.input_tokens);
  out.member("completion_tokens", answer.output_tokens);
  out.member("total_tokens", answer.input_tokens + answer.output_tokens).end_object();
}

std::string_view finish_reason(const Answer& answer) {
  return stop_word(answer, "stop", "length", "stop");
}

void write_response(const Answer& answer, json::Writer& out) {
  out.member("id", "chat-00000000000000000000000000000001");
  out.key("choices").begin_array().begin_object().member("index", 0);
  out.key("message").begin_object().member("role", "assistant");
  out.member("content", answer.text()).end_object();
  out.member("finish_reason", finish_reason(answer)).end_object().end_array();
  write_usage(answer, out);
  out.key("meta").begin_object().member("requestDurationMillis", answer.latency_ms).end_object();
}

std::string chunk(std::string_view role, std::string_view content, std::string_view finish,
                  const Answer* usage) {
  return json_object([&](json::Writer& out) {
    out.member("id", "chat-00000000000000000000000000000001");
    out.key("choices").begin_array().begin_object().member("index", 0);
    out.key("delta").begin_object();
    if (!role.empty()) out.member("role", role);
    out.member("content", content).end_object();
    out.key("finish_reason");
    finish.empty() ? out.null() : out.string(finish);
    out.end_object().end_array();
    if (usage != nullptr) write_usage(*usage, out);
  });
}

std::vector<Chunk> chunks(const Answer& answer) {
  std::vector<Chunk> all{{Frame::Part::opening, chunk("assistant", "", "", nullptr)}};
  for (const std::string& delta : answer.text_deltas()) {
    all.push_back({Frame::Part::delta, chunk("", delta, "", nullptr)});
  }
  all.push_back({Frame::Part::stop, chunk("", "", finish_reason(answer), &answer)});
  return all;
}

}  // namespace

const NativeFamily kJamba{
    bedrock::NativeFormat::jamba, kShapes, in_native_words, nullptr, read, write_response, chunks};

}  // namespace gw::simulator
