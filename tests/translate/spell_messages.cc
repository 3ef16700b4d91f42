// A conversation in the words of the Messages dialect.
#include <algorithm>
#include <string>
#include <string_view>
#include <variant>

#include "json/value.h"
#include "json/write.h"
#include "translate/spell.h"

namespace gw::translate {

namespace {

class MessagesSpeller {
 public:
  // nullopt: the dialect cannot say it.
  static std::optional<std::string> spell(const llm::Request& request) {
    MessagesSpeller speller(request);
    speller.write();
    if (!speller.sayable_) return std::nullopt;
    return std::string(speller.out_.view());
  }

 private:
  explicit MessagesSpeller(const llm::Request& request) : request_(request) {}

  void need(bool condition) { sayable_ = sayable_ && condition; }

  void write() {
    const llm::Request& r = request_;
    need(!r.first_call_only && r.extra_fields.empty() && r.response_paths.empty());
    need(r.latency.empty() && r.metadata.empty() && r.guardrail.identifier.empty());
    need(r.guardrail.trace.empty() && !r.caching.hour && r.caching.automatic);
    json_.begin_object().member("model", r.model).member("max_tokens", r.max_tokens.value_or(4096));
    json_.member("stream", r.stream);
    write_sampling();
    write_reasoning_and_format();
    write_tools();
    if (!r.beta_flags.empty()) {
      json_.key("anthropic_beta").begin_array();
      for (const std::string_view flag : r.beta_flags) json_.string(flag);
      json_.end_array();
    }
    if (r.user) json_.key("metadata").begin_object().member("user_id", *r.user).end_object();
    mark(r.caching.end);
    json_.key("messages").begin_array();
    for (const llm::Message& message : r.messages) write_message(message);
    json_.end_array().end_object();
  }

  void write_sampling() {
    need(request_.temperature.value_or(0) <= 1);
    if (request_.temperature) json_.member("temperature", *request_.temperature);
    if (request_.top_p) json_.member("top_p", *request_.top_p);
    for (const auto& [name, value] : request_.model_parameters) {
      need(name == "top_k");
      json_.key(name).raw(value);
    }
    if (!request_.stop.empty()) {
      json_.key("stop_sequences").begin_array();
      for (const json::RawString text : request_.stop) json_.string(text);
      json_.end_array();
    }
    need(request_.service_tier != "scale");
    if (!request_.service_tier.empty()) json_.member("service_tier", request_.service_tier);
  }

  void write_reasoning_and_format() {
    using Kind = llm::ResponseFormat::Kind;
    const llm::ReasoningWish& wish = request_.reasoning;
    const llm::ResponseFormat& format = request_.response_format;
    need(!wish.exclude && wish.budget.has_value() <= wish.enabled.value_or(false));
    need(wish.display.empty() || wish.enabled);
    if (wish.enabled) {
      json_.key("thinking").begin_object();
      json_.member("type", !*wish.enabled ? "disabled" : wish.budget ? "enabled" : "adaptive");
      if (wish.budget) json_.member("budget_tokens", *wish.budget);
      if (!wish.display.empty()) json_.member("display", wish.display);
      json_.end_object();
    }
    need(format.kind != Kind::json_object && format.description.empty());
    need(format.kind != Kind::json_schema || !format.schema.empty());
    json_.key("output_config").begin_object();
    if (!wish.effort.empty()) json_.member("effort", wish.effort);
    if (format.kind == Kind::json_schema) {
      json_.key("format").begin_object().member("type", "json_schema");
      json_.key("schema").raw(format.schema).end_object();
    }
    json_.end_object();
  }

