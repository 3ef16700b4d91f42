// The arguments of calls in the history, which must be objects for Bedrock. What already is one
// passes as it is, byte for byte.
#pragma once

#include <list>
#include <string>
#include <string_view>

#include "bedrock/schema/names.h"
#include "json/raw.h"
#include "json/value.h"

namespace gw::translate {

class ToolJson {
 public:
  // `storage` must outlive what is returned.
  explicit ToolJson(std::list<std::string>& storage) : storage_(storage) {}

  // `arguments` as a client sends back what some model has written: nothing is {}, JSON that is no
  // object {"arguments": JSON}, and what is no JSON {"arguments": "text"}.
  std::string_view input(json::RawString arguments);
  // An input with the names of properties that the model knows; `names` may be null. A member
  // without a name, which Bedrock takes nowhere, gets one in any case.
  std::string_view renamed(std::string_view input, const schema::PropertyNames* names);

 private:
  std::string_view keep(std::string text) { return storage_.emplace_back(std::move(text)); }

  std::list<std::string>& storage_;
  json::Document document_;
};

}  // namespace gw::translate
