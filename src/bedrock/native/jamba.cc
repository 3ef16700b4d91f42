// AI21 Jamba: messages and tools as OpenAI has them.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-jamba.html
#include <variant>
#include <vector>

#include "bedrock/answer_calls.h"
#include "bedrock/native/families.h"
#include "bedrock/native/prompt.h"
#include "bedrock/native/reader.h"

namespace gw::bedrock {
namespace {

void write_message(json::Writer& json, std::string_view role, std::span<const TextBlock> texts) {
  json.begin_object().member("role", role).key("content");
  write_joined(json, texts);
  json.end_object();
}

template <class Wanted>
std::vector<Wanted> blocks_of(const Turn& turn) {
  std::vector<Wanted> found;
  for (const Block& block : turn.blocks) {
    if (const auto* wanted = std::get_if<Wanted>(&block)) found.push_back(*wanted);
  }
  return found;
}

void write_call(json::Writer& json, const ToolUseBlock& use) {
  json.begin_object().member("id", use.id).member("type", "function");
  json.key("function").begin_object().member("name", use.name);
  json.member("arguments", json::readable(use.input)).end_object().end_object();
}

void write_assistant(json::Writer& json, const Turn& turn) {
  const auto texts = blocks_of<TextBlock>(turn);
  const auto calls = blocks_of<ToolUseBlock>(turn);
  if (calls.empty()) return write_message(json, "assistant", texts);
  json.begin_object().member("role", "assistant").key("content");
  if (texts.empty()) {
    json.null();
  } else {
    write_joined(json, texts);
  }
  json.key("tool_calls").begin_array();
  for (const ToolUseBlock& use : calls) write_call(json, use);
  json.end_array().end_object();
}

void write_result(json::Writer& json, const ToolResultBlock& result) {
  json.begin_object().member("role", "tool").member("tool_call_id", result.id);
  json.key("content").open_string();
  for (const auto& content : result.content) {
    if (&content != &result.content.front()) json.piece("\n");
    if (const auto* text = std::get_if<TextBlock>(&content)) json.piece(text->text);
    if (const auto* object = std::get_if<JsonBlock>(&content))
      json.piece(json::readable(object->json));
  }
  json.close_string().end_object();
}

void write_user(json::Writer& json, const Turn& turn) {
  for (const auto& result : blocks_of<ToolResultBlock>(turn)) write_result(json, result);
  const auto texts = blocks_of<TextBlock>(turn);
  if (!texts.empty()) write_message(json, "user", texts);
}

void write_tools(json::Writer& json, const std::vector<Tool>& tools) {
  if (tools.empty()) return;
  json.key("tools").begin_array();
  for (const Tool& tool : tools) {
    json.begin_object().member("type", "function").key("function").begin_object();
    json.member("name", tool.name);
    if (!tool.description.empty()) json.member("description", tool.description);
    json.key("parameters").raw(tool.schema).end_object().end_object();
  }
  json.end_array();
}

StopReason jamba_stop_reason(json::RawString name) {
  if (name.escaped == "stop") return StopReason::end_turn;
  if (name.escaped == "length") return StopReason::max_tokens;
  if (name.escaped == "tool_calls") return StopReason::tool_use;
  return StopReason::unknown;
}

class JambaReader final : public NativeReader {
 public:
  JambaReader() : NativeReader(Start::as_is) {}

 private:
  void read_choice(Shape& shape, Shape::MaybeObject choice, std::string_view name, Part& part,
                   AnswerSink& sink) {
    const auto message = shape.object_if_any(choice, name);
    tell(shape, shape.string_if_any(message, "content"), sink);
    if (const auto calls = shape.array_if_any(message, "tool_calls"))
      read_calls(shape, *calls, sink);
    const auto reason = shape.string_if_any(choice, "finish_reason");
    if (!reason) return;
    calls_.stop_all(sink);
    part.stop = calls_.finish(shape, jamba_stop_reason(*reason));
  }

  // Whole calls, or pieces of them, of which the first has the id.
  void read_calls(Shape& shape, json::Array calls, AnswerSink& sink) {
    std::int64_t position = 0;
    for (const json::Value value : calls) {
      const auto call = shape.object(value);
      const auto index = shape.count_if_any(call, "index").value_or(position++);
      const auto function = shape.object_if_any(call, "function");
      if (const auto id = shape.string_if_any(call, "id"))
        calls_.start(shape, index, {id, shape.string(function, "name")}, sink);
      if (const auto arguments = shape.string_if_any(function, "arguments"))
        calls_.delta(shape, index, *arguments, sink);
    }
  }

  static void read_usage(Shape& shape, json::Object json, Part& part) {
    const auto usage = shape.object_if_any(json, "usage");
    part.input = shape.count_if_any(usage, "prompt_tokens");
    part.output = shape.count_if_any(usage, "completion_tokens");
  }

  Part read_body(json::Object body, Shape& shape, AnswerSink& sink) override {
    Part part;
    const auto choice = shape.first(shape.array(body, "choices"));
    shape.object(choice, "message");
    read_choice(shape, choice, "message", part, sink);
    read_usage(shape, body, part);
    return part;
  }

  Part read_chunk(json::Object chunk, Shape& shape, AnswerSink& sink) override {
    Part part;
    read_choice(shape, shape.first_if_any(shape.array_if_any(chunk, "choices")), "delta", part,
                sink);
    read_usage(shape, chunk, part);
    return part;
  }

  StreamedCalls calls_;
};

}  // namespace

void write_jamba_body(const NativeRequest& request, json::Writer& json) {
  const auto& system = request.conversation.system;
  const auto& turns = request.conversation.turns;
  const auto& inference = request.conversation.inference;
  json.begin_object().key("messages").begin_array();
  if (!system.empty()) write_message(json, "system", system);
  for (const Turn& turn : turns)
    turn.role == Role::user ? write_user(json, turn) : write_assistant(json, turn);
  json.end_array();
  write_tools(json, request.conversation.tool_config.tools);
  write_if(json, "max_tokens", max_tokens(request));
  write_if(json, "temperature", inference.temperature);
  write_if(json, "top_p", inference.top_p);
  write_stop(json, "stop", request);
  json.end_object();
}

std::unique_ptr<AnswerReader> make_jamba_reader() { return std::make_unique<JambaReader>(); }

}  // namespace gw::bedrock