  void write_tools() {
    using Mode = llm::ToolChoice::Mode;
    const auto& [mode, function, allowed] = request_.tool_choice;
    json_.key("tools").begin_array();
    for (const llm::Tool& tool : request_.tools) {
      need(!tool.custom);
      json_.begin_object().member("name", tool.name).member("strict", tool.strict);
      if (!tool.description.empty()) json_.member("description", tool.description);
      json_.key("input_schema").raw(tool.parameters.empty() ? "{}" : tool.parameters);
      mark(tool.cache);
      json_.end_object();
    }
    json_.end_array();
    need(!allowed);
    const bool can_be_single = mode != Mode::unset && mode != Mode::none;
    need(request_.parallel_tool_calls || can_be_single);
    if (mode == Mode::unset) return;
    json_.key("tool_choice").begin_object();
    json_.member("type", mode == Mode::none        ? "none"
                         : mode == Mode::automatic ? "auto"
                         : mode == Mode::required  ? "any"
                                                   : "tool");
    if (mode == Mode::function) json_.member("name", function);
    if (can_be_single) json_.member("disable_parallel_tool_use", !request_.parallel_tool_calls);
    json_.end_object();
  }

  void mark(llm::CacheMark mark) {
    if (mark == llm::CacheMark::none) return;
    json_.key("cache_control").begin_object().member("type", "ephemeral");
    if (mark != llm::CacheMark::usual)
      json_.member("ttl", mark == llm::CacheMark::hour ? "1h" : "5m");
    json_.end_object();
  }

  void write_message(const llm::Message& message) {
    constexpr std::string_view kRoles[] = {"system", "user", "assistant"};
    json_.begin_object().member("role", kRoles[static_cast<std::size_t>(message.role)]);
    json_.key("content").begin_array();
    for (const llm::Block& block : message.blocks) {
      json_.begin_object();
      std::visit([&](const auto& value) { write(value); }, block.value);
      mark(block.cache);
      json_.end_object();
    }
    json_.end_array().end_object();
  }

  void write(const llm::Text& text) { json_.member("type", "text").member("text", text.text); }
  void write(const llm::Json&) { need(false); }
  void write(const llm::MediaPart& part) {
    const llm::Media& media = request_.media[part.media];
    const bool image = media.kind == llm::Media::Kind::image;
    need(image || media.kind == llm::Media::Kind::file);
    json_.member("type", image ? "image" : "document");
    if (!media.file_name.empty()) json_.member("title", media.file_name);
    json_.key("source").begin_object();
    if (media.source == llm::Media::Source::data) {
      json_.member("type", "base64").member("data", media.data);
      if (!media.media_type.empty()) json_.member("media_type", media.media_type);
    } else {
      json_.member("type", "url").member("url", media.url);
    }
    json_.end_object();
  }
  void write(const llm::ToolCall& call) {
    const std::string input = json::decode(call.arguments).value_or("");
    json::Document document;
    const auto value = document.parse(input);
    need(!call.custom && !call.id.empty());
    need(value && value->object() && value->raw() == input);  // no space around it
    json_.member("type", "tool_use").member("id", call.id).member("name", call.name);
    json_.key("input").raw(sayable_ ? input : "{}");
  }
  void write(const llm::Reasoning& block) {
    if (!block.redacted.empty()) {
      json_.member("type", "redacted_thinking").member("data", block.redacted);
      return;
    }
    json_.member("type", "thinking").member("thinking", block.text);
    json_.member("signature", block.signature);
  }
  void write(const llm::ToolResult& result) {
    need(!result.id.empty());
    json_.member("type", "tool_result").member("tool_use_id", result.id);
    json_.member("is_error", result.error).key("content").begin_array();
    for (const auto& part : result.content) {
      json_.begin_object();
      std::visit([&](const auto& value) { write(value); }, part);
      json_.end_object();
    }
    json_.end_array();
  }

  const llm::Request& request_;
  bool sayable_ = true;
  Buffer out_;
  json::Writer json_{out_};
};

void drop_unsayable_in_messages(llm::Request& request) {
  request.latency = {};
  request.metadata.clear();
  request.extra_fields.clear();
  request.response_paths.clear();
  request.caching.hour = false;
  request.caching.automatic = true;
  request.temperature = request.temperature.transform([](double t) { return std::min(t, 1.0); });
  auto& parameters = request.model_parameters;
  std::erase_if(parameters, [](const auto& each) { return each.name != "top_k"; });
  if (parameters.size() > 1) parameters.resize(1);  // the first is the one that chat takes
}

}  // namespace

std::optional<std::string> spell_messages(llm::Request& chat) {
  drop_unsayable_in_messages(chat);
  return MessagesSpeller::spell(chat);
}

}  // namespace gw::translate
