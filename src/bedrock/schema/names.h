// Names of properties that a model refuses: each gets an alias in the schema, and whoever passes an
// object that follows the schema on gives it the other names.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/string_hash.h"
#include "json/value.h"

namespace gw::schema {

// [a-zA-Z0-9_.-]{1,64}
bool is_plain_name(std::string_view name);

// By decoded names.
using NameMap = std::unordered_map<std::string, std::string, StringHash, std::equal_to<>>;

struct PropertyNames {
  NameMap aliases;    // by the client's names
  NameMap originals;  // by the aliases

  bool empty() const { return aliases.empty(); }
};

// For all names of properties in a schema that are not plain. No alias is the name of another
// property, and the same schema always has the same aliases.
PropertyNames name_properties(json::Value schema);

// The alias of a name that no schema knows; "" is one that Bedrock takes nowhere.
std::string property_alias(std::string_view name);

// Whether a member of an object in it, at any depth, has the name "".
bool has_nameless_member(std::string_view json);

// Renames the members of a JSON object, at any depth, that comes in pieces. What is no JSON passes.
class KeyRenamer {
 public:
  // Outlives it.
  explicit KeyRenamer(const NameMap& names) : names_(names) {}

  // The text that `piece` lets go on. A name is kept back until it is complete.
  std::string add(std::string_view piece);
  // What was kept back to the end.
  std::string finish();
  std::size_t held() const { return key_.size() + open_.size() / 8; }

 private:
  enum class State { other, key, key_escape, text, text_escape };
  void next(char c, std::string& out);
  void close_key(std::string& out);

  const NameMap& names_;
  State state_ = State::other;
  std::vector<bool> open_;  // what is open, the outermost first: an object or an array
  bool expects_key_ = false;
  std::string key_;  // as far as it has come
};

// All at once.
std::string rename_keys(std::string_view json, const NameMap& names);

}  // namespace gw::schema
