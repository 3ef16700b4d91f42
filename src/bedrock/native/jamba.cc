// AI21 Jamba.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-jamba.html
#include "bedrock/native/families.h"
#include "bedrock/native/prompt.h"
#include "bedrock/native/reader.h"

namespace gw::bedrock {
namespace {

template <class Blocks>
void write_message(json::Writer& json, std::string_view role, const Blocks& blocks) {
  json.begin_object().member("role", role).key("content");
  write_joined(json, blocks);
  json.end_object();
}

StopReason stop_reason(json::RawString name) {
  if (name.escaped == "stop") return StopReason::end_turn;
  if (name.escaped == "length") return StopReason::max_tokens;
  if (name.escaped == "tool_calls") return StopReason::tool_use;
  return StopReason::unknown;
}

class JambaReader final : public NativeReader {
 public:
  JambaReader() : NativeReader(Start::as_is) {}

 private:
  void read_choice(Shape& shape, Shape::MaybeObject choice, std::string_view message, Part& part,
                   AnswerSink& sink) {
    tell(shape, shape.string_if_any(shape.object_if_any(choice, message), "content"), sink);
    const auto reason = shape.string_if_any(choice, "finish_reason");
    if (reason) part.stop = stop_reason(*reason);
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
};

}  // namespace

void write_jamba_body(const NativeRequest& request, json::Writer& json) {
  const auto& system = request.conversation.system;
  const auto& turns = request.conversation.turns;
  const auto& inference = request.conversation.inference;
  json.begin_object().key("messages").begin_array();
  if (!system.empty()) write_message(json, "system", std::span(system));
  for (const auto& turn : turns)
    write_message(json, turn.role == Role::user ? "user" : "assistant", std::span(turn.blocks));
  json.end_array();
  write_if(json, "max_tokens", max_tokens(request));
  write_if(json, "temperature", inference.temperature);
  write_if(json, "top_p", inference.top_p);
  write_stop(json, "stop", request);
  json.end_object();
}

std::unique_ptr<AnswerReader> make_jamba_reader() { return std::make_unique<JambaReader>(); }

}  // namespace gw::bedrock
