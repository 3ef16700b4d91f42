// A conversation in the words of the Responses dialect.
#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>
#include <variant>

#include "json/write.h"
#include "openai/responses/encrypted_content.h"
#include "translate/spell.h"

namespace gw::translate {

namespace {

class ResponsesSpeller {
 public:
  // nullopt: the dialect cannot say it.
  static std::optional<std::string> spell(const llm::Request& request) {
    ResponsesSpeller speller(request);
    speller.write();
    if (!speller.sayable_) return std::nullopt;
    return std::string(speller.out_.view());
  }

 private:
  explicit ResponsesSpeller(const llm::Request& request) : request_(request) {}

  void need(bool condition) { sayable_ = sayable_ && condition; }

  void write() {
    const llm::Request& r = request_;
    need(!r.first_call_only && r.extra_fields.empty() && r.response_paths.empty());
    need(r.latency.empty() && r.guardrail.identifier.empty() && r.guardrail.trace.empty());
    need(!r.caching.marked && !r.caching.hour && r.caching.automatic && r.beta_flags.empty());
    need(r.model_parameters.empty() && r.stop.empty() && !r.user);
    need(r.service_tier != "scale");
    json_.begin_object().member("model", r.model).member("stream", r.stream);
    if (r.max_tokens) json_.member("max_output_tokens", *r.max_tokens);
    if (r.temperature) json_.member("temperature", *r.temperature);
    if (r.top_p) json_.member("top_p", *r.top_p);
    if (!r.service_tier.empty()) json_.member("service_tier", r.service_tier);
    json_.member("parallel_tool_calls", r.parallel_tool_calls);
    json_.key("metadata").begin_object();
    for (const auto& [key, value] : r.metadata) json_.key(key.escaped).raw(value);
    json_.end_object();
    write_reasoning_and_format();
    write_tools();
    json_.key("input").begin_array();
    // Two messages of the assistant's behind each other are one there.
    const auto are_assistants = [](const llm::Message& a, const llm::Message& b) {
      return a.role == llm::Role::assistant && b.role == llm::Role::assistant;
    };
    need(std::ranges::adjacent_find(r.messages, are_assistants) == r.messages.end());
    need(!has_late_result());
    for (const llm::Message& message : r.messages) write_message(message);
    json_.end_array().end_object();
  }

  // A result behind another message of the assistant's still belongs to its call there.
  bool has_late_result() const {
    std::unordered_set<std::string_view> open;
    std::unordered_set<std::string_view> left;  // open when the assistant went on
    for (const llm::Message& message : request_.messages) {
      if (message.role == llm::Role::assistant) left.merge(open);
      for (const llm::Block& block : message.blocks) {
        if (const auto* call = std::get_if<llm::ToolCall>(&block.value))
          open.insert(call->id.escaped);
        const auto* result = std::get_if<llm::ToolResult>(&block.value);
        if (result != nullptr && left.contains(result->id.escaped)) return true;
        if (result != nullptr) open.erase(result->id.escaped);
      }
    }
    return false;
  }

  void write_reasoning_and_format() {
    using Kind = llm::ResponseFormat::Kind;
    const llm::ReasoningWish& wish = request_.reasoning;
    const llm::ResponseFormat& format = request_.response_format;
    need(!wish.exclude && !wish.budget && !wish.enabled && wish.display.empty());
    if (!wish.effort.empty())
      json_.key("reasoning").begin_object().member("effort", wish.effort).end_object();
    json_.key("text").begin_object().key("format").begin_object();
    json_.member("type", format.kind == Kind::text          ? "text"
                         : format.kind == Kind::json_object ? "json_object"
                                                            : "json_schema");
    if (format.kind == Kind::json_schema) {
      json_.member("name", format.name).member("strict", format.strict);
      if (!format.description.empty()) json_.member("description", format.description);
      if (!format.schema.empty()) json_.key("schema").raw(format.schema);
    }
    json_.end_object().end_object();
  }

  bool is_custom(json::RawString name) const {
    return std::ranges::any_of(
        request_.tools, [&](const llm::Tool& tool) { return tool.custom && tool.name == name; });
  }
  void write_name(json::RawString name) {
    json_.begin_object().member("type", is_custom(name) ? "custom" : "function");
    json_.member("name", name).end_object();
  }

  void write_tools() {
    json_.key("tools").begin_array();
    for (const llm::Tool& tool : request_.tools) {
      json_.begin_object().member("type", tool.custom ? "custom" : "function");
      json_.member("name", tool.name).member("strict", tool.strict);
      if (!tool.description.empty()) json_.member("description", tool.description);
      if (!tool.parameters.empty()) json_.key("parameters").raw(tool.parameters);
      if (!tool.grammar.empty()) {
        json_.key("format").begin_object().member("type", "grammar").member("syntax", "lark");
        json_.member("definition", tool.grammar).end_object();
      }
      json_.end_object();
    }
    json_.end_array();
    write_choice();
  }

