// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-jamba.html
#include <algorithm>

#include "simulator/native/family.h"
#include "simulator/text.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kJambaShapes = R"(
struct Request {
  messages!: [Message] 1..
  max_tokens: int 1..4096
  temperature: num 0..2
  top_p: num 0.01..1
  stop: [str 1..]
  n: int 1..16
  frequency_penalty: num
  presence_penalty: num
  tools: [Tool]
  tool_choice: any
  documents: [object]
  response_format: object
}
struct Message {
  role!: "system"|"user"|"assistant"|"tool"
  content: str
  tool_calls: [ToolCall] 1..
  tool_call_id: str 1..
}
struct ToolCall { id!: str 1..  type!: "function"  function!: CalledFunction }
struct CalledFunction { name!: str 1..  arguments!: str }
struct Tool { type!: "function"  function!: Function }
struct Function {
  name!: str 1..64 /[a-zA-Z0-9_-]{1,64}/
  description: str
  parameters: object
}
)";

Refusal malformed(std::size_t message, std::string_view what) {
  return validation("Malformed input request: #/messages/" + std::to_string(message) + ": " +
                    std::string(what) + ", please reformat your input and try again.");
}

// Each call has its result, in a message of its own, before anything else is said.
std::optional<Refusal> break_of_jamba_rule(const Value& body, const Model& model, bool) {
  if (!model.rules->tools && body.find("tools") != nullptr)
    return validation("This model doesn't support tool use.");
  const auto& messages = body["messages"].items;
  std::vector<std::string> open;  // ids of calls
  for (std::size_t m = 0; m < messages.size(); ++m) {
    const Value& message = messages[m];
    const bool calls = !message["tool_calls"].items.empty();
    if (!calls && is_blank(message["content"].text)) return malformed(m, "content is empty");
    if (message["role"].text == "tool") {
      if (std::erase(open, message["tool_call_id"].text) == 0)
        return malformed(m, "tool_call_id is that of no call");
      continue;
    }
    if (!open.empty()) return malformed(m, "the result of call " + open.front() + " is missing");
    for (const Value& call : message["tool_calls"].items) open.push_back(call["id"].text);
  }
  if (!open.empty()) return malformed(messages.size(), "the results of calls are missing");
  return std::nullopt;
}

void read_message(const Value& message, bool behind_result, Prompt& prompt) {
  const std::string& text = message["content"].text;
  prompt.bytes += text.size();
  if (message["role"].text == "user") {
    prompt.last_user_text = text;
    if (!behind_result) prompt.tool_results.clear();
  } else if (message["role"].text == "tool") {
    if (!behind_result) prompt.tool_results.clear();
    prompt.tool_results += (behind_result ? "\n" : "") + text;
    prompt.last_user_text.clear();
  }
}

Prompt read_jamba(const Value& body, const bedrock::ModelRules&) {
  Prompt prompt{.max_tokens = integer(body, "max_tokens"), .stop_sequences = strings(body, "stop")};
  bool behind_result = false;
  for (const Value& message : body["messages"].items) {
    read_message(message, behind_result, prompt);
    behind_result = message["role"].text == "tool";
  }
  prompt.turns = body["messages"].items.size();
  for (const Value& tool : body["tools"].items)
    prompt.tools.push_back({tool["function"]["name"].text, &tool["function"]["parameters"]});
  return prompt;
}

void write_usage(const Answer& answer, json::Writer& out) {
  out.key("usage").begin_object();
  out.member("prompt_tokens", answer.input_tokens);
  out.member("completion_tokens", answer.output_tokens);
  out.member("total_tokens", answer.input_tokens + answer.output_tokens).end_object();
}

std::string_view jamba_finish_reason(const Answer& answer) {
  if (answer.stop_reason == "tool_use") return "tool_calls";
  return stop_word(answer, "stop", "length", "stop");
}

// A call, or a piece of it in a stream: the first has its head, the others only arguments.
void write_call(const Block& call, std::size_t index, bool head, std::string_view arguments,
                json::Writer& out) {
  out.key("tool_calls").begin_array().begin_object().member("index", index);
  if (head) out.member("id", call.id).member("type", "function");
  out.key("function").begin_object();
  if (head) out.member("name", call.name);
  out.member("arguments", arguments).end_object().end_object().end_array();
}

void write_calls(const Answer& answer, json::Writer& out) {
  const auto is_call = [](const Block& block) { return block.kind == Block::Kind::tool_use; };
  if (std::ranges::none_of(answer.blocks, is_call)) return;
  out.key("tool_calls").begin_array();
  for (const Block& call : answer.blocks) {
    if (!is_call(call)) continue;
    const std::string arguments = call.joined();
    out.begin_object().member("id", call.id).member("type", "function");
    out.key("function").begin_object().member("name", call.name);
    out.member("arguments", arguments.empty() ? "{}" : arguments).end_object().end_object();
  }
  out.end_array();
}

void write_jamba_response(const Answer& answer, json::Writer& out) {
  out.member("id", "chat-00000000000000000000000000000001");
  out.key("choices").begin_array().begin_object().member("index", 0);
  out.key("message").begin_object().member("role", "assistant");
  out.member("content", answer.text());
  write_calls(answer, out);
  out.end_object();
  out.member("finish_reason", jamba_finish_reason(answer)).end_object().end_array();
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

std::string call_chunk(const Block& call, std::size_t index, bool head,
                       std::string_view arguments) {
  return json_object([&](json::Writer& out) {
    out.member("id", "chat-00000000000000000000000000000001");
    out.key("choices").begin_array().begin_object().member("index", 0);
    out.key("delta").begin_object();
    write_call(call, index, head, arguments, out);
    out.end_object().key("finish_reason").null().end_object().end_array();
  });
}

std::vector<Chunk> call_chunks(const Block& call, std::size_t index) {
  std::vector<Chunk> all{{Frame::Part::block_start, call_chunk(call, index, true, "")}};
  for (const std::string& delta : call.deltas)
    all.push_back({Frame::Part::delta, call_chunk(call, index, false, delta)});
  return all;
}

std::vector<Chunk> jamba_chunks(const Answer& answer) {
  std::vector<Chunk> all{{Frame::Part::opening, chunk("assistant", "", "", nullptr)}};
  for (const std::string& delta : answer.text_deltas()) {
    all.push_back({Frame::Part::delta, chunk("", delta, "", nullptr)});
  }
  std::vector<std::vector<Chunk>> calls;
  for (const Block& block : answer.blocks) {
    if (block.kind == Block::Kind::tool_use) calls.push_back(call_chunks(block, calls.size()));
  }
  std::ranges::move(in_order(std::move(calls), answer.interleaved), std::back_inserter(all));
  all.push_back({Frame::Part::stop, chunk("", "", jamba_finish_reason(answer), &answer)});
  return all;
}

}  // namespace

const NativeFamily kJamba{
    bedrock::NativeFormat::jamba, kJambaShapes, in_native_words, break_of_jamba_rule, read_jamba,
    write_jamba_response,         jamba_chunks};

}  // namespace gw::simulator
