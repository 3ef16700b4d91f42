// Collects what the parts of an answer say, in the words of each dialect.
#pragma once

#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "openai/responses/encrypted_content.h"
#include "support/event_streams.h"
#include "support/heard.h"

namespace gw::translate {

// The elements of an array, where there is one.
template <class Visit>
void each_object(json::Object object, std::string_view key, Visit visit) {
  const auto value = object.find(key);
  const auto list = value ? value->array() : std::nullopt;
  if (!list) return;
  for (const json::Value item : *list) visit(*item.object());
}
inline std::optional<json::Object> object_at(json::Object object, std::string_view key) {
  const auto value = object.find(key);
  return value ? value->object() : std::nullopt;
}
inline std::string decoded_at(json::Object object, std::string_view key) {
  return json::decode({anthropic::test::text_at(object, key)}).value_or("");
}

class Listener {
 public:
  // A message, or the delta of a chunk.
  void hear_chat(json::Object part) {
    heard.text += text_at(part, "content");
    heard.reasoning += text_at(part, "reasoning_content");
    each_object(part, "thinking_blocks", [&](json::Object block) {
      seal(text_at(block, "signature"));
      seal(text_at(block, "data"));
    });
    each_object(part, "annotations", [&](json::Object) { ++heard.citations; });
    each_object(part, "tool_calls", [&](json::Object call) {
      const json::Object function = *object_at(call, "function");
      if (call.find("id"))
        heard.calls.push_back({decoded_at(call, "id"), decoded_at(function, "name"), ""});
      const std::int64_t index = anthropic::test::number_at(call, "index");  // in a stream
      HeardCall& known =
          index < 0 ? heard.calls.back() : heard.calls.at(static_cast<std::size_t>(index));
      known.arguments += decoded_at(function, "arguments");
    });
  }

  // A block of a message.
  void hear_block(json::Object block) {
    heard.text += text_at(block, "text");
    heard.reasoning += text_at(block, "thinking");
    seal(text_at(block, "signature"));
    seal(text_at(block, "data"));
    each_object(block, "citations", [&](json::Object) { ++heard.citations; });
    const auto input = block.find("input");
    if (!input) return;
    heard.calls.push_back({decoded_at(block, "id"), decoded_at(block, "name"), ""});
    heard.calls.back().arguments = input->raw();
  }
  void hear_block_start(json::Object event) {
    const json::Object block = *object_at(event, "content_block");
    hear_block(block);
    if (!block.find("input")) return;
    heard.calls.back().arguments.clear();
    calls_[anthropic::test::number_at(event, "index")] = heard.calls.size() - 1;
  }
  void hear_block_delta(json::Object event) {
    const json::Object delta = *object_at(event, "delta");
    if (delta.find("citation")) ++heard.citations;
    hear_block(delta);  // its members have the same names
    const auto call = calls_.find(anthropic::test::number_at(event, "index"));
    if (call != calls_.end())
      heard.calls.at(call->second).arguments += decoded_at(delta, "partial_json");
  }

  // A complete item of a response.
  void hear_item(json::Object item) {
    const auto hear_part = [&](json::Object part) {
      const bool said = text_at(part, "type") == "output_text";
      (said ? heard.text : heard.reasoning) += text_at(part, "text");
      each_object(part, "annotations", [&](json::Object) { ++heard.citations; });
    };
    each_object(item, "summary", hear_part);
    each_object(item, "content", hear_part);
    std::list<std::string> storage;
    const auto sealed = openai::unseal({text_at(item, "encrypted_content")}, {}, storage);
    if (sealed) {
      for (const llm::Reasoning& block : sealed->blocks)
        seal((block.redacted.empty() ? block.signature : block.redacted).escaped);
    }
    if (!item.find("call_id")) return;
    heard.calls.push_back(
        {decoded_at(item, "call_id"), decoded_at(item, "name"), decoded_at(item, "arguments")});
  }
  // What the events say before the items are complete.
  void hear_delta(const Event& event, json::Object object) {
    if (event.name == "response.output_text.delta") heard.text += text_at(object, "delta");
    if (event.name.starts_with("response.reasoning") && event.name.ends_with(".delta"))
      heard.reasoning += text_at(object, "delta");
    if (event.name.ends_with("annotation.added")) ++heard.citations;
    if (event.name == "response.output_item.done") {
      Listener item;
      item.hear_item(*object_at(object, "item"));
      for (const std::string& each : item.heard.seals) seal(each);
    }
    const std::int64_t index = anthropic::test::number_at(object, "output_index");
    if (event.name == "response.output_item.added") {
      const json::Object item = *object_at(object, "item");
      if (!item.find("call_id")) return;
      calls_[index] = heard.calls.size();
      heard.calls.push_back({decoded_at(item, "call_id"), decoded_at(item, "name"), ""});
    }
    if (event.name == "response.function_call_arguments.delta")
      heard.calls.at(calls_.at(index)).arguments += decoded_at(object, "delta");
  }

  Heard heard;

 private:
  static std::string_view text_at(json::Object object, std::string_view key) {
    return anthropic::test::text_at(object, key);
  }
  void seal(std::string_view text) {
    if (!text.empty()) heard.seals.emplace_back(text);
  }

  std::map<std::int64_t, std::size_t> calls_;  // by the index of their block or item
};

}  // namespace gw::translate