  void write_choice() {
    using Mode = llm::ToolChoice::Mode;
    const auto& [mode, function, allowed] = request_.tool_choice;
    if (mode == Mode::unset) return;
    json_.key("tool_choice");
    if (mode == Mode::function) return write_name(function);
    const std::string_view word = mode == Mode::none        ? "none"
                                  : mode == Mode::automatic ? "auto"
                                                            : "required";
    if (!allowed) return static_cast<void>(json_.string(word));
    json_.begin_object().member("type", "allowed_tools").member("mode", word);
    json_.key("tools").begin_array();
    for (const json::RawString name : *allowed) write_name(name);
    json_.end_array().end_object();
  }

  // What is no item of its own is a message with one part.
  void write_message(const llm::Message& message) {
    constexpr std::string_view kRoles[] = {"developer", "user", "assistant"};
    if (message.blocks.empty()) {
      json_.begin_object().member("role", kRoles[static_cast<std::size_t>(message.role)]);
      json_.key("content").begin_array().end_array().end_object();
    }
    for (const llm::Block& block : message.blocks) {
      json_.begin_object();
      const auto* text = std::get_if<llm::Text>(&block.value);
      const auto* media = std::get_if<llm::MediaPart>(&block.value);
      if (text != nullptr || media != nullptr) {
        json_.member("role", kRoles[static_cast<std::size_t>(message.role)]);
        json_.key("content").begin_array();
        text != nullptr ? part(*text) : part(*media);
        json_.end_array();
      } else {
        std::visit([&](const auto& value) { item(value); }, block.value);
      }
      json_.end_object();
    }
  }

  void part(const llm::Text& text) {
    json_.begin_object().member("type", "input_text").member("text", text.text).end_object();
  }
  void part(const llm::Json& json) { json_.raw(json.json); }
  void part(const llm::MediaPart& part) {
    using Kind = llm::Media::Kind;
    const llm::Media& media = request_.media[part.media];
    need(media.kind != Kind::video && media.kind != Kind::audio);
    const bool image = media.kind == Kind::image;
    json_.begin_object().member("type", image ? "input_image" : "input_file");
    if (!media.file_name.empty()) json_.member("filename", media.file_name);
    const bool typed = !media.media_type.empty();
    const std::string url = media.source != llm::Media::Source::data ? media.url
                            : typed
                                ? "data:" + media.media_type + ";base64," + std::string(media.data)
                                : std::string(media.data);
    json_.member(image ? "image_url" : "file_data", url).end_object();
  }

  void item(const llm::Text&) {}
  void item(const llm::MediaPart&) {}
  void item(const llm::ToolCall& call) {
    need(!call.id.empty());
    if (call.custom) custom_.insert(call.id.escaped);
    json_.member("type", call.custom ? "custom_tool_call" : "function_call");
    json_.member("call_id", call.id).member("name", call.name);
    json_.member(call.custom ? "input" : "arguments", call.arguments);
  }
  void item(const llm::Reasoning& block) {
    need(!block.signature.empty() || !block.redacted.empty());
    json_.member("type", "reasoning").key("summary").begin_array().end_array();
    json_.member("encrypted_content", openai::seal_reasoning(block, {}));
  }
  void item(const llm::ToolResult& result) {
    need(!result.id.empty() && !result.error);
    const bool custom = custom_.contains(result.id.escaped);
    json_.member("type", custom ? "custom_tool_call_output" : "function_call_output");
    json_.member("call_id", result.id).key("output");
    const bool one = result.content.size() == 1;
    if (const auto* json = one ? std::get_if<llm::Json>(&result.content.front()) : nullptr)
      return static_cast<void>(json_.raw(json->json));
    json_.begin_array();
    for (const auto& each : result.content)
      std::visit([&](const auto& value) { part(value); }, each);
    json_.end_array();
  }

  const llm::Request& request_;
  bool sayable_ = true;
  std::unordered_set<std::string_view> custom_;  // ids of calls
  Buffer out_;
  json::Writer json_{out_};
};

void drop_unsayable_in_responses(llm::Request& request) {
  request.latency = {};
  request.user.reset();
  request.stop.clear();
  request.beta_flags.clear();
  request.extra_fields.clear();
  request.response_paths.clear();
  request.model_parameters.clear();
  request.caching = {};
  for (llm::Tool& tool : request.tools) tool.cache = llm::CacheMark::none;
  for (llm::Message& message : request.messages) {
    for (llm::Block& block : message.blocks) block.cache = llm::CacheMark::none;
  }
}

}  // namespace

std::optional<std::string> spell_responses(llm::Request& chat) {
  drop_unsayable_in_responses(chat);
  return ResponsesSpeller::spell(chat);
}

}  // namespace gw::translate
