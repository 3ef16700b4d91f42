// The families of native bodies: for each its body writer and its reader, in a file of its name.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/buffer.h"
#include "bedrock/conversation.h"
#include "bedrock/model_rules.h"
#include "bedrock/reader.h"
#include "json/write.h"

namespace gw::bedrock {

struct NativeRequest {
  const Conversation& conversation;
  const ModelRules& rules;
  bool stream;
};

void write_jamba_body(const NativeRequest& request, json::Writer& json);
void write_titan_text_body(const NativeRequest& request, json::Writer& json);
void write_claude_text_body(const NativeRequest& request, json::Writer& json);
void write_claude_messages_body(const NativeRequest& request, json::Writer& json);
void write_command_body(const NativeRequest& request, json::Writer& json);
void write_command_r_body(const NativeRequest& request, json::Writer& json);
void write_llama3_body(const NativeRequest& request, json::Writer& json);
void write_mistral_prompt_body(const NativeRequest& request, json::Writer& json);

std::unique_ptr<AnswerReader> make_jamba_reader();
std::unique_ptr<AnswerReader> make_titan_text_reader();
std::unique_ptr<AnswerReader> make_claude_text_reader();
std::unique_ptr<AnswerReader> make_claude_messages_reader();
std::unique_ptr<AnswerReader> make_command_reader();
std::unique_ptr<AnswerReader> make_command_r_reader();
std::unique_ptr<AnswerReader> make_llama3_reader();
std::unique_ptr<AnswerReader> make_mistral_prompt_reader();

// The client's limit, else the model's default from the rules; the families' own defaults (20 to
// 512 tokens) would cut answers that Converse gives whole.
std::optional<std::int64_t> max_tokens(const NativeRequest& request);
// The same for bodies that must have one.
std::int64_t required_max_tokens(const NativeRequest& request);

// "name": value, when there is one.
void write_if(json::Writer& json, std::string_view name, std::optional<std::int64_t> value);
void write_if(json::Writer& json, std::string_view name, std::optional<double> value);
// "name": ["…"], when there are any; `own` is the template's stop sequence, if it has one.
void write_stop(json::Writer& json, std::string_view name, const NativeRequest& request,
                std::string_view own = {});

}  // namespace gw::bedrock
