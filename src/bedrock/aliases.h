// Names that clients use for models, as the operator gave them: "gpt-4o" for a Bedrock model, or
// "claude-*-haiku*" for all of its kind. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gw::bedrock {

struct Alias {
  std::string pattern;  // '*' stands for any characters, also for none; as often as wanted
  std::string model;    // anything that parse_model_id takes
};

class Aliases {
 public:
  explicit Aliases(std::vector<Alias> aliases) : aliases_(std::move(aliases)) {}

  // The model that `name` stands for: the alias without '*', else, of those that match, the one
  // with the most characters of its own, and the first of these. `name` itself when there is none:
  // an alias is not looked up again. The view lives as long as the argument and this object.
  std::string_view resolve(std::string_view name) const;

 private:
  std::vector<Alias> aliases_;  // few: searched in turn
};

}  // namespace gw::bedrock
