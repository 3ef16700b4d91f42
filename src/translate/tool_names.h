// Names of tools and ids of calls as Bedrock takes them: 64 characters of a small alphabet. What
// does not fit gets an alias: a readable rest of it and a hash, so that the same name has the same
// alias in every request. No two names of a request share one. Answers get their names back. So do
// the properties of their arguments (bedrock/schema/names.h).
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/string_hash.h"
#include "bedrock/model_rules.h"
#include "bedrock/schema/names.h"
#include "json/raw.h"
#include "llm/request.h"

namespace gw::translate {

class ToolNames {
 public:
  ToolNames() = default;
  // Knows the names of the tools and of the calls in the history.
  ToolNames(const llm::Request& request, const bedrock::ModelRules& rules);

  // The name for Bedrock; borrows from this or from the argument.
  json::RawString upstream(json::RawString name) const;
  // The client's name for one of Bedrock's; borrows likewise.
  json::RawString original(json::RawString name) const;

  // The names of properties in the schema of a tool; by Bedrock's name of it.
  void set_properties(json::RawString upstream, schema::PropertyNames names);
  // Null: they are as the client has them.
  const schema::PropertyNames* properties(json::RawString upstream) const;
  bool renames_properties() const { return !properties_.empty(); }

 private:
  using Names = std::unordered_map<std::string, std::string, StringHash, std::equal_to<>>;

  void add(json::RawString name, std::string_view punctuation,
           const std::unordered_set<std::string_view>& taken);

  // Escaped, both; mostly empty, since nearly all names fit.
  Names aliases_;    // by the client's names
  Names originals_;  // by the aliases
  std::unordered_map<std::string, schema::PropertyNames, StringHash, std::equal_to<>> properties_;
};

// Ids of the calls of a conversation, each given once: some clients count anew in every turn.
class CallIds {
 public:
  // `storage` must outlive the ids.
  CallIds(bedrock::ToolIds form, std::list<std::string>& storage)
      : form_(form), storage_(storage) {}

  // The id for Bedrock of a call that has not been asked for before.
  json::RawString next(json::RawString id);

 private:
  const bedrock::ToolIds form_;
  std::list<std::string>& storage_;
  std::unordered_set<std::string_view> taken_;
  std::unordered_map<std::string_view, std::size_t> salts_;  // of ids that came again: the next
};

}  // namespace gw::translate
