// The Anthropic Messages API in InvokeModel.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html
#include <algorithm>

#include "base/ascii.h"
#include "base/encoding.h"
#include "simulator/native/family.h"
#include "simulator/text.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kShapes = R"(
struct Request {
  anthropic_version!: "bedrock-2023-05-31"|"2026-10-21"
  max_tokens!: int 1..
  messages!: [Message]
  system: any
  temperature: num 0..1
  top_p: num 0..1
  top_k: int 0..
  stop_sequences: [str 1..]
  tools: [object]
  tool_choice: object
  thinking: object
  output_config: object
  metadata: object
  anthropic_beta: [str 1..]
}
struct Message { role!: "user"|"assistant"  content!: any }
)";

// Content is a text or a list of blocks; calls `visit(text)` for the texts in it.
template <class Visit>
void visit_texts(const Value& content, Visit visit) {
  if (content.is(Value::Kind::string)) visit(content.text);
  for (const Value& block : content.items) {
    if (block["type"].text == "text") visit(block["text"].text);
  }
}

// With "[image image/png 70 bytes]" for media.
std::string text_of(const Value& content) {
  std::string text;
  const auto add = [&](const std::string& piece) {
    if (!text.empty()) text += '\n';
    text += piece;
  };
  visit_texts(content, add);
  for (const Value& block : content.items) {
    const Value& source = block["source"];
    if (!source.is(Value::Kind::object)) continue;
    add("[" + block["type"].text + " " + source["media_type"].text + " " +
        std::to_string(base64_decoded_size(source["data"].text)) + " bytes]");
  }
  return text;
}

bool has_blank_text(const Value& content) {
  bool blank = false;
  visit_texts(content, [&](const std::string& text) { blank = blank || is_blank(text); });
  return blank;
}

bool is_empty(const Value& content) { return content.text.empty() && content.items.empty(); }

std::optional<Refusal> break_of_rule(const Value& body, const Model& model, bool) {
  const auto& messages = body["messages"].items;
  if (messages.empty()) return validation("messages: at least one message is required");
  if (messages.front()["role"].text != "user") {
    return validation(R"(messages: first message must use the "user" role)");
  }
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const std::string at = "messages." + std::to_string(i);
    if (i > 0 && messages[i]["role"].text == messages[i - 1]["role"].text) {
      return validation(
          R"(messages: roles must alternate between "user" and "assistant", but found multiple ")" +
          messages[i]["role"].text + R"(" roles in a row)");
    }
    if (is_empty(messages[i]["content"])) {
      return validation(at + ": all messages must have non-empty content");
    }
    if (has_blank_text(messages[i]["content"])) {
      return validation("messages: text content blocks must contain non-whitespace text");
    }
  }
  if (has_blank_text(body["system"])) {
    return validation("system: text content blocks must contain non-whitespace text");
  }
  const Value& last = messages.back();
  if (last["role"].text == "assistant" && ascii::is_space(text_of(last["content"]).back())) {
    return validation("messages: final assistant content cannot end with trailing whitespace");
  }
  const bool temperature = body.find("temperature") != nullptr;
  const bool top_p = body.find("top_p") != nullptr;
  if (model.rules->sampling == bedrock::Sampling::one_of && temperature && top_p) {
    return validation(
        "`temperature` and `top_p` cannot both be specified for this model. Please use only one.");
  }
  if (model.rules->sampling == bedrock::Sampling::none && (temperature || top_p)) {
    return validation(temperature ? "`temperature` is deprecated for this model."
                                  : "`top_p` is deprecated for this model.");
  }
  return std::nullopt;
}

Prompt read(const Value& body) {
  Prompt prompt{.bytes = text_of(body["system"]).size(),
                .max_tokens = integer(body, "max_tokens"),
                .stop_sequences = strings(body, "stop_sequences")};
  for (const Value& message : body["messages"].items) {
    std::string text = text_of(message["content"]);
    prompt.bytes += text.size();
    if (message["role"].text == "user") prompt.last_user_text = std::move(text);
  }
  return prompt;
}

std::string_view stop_reason(const Answer& answer) {
  if (answer.stop_reason == "content_filtered") return "refusal";
  return answer.stop_reason;
}

void write_stop(const Answer& answer, json::Writer& out) {
  out.member("stop_reason", stop_reason(answer)).key("stop_sequence");
  answer.stop_sequence.empty() ? out.null() : out.string(answer.stop_sequence);
}

void write_usage(const Answer& answer, std::int64_t output, json::Writer& out) {
  out.key("usage").begin_object().member("input_tokens", answer.input_tokens);
  if (answer.cache_write) out.member("cache_creation_input_tokens", *answer.cache_write);
  if (answer.cache_read) out.member("cache_read_input_tokens", *answer.cache_read);
  out.member("output_tokens", output).end_object();
}

void write_message_head(const Answer& answer, json::Writer& out) {
  out.member("id", "msg_bdrk_00000000000000000000000001").member("type", "message");
  out.member("role", "assistant").member("model", answer.model);
}

void write_response(const Answer& answer, json::Writer& out) {
  write_message_head(answer, out);
  out.key("content").begin_array();
  if (!answer.text().empty()) {
    out.begin_object().member("type", "text").member("text", answer.text()).end_object();
  }
  out.end_array();
  write_stop(answer, out);
  write_usage(answer, answer.output_tokens, out);
}

template <class Write>
Chunk event(Frame::Part part, std::string_view type, Write write) {
  return {part, json_object([&](json::Writer& out) {
            out.member("type", type);
            write(out);
          })};
}

std::vector<Chunk> chunks(const Answer& answer) {
  using Part = Frame::Part;
  std::vector<Chunk> all;
  all.push_back(event(Part::opening, "message_start", [&](json::Writer& out) {
    out.key("message").begin_object();
    write_message_head(answer, out);
    out.key("content").begin_array().end_array();
    out.key("stop_reason").null().key("stop_sequence").null();
    write_usage(answer, 1, out);
    out.end_object();
  }));
  all.push_back(event(Part::opening, "content_block_start", [](json::Writer& out) {
    out.member("index", 0).key("content_block").begin_object();
    out.member("type", "text").member("text", "").end_object();
  }));
  for (const std::string& delta : answer.text_deltas()) {
    all.push_back(event(Part::delta, "content_block_delta", [&](json::Writer& out) {
      out.member("index", 0).key("delta").begin_object();
      out.member("type", "text_delta").member("text", delta).end_object();
    }));
  }
  all.push_back(event(Part::block_end, "content_block_stop",
                      [](json::Writer& out) { out.member("index", 0); }));
  all.push_back(event(Part::stop, "message_delta", [&](json::Writer& out) {
    out.key("delta").begin_object();
    write_stop(answer, out);
    out.end_object().key("usage").begin_object();
    out.member("output_tokens", answer.output_tokens).end_object();
  }));
  all.push_back(event(Part::metadata, "message_stop", [](json::Writer&) {}));
  return all;
}

}  // namespace

const NativeFamily kClaudeMessages{bedrock::NativeFormat::claude_messages,
                                   kShapes,
                                   in_anthropic_words,
                                   break_of_rule,
                                   read,
                                   write_response,
                                   chunks};

}  // namespace gw::simulator
