// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html
#include "simulator/native/family.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kCommandRShapes = R"(
struct Request {
  message!: str 1..
  chat_history: [Turn]
  preamble: str
  documents: [object]
  search_queries_only: bool
  max_tokens: int 1..4096
  temperature: num 0..5
  p: num 0.01..1
  k: num 0..500
  prompt_truncation: "OFF"|"AUTO_PRESERVE_ORDER"
  frequency_penalty: num 0..1
  presence_penalty: num 0..1
  seed: num
  return_prompt: bool
  stop_sequences: [str 1..]
  raw_prompting: bool
  tools: [object]
  tool_results: [object]
}
struct Turn { role!: "USER"|"CHATBOT"  message!: str 1.. }
)";

Prompt read_command_r(const Value& body, const bedrock::ModelRules&) {
  Prompt prompt{.last_user_text = body["message"].text,
                .bytes = body["message"].text.size() + body["preamble"].text.size(),
                .max_tokens = integer(body, "max_tokens"),
                .stop_sequences = strings(body, "stop_sequences")};
  for (const Value& turn : body["chat_history"].items) prompt.bytes += turn["message"].text.size();
  return prompt;
}

void write_command_r_response(const Answer& answer, json::Writer& out) {
  out.member("response_id", "00000000-0000-4000-8000-000000000001");
  out.member("text", answer.text());
  out.member("generation_id", "00000000-0000-4000-8000-000000000002");
  out.key("chat_history").begin_array().end_array();
  out.member("finish_reason", stop_word(answer, "COMPLETE", "MAX_TOKENS", "ERROR_TOXIC"));
}

std::vector<Chunk> command_r_chunks(const Answer& answer) {
  std::vector<Chunk> all;
  all.push_back({Frame::Part::opening, json_object([](json::Writer& out) {
                   out.member("is_finished", false).member("event_type", "stream-start");
                   out.member("generation_id", "00000000-0000-4000-8000-000000000002");
                 })});
  for (const std::string& delta : answer.text_deltas()) {
    all.push_back({Frame::Part::delta, json_object([&](json::Writer& out) {
                     out.member("is_finished", false).member("event_type", "text-generation");
                     out.member("text", delta);
                   })});
  }
  all.push_back({Frame::Part::stop, json_object([&](json::Writer& out) {
                   out.member("is_finished", true).member("event_type", "stream-end");
                   out.key("response").begin_object();
                   write_command_r_response(answer, out);
                   out.end_object();
                   out.member("finish_reason",
                              stop_word(answer, "COMPLETE", "MAX_TOKENS", "ERROR_TOXIC"));
                 })});
  return all;
}

}  // namespace

const NativeFamily kCommandR{
    bedrock::NativeFormat::command_r, kCommandRShapes, in_native_words, nullptr, read_command_r,
    write_command_r_response,         command_r_chunks};

}  // namespace gw::simulator
