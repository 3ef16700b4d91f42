// The root of a schema as one object, where a model takes no combination there (anyOf, oneOf,
// allOf, $ref): the properties of all branches, and of those what each of them requires. An object
// that satisfies the combination satisfies this. What it says no more is told.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "bedrock/schema/budget.h"
#include "bedrock/schema/gaps.h"
#include "bedrock/schema/keywords.h"
#include "bedrock/schema/names.h"
#include "bedrock/schema/resolver.h"
#include "json/value.h"

namespace gw::schema {

// A property's schemas, each text once: those that hold in any case, and those of which one holds.
struct MergedProperty {
  std::string_view name;  // escaped
  std::vector<json::Value> all;
  std::vector<json::Value> any;
};

struct MergedRoot {
  std::vector<json::Object> parts;  // hold in any case; the root is the first
  std::vector<MergedProperty> properties;
  std::vector<std::string_view> required;  // escaped, each once
  std::string told;                        // "oneOf: [{kind: \"a\", path}, {kind: \"b\", size?}]"
  KeywordSet lost;                         // the keywords in it
};

class RootMerger {
 public:
  // `resolver`, `names` and `budget` outlive it.
  RootMerger(Gaps gaps, const PropertyNames& names, Resolver& resolver, Budget& budget)
      : gaps_(gaps), names_(names), resolver_(resolver), budget_(budget) {}

  // False: references lead to more than the budget allows.
  bool merge(json::Value root);
  MergedRoot take() { return std::move(merged_); }

 private:
  // What a schema consists of: what holds in any case, and what there is to choose from.
  struct Parts {
    std::vector<json::Object> all;
    std::vector<std::pair<Keyword, json::Value>> choices;
    std::unordered_set<const char*>* seen;  // where that stands, and what else was read
  };
  // The members that a branch speaks of, in order.
  struct Branch {
    std::vector<std::pair<std::string_view, json::Value>> properties;
    std::vector<std::string_view> required;
  };

  bool collect(json::Value schema, Parts& parts, std::size_t depth);
  bool collect_reference(json::Value reference, Parts& parts, std::size_t depth);
  void add_choice(const Keywords& keywords, Keyword keyword, Parts& parts);
  bool read_branch(json::Value schema, Branch& branch, std::unordered_set<const char*>& seen,
                   std::size_t depth);
  bool read_choice(Keyword keyword, json::Value choice);
  void add_properties(json::Object part);
  MergedProperty& property(std::string_view name);
  void add_schema(std::vector<json::Value>& schemas, std::string_view name, json::Value schema);
  void require(std::string_view name);
  void require_what_all_do(const std::vector<Branch>& branches);
  void tell(Keyword keyword, const std::vector<Branch>& branches);
  std::string told(const Branch& branch) const;
  std::string_view alias(std::string_view name) const;

  const Gaps gaps_;
  const PropertyNames& names_;
  Resolver& resolver_;
  Budget& budget_;
  MergedRoot merged_;
  std::unordered_set<const char*> root_parts_;                // where what holds in any case stands
  std::unordered_map<std::string_view, std::size_t> places_;  // of properties, by name
  std::unordered_set<std::string_view> required_;
  std::unordered_set<std::string> known_;  // schemas of properties, behind their names
};

}  // namespace gw::schema
