// JSON text that travels through the gateway without being decoded: what the client escaped is what
// Bedrock receives, and the other way round. Cheaper than decoding, and nothing can be lost.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "base/result.h"

namespace gw::json {

// The characters between the quotes of a JSON string, still escaped (RFC 8259 section 7). Views
// borrow from the document they were read from.
struct RawString {
  std::string_view escaped;

  bool empty() const { return escaped.empty(); }
  friend bool operator==(RawString, RawString) = default;
};

// True when the decoded string has only white space, as Bedrock counts it (Unicode spaces too).
bool is_blank(RawString text);
// Without white space, escaped or not, at the end.
RawString trim_end(RawString text);
RawString trim_start(RawString text);
RawString trim(RawString text);
// How many characters (code points) the decoded string has. Costs little where little is escaped.
std::size_t length(RawString text);
// The first `characters` of them, or all there are.
RawString prefix(RawString text, std::size_t characters);
// True when every escape is valid and no surrogate stands alone. Costs a memchr when nothing is
// escaped.
bool is_well_formed(RawString text);
// A copy in which invalid escapes are refused and lone surrogates became U+FFFD.
Result<std::string> repair(RawString text);
// The decoded UTF-8; invalid escapes are refused and lone surrogates become U+FFFD.
Result<std::string> decode(RawString text);
// A JSON value as a text that somebody is to read: what needs no escape stands as itself, and lone
// surrogates became U+FFFD. "\u4f60" costs a model several times the tokens of the character.
std::string readable(std::string_view json);
// Well-formed UTF-8 (Unicode 15, table 3-7).
bool is_utf8(std::string_view text);
// Appends `utf8` with what must be escaped escaped; never the quotes. CJK and emoji stay as they
// are, bytes that are no UTF-8 become U+FFFD.
void append_escaped(std::string_view utf8, Buffer& out);
std::string escape(std::string_view utf8);

}  // namespace gw::json
