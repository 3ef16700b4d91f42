// What the readers of client requests share: how a value is taken, and how it is refused, in the
// words OpenAI uses and with the path as the dialect writes it.
#pragma once

#include <cstdint>
#include <expected>
#include <list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/value.h"
#include "llm/failure.h"
#include "llm/path.h"

namespace gw::llm {

std::unexpected<Failure> refuse(const Path& path, std::string_view code, std::string message);
std::unexpected<Failure> wrong_type(const Path& path, std::string_view expected, json::Value got);
std::unexpected<Failure> missing(const Path& path);
// `kind`: "integer" or "decimal".
std::unexpected<Failure> out_of_range(const Path& path, std::string_view kind, bool below,
                                      int limit, json::Value value);
// For what a later version will take; until then it must not vanish silently.
std::unexpected<Failure> not_yet(const Path& path, std::string_view what);
// The value as messages quote it, cut when it is long.
std::string quoted(json::Value value);

// Notes the name of what has no counterpart, once. Names come from the client and end in a response
// header: odd ones and endless lists stay out. `place`: what stands in front of it, "tools[].".
void note_name(std::string_view name, std::vector<std::string>& names, std::string_view place = {});

// The body of a request, which must be a JSON object; `document` outlives it.
Expected<json::Object> parse_body(std::string_view body, json::Document& document);

bool is_string(json::Value value, std::string_view text);
// Letters, digits and "_-.[]", 64 at most: to be passed on, or to be put into a header, as it is.
bool is_plain_name(std::string_view text);

// A string that may be passed on as it is: well-formed, if need be by repair, then stored in
// `repaired`.
Expected<json::RawString> read_text(json::Value value, const Path& path,
                                    std::list<std::string>& repaired);
// The same for names and ids, which are compared: in one spelling, whatever the client escapes.
Expected<json::RawString> read_identifier(json::Value value, const Path& path,
                                          std::list<std::string>& repaired);
// As read_text, for a value of any type, as it stands in the text.
Expected<std::string_view> read_json(json::Value value, const Path& path,
                                     std::list<std::string>& repaired);
Expected<bool> read_boolean(json::Value value, const Path& path);
// At least 1; more than 2^53 counts as 2^53.
Expected<std::int64_t> read_count(json::Value value, const Path& path);
// From 0 to `maximum`.
Expected<double> read_decimal(int maximum, json::Value value, const Path& path);

// Stores what was read, or passes the error on.
template <class Target, class T>
Expected<> assign(Target& target, Expected<T> read) {
  if (!read) return std::unexpected(std::move(read.error()));
  target = std::move(*read);
  return {};
}

}  // namespace gw::llm
