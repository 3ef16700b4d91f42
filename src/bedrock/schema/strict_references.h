// Where the references ("$ref") of a JSON Schema lead: JSON pointers in a fragment (RFC 6901). A
// part of strict.cc.
#pragma once

#include <cstddef>
#include <string_view>

namespace gw::schema {

// More are not followed: each is looked for from the top, and the schema is the client's.
inline constexpr std::size_t kMaxReferences = 500;

// Whether each reference leads to a part of the schema, and none back to where it came from: what
// contains itself has no end when it is written out. False, too, when it is deeper than what
// Bedrock would compile.
bool references_end(std::string_view schema);

}  // namespace gw::schema
