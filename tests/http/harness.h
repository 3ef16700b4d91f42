// Feeds the parsers in pieces of any size, as a connection would, and collects what they say.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/parser.h"

namespace gw::http {

class CollectingSink final : public BodySink {
 public:
  void body(std::string_view slice) override { text += slice; }
  std::string text;
};

// A message as text, to compare: start line, fields, what was derived, body.
inline std::string describe(const RequestHead& head) {
  std::string text = head.method + " " + head.target + " 1." + std::to_string(head.minor_version);
  for (std::size_t i = 0; i < head.fields.size(); ++i) {
    text += "\n" + std::string(head.fields[i].name) + "=" + std::string(head.fields[i].value);
  }
  text += head.keep_alive ? "\nkeep" : "\nclose";
  if (head.expect_continue) text += " expect";
  if (head.has_body) text += " body";
  if (head.content_length) text += " length " + std::to_string(*head.content_length);
  return text;
}

inline std::string describe(const ResponseHead& head) {
  std::string text = std::to_string(head.status) + " 1." + std::to_string(head.minor_version);
  for (std::size_t i = 0; i < head.fields.size(); ++i) {
    text += "\n" + std::string(head.fields[i].name) + "=" + std::string(head.fields[i].value);
  }
  text += head.keep_alive ? "\nkeep" : "\nclose";
  if (head.content_length) text += " length " + std::to_string(*head.content_length);
  return text;
}

inline std::string describe(const Error& error) {
  return "error " + std::string(name(error.code)) + ": " + error.message;
}

// Every complete message in `pieces`, then the error if there was one, then how many bytes of an
// incomplete message remain.
template <class Parser>
std::vector<std::string> parse_all(const std::vector<std::string_view>& pieces,
                                   const Limits& limits = {}) {
  Parser parser(limits);
  std::vector<std::string> seen;
  std::string pending;
  CollectingSink sink;
  bool in_body = false;
  for (const std::string_view piece : pieces) {
    pending += piece;
    for (;;) {
      auto used = in_body ? parser.parse_body(pending, sink) : parser.parse_head(pending);
      if (!used) {
        seen.push_back(describe(used.error()));
        return seen;
      }
      if (!in_body && *used == 0) break;
      in_body = true;
      pending.erase(0, *used);
      if (!parser.done()) {
        if (pending.empty()) break;
        continue;
      }
      seen.push_back(describe(parser.head()) + "\n" + sink.text);
      sink.text.clear();
      parser.reset();
      in_body = false;
      if (pending.empty()) break;
    }
  }
  if (in_body) seen.push_back("incomplete " + describe(parser.head()) + "\n" + sink.text);
  if (!pending.empty()) seen.push_back("remaining " + pending);
  return seen;
}

inline std::vector<std::string_view> bytes_of(std::string_view text) {
  std::vector<std::string_view> pieces;
  pieces.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) pieces.push_back(text.substr(i, 1));
  return pieces;
}

}  // namespace gw::http
