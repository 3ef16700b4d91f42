// A client's JSON Schema as a model takes it in the definition of a tool: of any draft from 4 to
// 2020-12, with OpenAPI's words, and with what generators and hands get wrong. The one place where
// a schema is changed; strict.h makes of what comes out what Bedrock compiles.
//
// - Spellings of old drafts become those of 2020-12: a boolean exclusiveMinimum, an array as items,
//   dependencies, nullable, names of types as other languages have them.
// - Nulls, and values that a keyword does not take, are left out.
// - A combination at the root is merged into one object (merged_root.h). A reference is written out
//   where the model takes none, up to where it would contain itself, and else leads into $defs,
//   where only what is referred to is kept.
// - Names of properties that the model refuses get aliases (names.h).
// - What no spelling can say is left out and told in words at the end of the description:
//   "{pattern: \"^(?=a)\"}".
//
// An object that satisfies what comes in satisfies what comes out, under its aliases. The same
// schema always becomes the same text; one that fits stays as it is, byte for byte.
#pragma once

#include <string>

#include "base/result.h"
#include "bedrock/schema/budget.h"
#include "bedrock/schema/gaps.h"
#include "bedrock/schema/keywords.h"
#include "bedrock/schema/names.h"
#include "json/value.h"

namespace gw::schema {

// What the text of one or several schemas no longer says.
struct Loss {
  KeywordSet told;   // keywords of which the description tells something
  bool cut = false;  // deeper than kMaxDepth (form.h) there is any value now

  void add(const Loss& other);
  // "anyOf,pattern->description,depth->any", for the client; empty: nothing is lost.
  std::string change() const;
};

struct Fitted {
  std::string text;     // empty: the schema is as it has to be
  PropertyNames names;  // in the text
  std::string told;     // for the tool's description: what the root has no place for; UTF-8
  Loss loss;
};

// What the root describes: arguments are an object, an answer can be anything.
enum class Root { object, any };

// `schema`: an object; what is none is taken for an empty one. Errors: too_large, when it or what
// its references lead to is more than what is left of the budget.
Result<Fitted> fit(json::Value schema, Gaps gaps, Budget& budget, Root root = Root::object);

}  // namespace gw::schema
