// Reads answers of every dialect, whole and streamed, as their clients do.
#pragma once

#include <string_view>
#include <utility>

#include "support/listener.h"

namespace gw::translate {

// Of a whole answer.
inline Heard hear_whole(Dialect dialect, std::string_view answer) {
  Listener listener;
  json::Document document;
  const json::Object root = *document.parse(answer).value().object();
  if (dialect == Dialect::messages) {
    each_object(root, "content", [&](json::Object block) { listener.hear_block(block); });
  } else if (dialect == Dialect::responses) {
    each_object(root, "output", [&](json::Object item) { listener.hear_item(item); });
  } else {
    each_object(root, "choices",
                [&](json::Object choice) { listener.hear_chat(*object_at(choice, "message")); });
  }
  return std::move(listener.heard);
}

// Of the pieces of a stream that check_stream() has found right.
inline Heard hear_stream(Dialect dialect, std::string_view stream) {
  Listener listener;
  json::Document document;
  const auto events = split_events(stream).value();
  for (const Event& event : events) {
    if (event.data == kDone) continue;
    const json::Object object = *document.parse(event.data).value().object();
    if (dialect == Dialect::responses) {
      listener.hear_delta(event, object);
    } else if (dialect == Dialect::chat) {
      each_object(object, "choices",
                  [&](json::Object choice) { listener.hear_chat(*object_at(choice, "delta")); });
    } else if (event.name == "content_block_start") {
      listener.hear_block_start(object);
    } else if (event.name == "content_block_delta") {
      listener.hear_block_delta(object);
    }
  }
  return std::move(listener.heard);
}

}  // namespace gw::translate
