// A client's JSON Schema as Bedrock takes it where it compiles one: for structured output and for
// strict tools. Bedrock knows a part of JSON Schema only and refuses a request with the rest.
// https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "bedrock/schema/gaps.h"
#include "json/value.h"

namespace gw::schema {

// A larger or deeper schema is not rewritten: Bedrock would not compile it, and the schema is the
// client's.
inline constexpr std::size_t kMaxStrictSchema = 256 * 1024;
inline constexpr std::size_t kMaxStrictDepth = 64;

// What is left of that which Bedrock compiles for one request, over all of its schemas.
struct StrictBudget {
  std::size_t schemas = 20;
  std::size_t unions = 16;  // parameters that may be of more than one type
  std::size_t optional_parameters = 24;
};

// `schema` is a JSON object, well-formed. Members keep their order, the same schema always gives
// the same text:
// - an object without additionalProperties gets false;
// - limits that Bedrock does not know (maxItems, minLength, pattern, ...) move into the
// description,
//   where the model still reads them;
// - oneOf becomes anyOf; $schema, $id, $comment, examples and the like go; $ref within the schema,
//   $defs and unions with null stay.
// nullopt: what it says cannot be said in that part, such as members of any name (a free-form
// object), patternProperties, not, if, tuples, allOf, itself (by $ref); or it needs more than what
// is `left`, from which a schema that fits is taken.
std::optional<std::string> to_strict_schema(std::string_view schema, StrictBudget& left);

// The same of the schema of an answer, of any draft (fit.h). nullopt, too, when it has names of
// properties that the model refuses: those of an answer nobody gives back.
std::optional<std::string> to_strict_answer(json::Value schema, Gaps gaps);

}  // namespace gw::schema
