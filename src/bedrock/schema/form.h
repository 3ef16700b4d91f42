// Whether a schema is as a model takes it, so that it need not be written anew: nearly all are.
#pragma once

#include <cstddef>

#include "bedrock/schema/gaps.h"
#include "bedrock/schema/keywords.h"
#include "json/value.h"

namespace gw::schema {

// Deeper schemas are cut: what is below is any value. Bedrock's bodies have no room for more.
inline constexpr std::size_t kMaxDepth = 40;

// Whether the value of a keyword, without the schemas in it, is one of draft 2020-12 that models
// take.
bool has_form(const KeywordFacts& facts, json::Value value, Gaps gaps);
// The same of what is no keyword.
bool is_plain_member(json::Value value);
// Whether a schema's `patternProperties` can have the pattern.
bool is_plain_pattern(json::RawString pattern, Gaps gaps);

enum class Fit {
  as_it_is,
  untyped,    // but for a missing type, or a list of them, at the root
  rewritten,  // otherwise
};
Fit inspect(json::Value schema, Gaps gaps);
// The same where the root may be any schema.
Fit inspect_any(json::Value schema, Gaps gaps);

}  // namespace gw::schema
