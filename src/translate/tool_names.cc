#include "translate/tool_names.h"

#include <algorithm>
#include <cstddef>

#include "base/alias.h"
#include "base/ascii.h"
#include "translate/calls.h"

namespace gw::translate {

namespace {

constexpr std::size_t kLongestToolName = 64;
constexpr std::string_view kNamePunctuation = "_-";

bool is_word(char c) { return ascii::is_alpha(c) || ascii::is_digit(c); }

bool fits(std::string_view name, std::string_view punctuation) {
  return !name.empty() && name.size() <= kLongestToolName &&
         std::ranges::all_of(name, [&](char c) { return is_word(c) || punctuation.contains(c); });
}

bool is_mistral_id(std::string_view id) {
  return id.size() == 9 && std::ranges::all_of(id, is_word);
}

std::string hashed(json::RawString name, std::string_view punctuation, std::size_t salt) {
  const std::string decoded = json::decode(name).value_or(std::string(name.escaped));
  return alias_of(decoded, punctuation, kLongestToolName, salt);
}

// Calls `visit` with the name of every tool and call.
template <class Visit>
void for_each_name(const llm::Request& request, Visit visit) {
  for (const llm::Tool& tool : request.tools) visit(tool.name);
  for_each_call(request, [&](const llm::ToolCall& call) { visit(call.name); });
}

}  // namespace

ToolNames::ToolNames(const llm::Request& request, const bedrock::ModelRules& rules) {
  const std::string_view punctuation = kNamePunctuation.substr(0, rules.tool_hyphens ? 2 : 1);
  std::unordered_set<std::string_view> taken;  // by those that need no alias
  std::vector<json::RawString> odd;
  for_each_name(request, [&](json::RawString name) {
    if (fits(name.escaped, punctuation))
      taken.insert(name.escaped);
    else
      odd.push_back(name);
  });
  for (const json::RawString name : odd) add(name, punctuation, taken);
}

void ToolNames::add(json::RawString name, std::string_view punctuation,
                    const std::unordered_set<std::string_view>& taken) {
  if (aliases_.contains(name.escaped)) return;
  const auto is_free = [&](std::string_view alias) {
    return !taken.contains(alias) && !originals_.contains(alias);
  };
  std::string alias;
  // Where it is only the hyphens, nobody would guess the hash.
  if (fits(name.escaped, kNamePunctuation)) alias = readable_name(name.escaped, punctuation);
  for (std::size_t salt = 0; alias.empty() || !is_free(alias); ++salt)
    alias = hashed(name, punctuation, salt);
  aliases_.emplace(name.escaped, alias);
  originals_.emplace(std::move(alias), name.escaped);
}

json::RawString ToolNames::upstream(json::RawString name) const {
  if (aliases_.empty()) return name;
  const auto found = aliases_.find(name.escaped);
  return found == aliases_.end() ? name : json::RawString{found->second};
}

json::RawString ToolNames::original(json::RawString name) const {
  if (originals_.empty()) return name;
  const auto found = originals_.find(name.escaped);
  return found == originals_.end() ? name : json::RawString{found->second};
}

void ToolNames::set_properties(json::RawString upstream, schema::PropertyNames names) {
  if (!names.empty()) properties_.insert_or_assign(std::string(upstream.escaped), std::move(names));
}

const schema::PropertyNames* ToolNames::properties(json::RawString upstream) const {
  if (properties_.empty()) return nullptr;
  const auto found = properties_.find(upstream.escaped);
  return found == properties_.end() ? nullptr : &found->second;
}

json::RawString CallIds::next(json::RawString id) {
  constexpr std::string_view kAlphabet =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const std::string_view punctuation = form_ == bedrock::ToolIds::plain ? "_-" : "_-.:";
  const bool mistral = form_ == bedrock::ToolIds::mistral;
  const bool good = mistral ? is_mistral_id(id.escaped) : fits(id.escaped, punctuation);
  if (good && taken_.insert(id.escaped).second) return id;
  for (std::size_t& salt = salts_[id.escaped];;) {
    std::string alias = mistral
                            ? alias_digits(alias_hash(id.escaped, salt), 9, kAlphabet)
                            : hashed(id.empty() ? json::RawString{"call"} : id, punctuation, salt);
    ++salt;
    if (taken_.contains(alias)) continue;
    const std::string& kept = storage_.emplace_back(std::move(alias));
    taken_.insert(kept);
    return {kept};
  }
}

}  // namespace gw::translate
