// Cohere Command R and R+.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html

#include "bedrock/native/cohere.h"
#include "bedrock/native/families.h"
#include "bedrock/native/prompt.h"
#include "bedrock/native/reader.h"

namespace gw::bedrock {
namespace {

void write_history(json::Writer& json, std::span<const Turn> turns) {
  json.key("chat_history").begin_array();
  for (const auto& turn : turns) {
    json.begin_object().member("role", turn.role == Role::user ? "USER" : "CHATBOT");
    json.key("message");
    write_joined(json, std::span(turn.blocks));
    json.end_object();
  }
  json.end_array();
}

class CommandRReader final : public NativeReader {
 public:
  CommandRReader() : NativeReader(Start::as_is) {}

 private:
  static void read_end(Shape& shape, json::Object json, Part& part) {
    const auto reason = shape.string_if_any(json, "finish_reason");
    if (reason) part.stop = cohere_stop_reason(*reason);
  }

  Part read_body(json::Object body, Shape& shape, AnswerSink& sink) override {
    Part part;
    tell(shape, shape.string(body, "text"), sink);
    read_end(shape, body, part);
    return part;
  }

  // The last event repeats the whole text in its `response`: only text-generation events count.
  Part read_chunk(json::Object chunk, Shape& shape, AnswerSink& sink) override {
    Part part;
    const auto type = shape.string_if_any(chunk, "event_type");
    const auto text = shape.string_if_any(chunk, "text");
    if (!type || type->escaped == "text-generation") tell(shape, text, sink);
    read_end(shape, chunk, part);
    return part;
  }
};

}  // namespace

void write_command_r_body(const NativeRequest& request, json::Writer& json) {
  const auto& system = request.conversation.system;
  const auto& turns = request.conversation.turns;
  const auto& inference = request.conversation.inference;
  const std::span all(turns);
  json.begin_object().key("message");
  write_joined(json, std::span(all.back().blocks));
  if (all.size() > 1) write_history(json, all.first(all.size() - 1));
  if (!system.empty()) {
    json.key("preamble");
    write_joined(json, std::span(system));
  }
  write_if(json, "max_tokens", max_tokens(request));
  write_if(json, "temperature", inference.temperature);
  write_if(json, "p", inference.top_p);
  write_stop(json, "stop_sequences", request);
  json.end_object();
}

std::unique_ptr<AnswerReader> make_command_r_reader() { return std::make_unique<CommandRReader>(); }

}  // namespace gw::bedrock
