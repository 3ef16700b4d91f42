// The two places where a tool's JSON must be an object for Bedrock: the schema of its input, and
// the arguments of a call. What already is one passes as it is, byte for byte.
#pragma once

#include <list>
#include <string>
#include <string_view>

#include "json/raw.h"
#include "json/value.h"

namespace gw::translate {

class ToolJson {
 public:
  // `storage` must outlive what is returned.
  explicit ToolJson(std::list<std::string>& storage) : storage_(storage) {}

  // `parameters` is an object, or empty. Without a type, or with a list of them, it
  // gets "type": "object".
  std::string_view schema(std::string_view parameters);
  // `arguments` as a client sends back what some model has written: nothing is {}, JSON that is no
  // object {"arguments": JSON}, and what is no JSON {"arguments": "text"}.
  std::string_view input(json::RawString arguments);

 private:
  std::string_view keep(std::string text) { return storage_.emplace_back(std::move(text)); }

  std::list<std::string>& storage_;
  json::Document document_;
};

}  // namespace gw::translate
