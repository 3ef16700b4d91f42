// Answers as streams of server-sent events, read as strict clients of each dialect read them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anthropic/events.h"
#include "json/value.h"
#include "support/dialects.h"

namespace gw::translate {

// Both are slices of the stream; chat's events have no name.
struct Event {
  std::string_view name;
  std::string_view data;
};

constexpr std::string_view kDone = "[DONE]";

// nullopt when not all of it is complete events, each with one line of data.
inline std::optional<std::vector<Event>> split_events(std::string_view stream) {
  constexpr std::string_view kName = "event: ";
  constexpr std::string_view kData = "data: ";
  std::vector<Event> events;
  while (!stream.empty()) {
    const std::size_t end = stream.find("\n\n");
    if (end == stream.npos) return std::nullopt;
    std::string_view event = stream.substr(0, end);
    stream.remove_prefix(end + 2);
    std::string_view name;
    if (event.starts_with(kName)) {
      const std::size_t line = std::min(event.find('\n'), event.size());
      name = event.substr(kName.size(), line - kName.size());
      event.remove_prefix(std::min(line + 1, event.size()));
    }
    if (!event.starts_with(kData) || event.find_first_of("\r\n") != event.npos) return std::nullopt;
    events.push_back({name, event.substr(kData.size())});
  }
  return events;
}

// How a stream has ended, if it has. The Responses API has one word for a broken answer and for one
// that fails.
enum class StreamEnd { none, complete, failed };

inline StreamEnd end_of(Dialect dialect, const Event& event) {
  if (dialect == Dialect::messages) {
    if (event.name == "error") return StreamEnd::failed;
    return event.name == "message_stop" ? StreamEnd::complete : StreamEnd::none;
  }
  if (dialect == Dialect::responses) {
    if (event.name == "response.failed") return StreamEnd::failed;
    const bool complete = event.name == "response.completed" || event.name == "response.incomplete";
    return complete ? StreamEnd::complete : StreamEnd::none;
  }
  if (event.data == kDone) return StreamEnd::complete;
  return event.data.starts_with(R"({"error":)") ? StreamEnd::failed : StreamEnd::none;
}

// What a stream of the Responses API has to keep to: types, numbers, and ids of items.
class ResponsesRules {
 public:
  std::string check(const Event& event, json::Object object) {
    if (anthropic::test::text_at(object, "type") != event.name) return "the type is another";
    if (anthropic::test::number_at(object, "sequence_number") != number_++) return "a gap";
    const auto index = object.find("output_index");
    if (!index) return {};
    const auto item = object.find("item");
    const std::string id(item ? anthropic::test::text_at(*item->object(), "id")
                              : anthropic::test::text_at(object, "item_id"));
    const auto next = static_cast<std::int64_t>(ids_.size());
    if (event.name == "response.output_item.added") {
      if (index->integer() != next) return "a gap among the items";
      ids_.emplace(next, id);
    }
    const auto known = ids_.find(index->integer().value_or(-1));
    return known == ids_.end() || known->second != id ? "an event of no item" : "";
  }

 private:
  std::int64_t number_ = 0;
  std::map<std::int64_t, std::string> ids_;
};

// What is wrong with a stream, or with the beginning of one; empty: nothing.
inline std::string check_stream(Dialect dialect, std::string_view stream) {
  const auto events = split_events(stream);
  if (!events) return "events that are not complete, or of several lines";
  ResponsesRules responses;
  bool ended = false;
  json::Document document;
  for (const Event& event : *events) {
    const std::string what = std::string(event.name).append(" ").append(event.data);
    if (ended) return "something behind the end: " + what;
    ended = end_of(dialect, event) != StreamEnd::none;
    if (dialect == Dialect::chat && event.data == kDone) continue;
    const auto value = document.parse(event.data);
    if (!value || !value->object()) return "no JSON: " + what;
    if (dialect != Dialect::responses) continue;
    if (const std::string why = responses.check(event, *value->object()); !why.empty())
      return std::string(why).append(": ").append(what);
  }
  return dialect == Dialect::messages ? anthropic::test::StreamReader().read(stream) : "";
}

inline StreamEnd end_of(Dialect dialect, std::string_view stream) {
  const auto events = split_events(stream);
  if (!events || events->empty()) return StreamEnd::none;
  return end_of(dialect, events->back());
}

}  // namespace gw::translate
