#include "bedrock/schema/merged_root.h"

#include <optional>

#include "bedrock/schema/form.h"
#include "bedrock/schema/values.h"
#include "json/raw.h"

namespace gw::schema {

namespace {

using json::Value;

// What is told of branches has to be enough to choose by, and no more.
constexpr std::size_t kLongestToldBranches = 4000;
constexpr std::size_t kLongestConstant = 200;

// Calls `visit` with each item of what may be an array, as long as it says true.
template <class Visit>
bool for_each_item(std::optional<Value> value, Visit visit) {
  const auto list = value ? value->array() : std::nullopt;
  if (!list) return true;
  for (const Value item : *list) {
    if (!visit(item)) return false;
  }
  return true;
}

// What branches are told apart by: the value that a member must have.
std::optional<Value> constant_of(Value schema) {
  const auto object = schema.object();
  if (!object) return std::nullopt;
  const auto constant = object->find("const");
  const auto value = constant ? constant : object->find("enum");
  return value && value->raw().size() <= kLongestConstant ? value : std::nullopt;
}

}  // namespace

bool RootMerger::merge(Value root) {
  Parts parts{.all = {}, .choices = {}, .seen = &root_parts_};
  const bool merges = gaps_.contains(Gap::root_unions) || gaps_.contains(Gap::references);
  if (!merges) parts.all.push_back(*root.object());
  if (merges && !collect(root, parts, 0)) return false;
  for (const json::Object part : parts.all) add_properties(part);
  for (const auto& [keyword, choice] : parts.choices) {
    if (!read_choice(keyword, choice)) return false;
  }
  merged_.parts = std::move(parts.all);
  return true;
}

// References may lead back to where they stand, and many of them to the same place.
bool RootMerger::collect(Value schema, Parts& parts, std::size_t depth) {
  const auto object = schema.object();
  const char* const place = schema.raw().data();
  const bool in_root = parts.seen != &root_parts_ && root_parts_.contains(place);
  if (!object || depth > kMaxDepth || in_root || !parts.seen->insert(place).second) return true;
  parts.all.push_back(*object);
  const Keywords keywords(*object);
  for (const Keyword each :
       {Keyword::reference, Keyword::dynamic_reference, Keyword::recursive_reference}) {
    const auto reference = keywords[each];
    if (reference && !collect_reference(*reference, parts, depth)) return false;
  }
  const auto collect_each = [&](Value each) { return collect(each, parts, depth + 1); };
  if (!for_each_item(keywords[Keyword::all_of], collect_each)) return false;
  add_choice(keywords, Keyword::any_of, parts);
  add_choice(keywords, Keyword::one_of, parts);
  if (gaps_.contains(Gap::root_keywords)) {
    add_choice(keywords, Keyword::consequence, parts);
    add_choice(keywords, Keyword::alternative, parts);
  }
  return true;
}

bool RootMerger::collect_reference(Value reference, Parts& parts, std::size_t depth) {
  const auto text = reference.string();
  const auto target = text ? resolver_.find(*text) : std::nullopt;
  if (!target) return true;
  return budget_.take(target->raw().size()) && collect(*target, parts, depth + 1);
}

void RootMerger::add_choice(const Keywords& keywords, Keyword keyword, Parts& parts) {
  if (const auto choice = keywords[keyword]) parts.choices.emplace_back(keyword, *choice);
}

void RootMerger::add_properties(json::Object part) {
  const Keywords keywords(part);
  const auto properties = keywords[Keyword::properties];
  if (properties && properties->object()) {
    for (const auto& [name, schema] : distinct_members(*properties->object()))
      add_schema(property(name).all, name, schema);
  }
  for_each_item(keywords[Keyword::required], [&](Value name) {
    if (name.string()) require(name.string()->escaped);
    return true;
  });
}

MergedProperty& RootMerger::property(std::string_view name) {
  const auto [place, is_new] = places_.try_emplace(name, merged_.properties.size());
  if (is_new) merged_.properties.push_back({.name = name, .all = {}, .any = {}});
  return merged_.properties[place->second];
}

void RootMerger::add_schema(std::vector<Value>& schemas, std::string_view name, Value schema) {
  std::string text(name);
  text.append("\"").append(schema.raw());
  if (known_.insert(std::move(text)).second) schemas.push_back(schema);
}

void RootMerger::require(std::string_view name) {
  if (required_.insert(name).second) merged_.required.push_back(name);
}

// `choice`: the array of branches, or one that may hold.
bool RootMerger::read_choice(Keyword keyword, Value choice) {
  std::vector<Branch> branches;
  const auto read = [&](Value each) {
    // One of no object cannot be what the arguments are.
    std::unordered_set<const char*> seen;
    return !each.object() || read_branch(each, branches.emplace_back(), seen, 0);
  };
  if (!(choice.array() ? for_each_item(choice, read) : read(choice))) return false;
  for (const Branch& branch : branches) {
    for (const auto& [name, schema] : branch.properties)
      add_schema(property(name).any, name, schema);
  }
  if (keyword == Keyword::any_of || keyword == Keyword::one_of) require_what_all_do(branches);
  tell(keyword, branches);
  return true;
}

// What has been seen in the branch adds nothing to it.
bool RootMerger::read_branch(Value schema, Branch& branch, std::unordered_set<const char*>& seen,
                             std::size_t depth) {
  Parts parts{.all = {}, .choices = {}, .seen = &seen};
  if (!collect(schema, parts, depth)) return false;
  for (const json::Object part : parts.all) {
    const Keywords keywords(part);
    const auto properties = keywords[Keyword::properties];
    if (properties && properties->object()) {
      for (const auto& [name, each] : distinct_members(*properties->object()))
        branch.properties.emplace_back(name, each);
    }
    if (depth > 0) continue;  // of what there is to choose from in a branch nothing is required
    for_each_item(keywords[Keyword::required], [&](Value name) {
      if (name.string()) branch.required.push_back(name.string()->escaped);
      return true;
    });
  }
  for (const auto& [keyword, choice] : parts.choices) {
    const auto read = [&](Value each) {
      return depth >= kMaxDepth || read_branch(each, branch, seen, depth + 1);
    };
    if (!(choice.array() ? for_each_item(choice, read) : read(choice))) return false;
  }
  return true;
}

void RootMerger::require_what_all_do(const std::vector<Branch>& branches) {
  struct Count {
    std::size_t branches = 0;
    const Branch* last = nullptr;
  };
  std::unordered_map<std::string_view, Count> counts;
  for (const Branch& branch : branches) {
    for (const std::string_view name : branch.required) {
      Count& count = counts[name];
      if (count.last != &branch) ++count.branches;
      count.last = &branch;
    }
  }
  if (branches.empty()) return;
  for (const std::string_view name : branches.front().required) {
    if (counts[name].branches == branches.size()) require(name);
  }
}

std::string_view RootMerger::alias(std::string_view name) const {
  if (names_.empty()) return name;
  const auto found = names_.aliases.find(json::decode({name}).value_or(std::string(name)));
  return found == names_.aliases.end() ? name : found->second;
}

// In the notation of types that models have read most of: {kind: "a", path, size?}
std::string RootMerger::told(const Branch& branch) const {
  const std::unordered_set<std::string_view> required(branch.required.begin(),
                                                      branch.required.end());
  std::unordered_set<std::string_view> named;
  std::string text;
  const auto add = [&](std::string_view name, std::optional<Value> constant) {
    if (!named.insert(name).second || text.size() > kLongestToldBranches) return;
    text.append(text.empty() ? "" : ", ").append(json::decode({alias(name)}).value_or(""));
    if (!required.contains(name)) text += '?';
    if (constant) text.append(": ").append(json::readable(constant->raw()));
  };
  for (const auto& [name, schema] : branch.properties) add(name, constant_of(schema));
  for (const std::string_view name : branch.required) add(name, std::nullopt);
  return "{" + text + "}";
}

void RootMerger::tell(Keyword keyword, const std::vector<Branch>& branches) {
  std::string text;
  for (const Branch& branch : branches) {
    if (text.size() > kLongestToldBranches) break;
    text.append(text.empty() ? "" : ", ").append(told(branch));
  }
  if (text.size() > kLongestToldBranches) text = "...";
  std::string& all = merged_.told;
  all.append(all.empty() ? "" : ", ").append(name(keyword)).append(": [").append(text) += ']';
  merged_.lost.add(keyword);
}

}  // namespace gw::schema
