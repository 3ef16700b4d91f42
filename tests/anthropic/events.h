// Reads the events of a Messages stream as a strict client does.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "json/value.h"

namespace gw::anthropic::test {

inline std::string_view text_at(json::Object object, std::string_view key) {
  const auto value = object.find(key);
  return value && value->string() ? value->string()->escaped : std::string_view();
}
inline std::int64_t number_at(json::Object object, std::string_view key) {
  const auto value = object.find(key);
  return value ? value->integer().value_or(-1) : -1;
}

// Takes one event off the front: its name and its data. False: there is none, or it is broken.
inline bool take_event(std::string_view& stream, std::string_view& name, std::string_view& data) {
  const auto end = stream.find("\n\n");
  if (end == stream.npos || !stream.starts_with("event: ")) return false;
  const std::string_view event = stream.substr(0, end);
  const auto line = event.find("\ndata: ");
  if (line == event.npos) return false;
  name = event.substr(7, line - 7);
  data = event.substr(line + 7);
  stream.remove_prefix(end + 2);
  return !name.contains('\n') && !data.contains('\n') && !data.contains('\r');
}

class StreamReader {
 public:
  // Claude's own blocks are passed on with the indexes they have, and its usage if there is one.
  enum class Author { gateway, claude };
  explicit StreamReader(Author author = Author::gateway) : strict_(author == Author::gateway) {}

  // What is wrong; empty: nothing, so far.
  std::string read(std::string_view stream) {
    std::string_view name, data;
    while (!stream.empty()) {
      if (!take_event(stream, name, data)) return "no event: " + std::string(stream);
      json::Document document;
      const auto value = document.parse(data);
      const auto object = value ? value->object() : std::nullopt;
      if (!object) return "no JSON: " + std::string(data);
      if (text_at(*object, "type") != name) return "the type is not " + std::string(name);
      if (std::string why = event(name, *object); !why.empty()) return why;
    }
    return {};
  }
  bool begun() const { return started_; }
  bool ended() const { return stopped_; }
  bool failed() const { return failed_; }

 private:
  std::string event(std::string_view name, json::Object object) {
    if (name == "error") return failed_ = true, "";
    if (failed_ || stopped_) return "something behind the end";
    const std::int64_t index = number_at(object, "index");
    if (name == "message_start") {
      const auto message = object.find("message");
      if (started_ || !message || (strict_ && !message->object()->find("usage")))
        return "an odd beginning";
      started_ = true;
    } else if (name == "ping") {
    } else if (!started_) {
      return "no beginning";
    } else if (name == "content_block_start") {
      if (index != next_++ && strict_) return "a gap among the indexes";
      open_[index] = true;
    } else if (name == "content_block_delta") {
      if (!open_[index]) return "a delta of no block";
    } else if (name == "content_block_stop") {
      if (!open_[index]) return "the end of no block";
      open_[index] = false;
    } else if (name == "message_delta") {
      for (const auto& [block, open] : open_) {
        if (open) return "an open block at the end";
      }
      if (!object.find("usage")) return "no usage";
    } else if (name == "message_stop") {
      stopped_ = true;
    }
    return {};
  }

  bool strict_;
  bool started_ = false;
  bool stopped_ = false;
  bool failed_ = false;
  std::int64_t next_ = 0;
  std::map<std::int64_t, bool> open_;
};

// Of a complete stream.
inline std::string check_stream(std::string_view stream) {
  StreamReader reader;
  std::string why = reader.read(stream);
  if (why.empty() && !reader.ended()) why = "no end";
  return why;
}

}  // namespace gw::anthropic::test
