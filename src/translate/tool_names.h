// Names of tools and ids of calls as Bedrock takes them: 64 characters of a small alphabet. What
// does not fit gets an alias: a readable rest of it and a hash, so that the same name has the same
// alias in every request. No two names of a request share one. Answers get their names back.
#pragma once

#include <list>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "bedrock/model_rules.h"
#include "json/raw.h"
#include "openai/chat_request.h"

namespace gw::translate {

class ToolNames {
 public:
  ToolNames() = default;
  // Knows the names of the tools and of the calls in the history.
  ToolNames(const openai::ChatRequest& request, const bedrock::ModelRules& rules);

  // The name for Bedrock; borrows from this or from the argument.
  json::RawString upstream(json::RawString name) const;
  // The client's name for one of Bedrock's; borrows likewise.
  json::RawString original(json::RawString name) const;

 private:
  struct Alias {
    std::string original;  // escaped
    std::string alias;
  };
  void add(json::RawString name, bool hyphens, const std::unordered_set<std::string_view>& taken);
  bool is_alias(std::string_view name) const;

  std::vector<Alias> aliases_;  // few: nearly all names fit
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
};

}  // namespace gw::translate
