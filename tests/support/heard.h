// What a client gets to hear of an answer, whichever dialect it was written in and whether whole or
// as a stream: for comparisons with what the model has said.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

namespace gw::translate {

struct HeardCall {
  std::string id;
  std::string name;
  std::string arguments;  // decoded
  friend bool operator==(const HeardCall&, const HeardCall&) = default;
};

// Texts are still escaped.
struct Heard {
  std::string text;
  std::string reasoning;
  std::vector<std::string> seals;  // signatures, and reasoning that is redacted
  std::vector<HeardCall> calls;
  std::size_t citations = 0;
  friend bool operator==(const Heard&, const Heard&) = default;
};

inline void PrintTo(const Heard& heard, std::ostream* out) {
  *out << "text '" << heard.text << "', reasoning '" << heard.reasoning << "', " << heard.citations
       << " citations";
  for (const std::string& seal : heard.seals) *out << ", seal " << seal;
  for (const auto& [id, name, arguments] : heard.calls)
    *out << ", call " << id << ' ' << name << ' ' << arguments;
}

}  // namespace gw::translate
