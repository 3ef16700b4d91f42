// How the tests of the Responses dialect show what was read, and read what was written.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "json/value.h"
#include "llm/request.h"
#include "openai/responses/request.h"

namespace gw::openai {

inline std::string show(const llm::Text& text) {
  return "'" + std::string(text.text.escaped) + "'";
}
inline std::string show(const llm::MediaPart& part) { return "media" + std::to_string(part.media); }
inline std::string show(const llm::Json& json) { return "json " + std::string(json.json); }
inline std::string show(const llm::ToolCall& call) {
  return (call.custom ? "custom " : "call ") + std::string(call.id.escaped) + " " +
         std::string(call.name.escaped) + " " +
         std::string(call.input.empty() ? call.arguments.escaped : call.input);
}
inline std::string show(const llm::Reasoning& block) {
  if (!block.redacted.empty())
    return "redacted " + std::string(block.redacted.escaped) + " of " + std::string(block.family);
  return "thought '" + std::string(block.text.escaped) + "' signed " +
         std::string(block.signature.escaped) + " of " + std::string(block.family);
}
inline std::string show(const llm::ToolResult& result) {
  std::string text = "result " + std::string(result.id.escaped) + ":";
  for (const auto& part : result.content)
    std::visit([&](const auto& value) { text += " " + show(value); }, part);
  return text;
}

// "user: 'Hi', media0", a line for each message.
inline std::vector<std::string> show(const llm::Request& request) {
  constexpr std::string_view kRoles[] = {"system", "user", "assistant"};
  std::vector<std::string> lines;
  for (const llm::Message& message : request.messages) {
    std::string line(kRoles[static_cast<std::size_t>(message.role)]);
    std::string separator = ": ";
    for (const llm::Block& block : message.blocks) {
      std::visit([&](const auto& value) { line += separator + show(value); }, block.value);
      separator = ", ";
    }
    lines.push_back(line);
  }
  return lines;
}

inline std::string body_with(std::string_view input, std::string_view members = {}) {
  return R"({"model":"m","input":)" + std::string(input) +
         (members.empty() ? "" : "," + std::string(members)) + "}";
}

struct Event {
  std::string type;
  std::string data;
};

// The events of a stream; each is complete, names its type twice, and has the next number.
inline std::vector<Event> events_of(std::string_view stream) {
  std::vector<Event> events;
  while (!stream.empty()) {
    const std::size_t end = stream.find("\n\n");
    EXPECT_NE(end, stream.npos) << "an event is not complete: " << stream;
    if (end == stream.npos) break;
    const std::string_view event = stream.substr(0, end);
    stream.remove_prefix(end + 2);
    const std::size_t line = event.find("\ndata: ");
    EXPECT_TRUE(event.starts_with("event: ") && line != event.npos) << event;
    if (line == event.npos) break;
    Event read{std::string(event.substr(7, line - 7)), std::string(event.substr(line + 7))};
    EXPECT_EQ(std::ranges::count(read.data, '\n'), 0);
    const std::string head = R"({"type":")" + read.type + R"(","sequence_number":)" +
                             std::to_string(events.size()) + ",";
    EXPECT_TRUE(read.data.starts_with(head)) << read.data;
    json::Document document;
    EXPECT_TRUE(document.parse(read.data)) << read.data;
    read.data = "{" + (read.data.size() < head.size() ? read.data : read.data.substr(head.size()));
    events.push_back(std::move(read));
  }
  return events;
}

// "response.created", ...
inline std::vector<std::string> types_of(const std::vector<Event>& events) {
  std::vector<std::string> types;
  for (const Event& event : events) types.push_back(event.type);
  return types;
}

// A member of an object at any depth, "response.usage", as JSON; empty when there is none.
inline std::string member(std::string_view json, std::string_view path) {
  json::Document document;
  const auto root = document.parse(json);
  if (!root) return "no JSON";
  std::optional<json::Value> value = *root;
  while (!path.empty() && value) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    const auto object = value->object();
    value = object ? object->find(path.substr(0, dot)) : std::nullopt;
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return value ? std::string(value->raw()) : std::string();
}

}  // namespace gw::openai
