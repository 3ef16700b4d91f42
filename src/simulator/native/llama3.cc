// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html
#include "simulator/native/family.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kLlamaShapes = R"(
struct Request {
  prompt!: str 1..
  temperature: num 0..1
  top_p: num 0..1
  max_gen_len: int 1..8192
  images: [blob 1..]
}
)";

Prompt read_llama(const Value& body, const bedrock::ModelRules&) {
  const std::string& prompt = body["prompt"].text;
  return {.last_user_text =
              last_turn(prompt, "<|start_header_id|>user<|end_header_id|>\n\n", "<|eot_id|>"),
          .bytes = prompt.size(),
          .max_tokens = integer(body, "max_gen_len").value_or(512)};
}

std::string_view llama_stop_reason(const Answer& answer) {
  return stop_word(answer, "stop", "length", "stop");
}

void write_llama_response(const Answer& answer, json::Writer& out) {
  out.member("generation", answer.text());
  out.member("prompt_token_count", answer.input_tokens);
  out.member("generation_token_count", answer.output_tokens);
  out.member("stop_reason", llama_stop_reason(answer));
}

// The prompt's tokens stand in the first chunk only; the generation's are a running count.
std::vector<Chunk> llama_chunks(const Answer& answer) {
  std::vector<Chunk> all;
  const auto add = [&](Frame::Part part, std::string_view text, std::int64_t tokens) {
    const bool first = all.empty();
    all.push_back({part, json_object([&](json::Writer& out) {
                     out.member("generation", text).key("prompt_token_count");
                     first ? out.number(answer.input_tokens) : out.null();
                     out.member("generation_token_count", tokens).key("stop_reason");
                     part == Frame::Part::stop ? out.string(llama_stop_reason(answer)) : out.null();
                   })});
  };
  std::int64_t count = 0;
  for (const std::string& delta : answer.text_deltas()) {
    count = std::min(count + 1, answer.output_tokens);
    add(Frame::Part::delta, delta, count);
  }
  add(Frame::Part::stop, "", answer.output_tokens);
  return all;
}

}  // namespace

const NativeFamily kLlama3{
    bedrock::NativeFormat::llama3, kLlamaShapes, in_native_words, nullptr, read_llama,
    write_llama_response,          llama_chunks};

}  // namespace gw::simulator
