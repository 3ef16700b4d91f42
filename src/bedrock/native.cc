#include "bedrock/native.h"

#include <utility>

#include "bedrock/native/families.h"

namespace gw::bedrock {

namespace {

void write_body(NativeFormat format, const NativeRequest& request, json::Writer& json) {
  switch (format) {
    case NativeFormat::jamba:
      return write_jamba_body(request, json);
    case NativeFormat::titan_text:
      return write_titan_text_body(request, json);
    case NativeFormat::claude_text:
      return write_claude_text_body(request, json);
    case NativeFormat::claude_messages:
      return write_claude_messages_body(request, json);
    case NativeFormat::command:
      return write_command_body(request, json);
    case NativeFormat::command_r:
      return write_command_r_body(request, json);
    case NativeFormat::llama3:
      return write_llama3_body(request, json);
    case NativeFormat::mistral_prompt:
      return write_mistral_prompt_body(request, json);
    case NativeFormat::none:
      break;
  }
  std::unreachable();
}

// Adds the model's own fields to a body that is complete without them.
void append_fields(const AdditionalFields& additional, Buffer& body) {
  if (additional.empty()) return;
  body.truncate_by(1);  // the closing brace
  body.append(',');
  json::Writer json(body);
  if (!additional.beta_flags.empty()) {
    json.key("anthropic_beta").begin_array();
    for (const std::string_view flag : additional.beta_flags) json.string(json::RawString{flag});
    json.end_array();
  }
  for (const auto& [name, value] : additional.fields) json.key(name.escaped).raw(value);
  json.end_object();
}

}  // namespace

void write_native_body(NativeFormat format, const Conversation& conversation,
                       const ModelRules& rules, bool stream, Buffer& out) {
  json::Writer json(out);
  const NativeRequest request{conversation, rules, stream};
  write_body(format, request, json);
  append_fields(conversation.additional, out);
}

std::unique_ptr<AnswerReader> make_native_reader(NativeFormat format) {
  switch (format) {
    case NativeFormat::jamba:
      return make_jamba_reader();
    case NativeFormat::titan_text:
      return make_titan_text_reader();
    case NativeFormat::claude_text:
      return make_claude_text_reader();
    case NativeFormat::claude_messages:
      return make_claude_messages_reader();
    case NativeFormat::command:
      return make_command_reader();
    case NativeFormat::command_r:
      return make_command_r_reader();
    case NativeFormat::llama3:
      return make_llama3_reader();
    case NativeFormat::mistral_prompt:
      return make_mistral_prompt_reader();
    case NativeFormat::none:
      break;
  }
  std::unreachable();
}

}  // namespace gw::bedrock
