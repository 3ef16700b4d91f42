// The work of fit(), a schema at a time. Writes what inspect() would let pass.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/buffer.h"
#include "bedrock/schema/budget.h"
#include "bedrock/schema/gaps.h"
#include "bedrock/schema/keywords.h"
#include "bedrock/schema/merged_root.h"
#include "bedrock/schema/names.h"
#include "bedrock/schema/resolver.h"
#include "bedrock/schema/type_finder.h"
#include "json/value.h"
#include "json/write.h"

namespace gw::schema {

class Fitter {
 public:
  // All outlive it.
  Fitter(json::Value root, Gaps gaps, const PropertyNames& names, Budget& budget, Buffer& out)
      : root_(root),
        gaps_(gaps),
        names_(names),
        budget_(budget),
        resolver_(root),
        types_(resolver_),
        json_(out) {}

  // False: the budget is spent, and what was written of no use.
  bool write_root();
  // The same for a root that need not be an object.
  bool write_any_root();
  // After that.
  std::string take_told() { return std::move(told_); }
  KeywordSet lost() const { return lost_; }
  // It was too deep.
  bool is_cut() const { return cut_; }

 private:
  // What the description of a schema is to say.
  struct Words {
    std::optional<json::Value> description;
    std::string told;  // UTF-8
  };

  // fitter.cc: schemas, and what references lead to.
  void schema(json::Value value);
  void schema_object(json::Object object);
  void members(const Keywords& keywords, KeywordSet without, Words& words);
  void describe(const Words& words);
  void tell(Keyword keyword, std::string_view value, Words& words);
  void reference(const KeywordFacts& facts, json::Value value, Words& words);
  void expand(json::Value reference, KeywordSet without, Words& words);
  std::string definition_of(json::Value target, std::string_view own_name);

  // fitter_root.cc
  void write_root_members(const MergedRoot& merged, Words& words);
  void write_properties(const std::vector<MergedProperty>& properties);
  void write_root_required(const MergedRoot& merged);
  void write_merged(const std::vector<json::Value>& schemas, Keyword combination);
  bool write_as_enumeration(const std::vector<json::Value>& schemas);
  void write_definitions();

  // fitter_members.cc: a keyword.
  void member(const KeywordFacts& facts, json::Value value, const Keywords& keywords, Words& words);
  void simple(const KeywordFacts& facts, json::Value value, Words& words);
  void old(const KeywordFacts& facts, json::Value value, const Keywords& keywords, Words& words);
  void type(json::Value value, bool nullable, Words& words);
  void enumeration(const KeywordFacts& facts, json::Value value, bool nullable, Words& words);
  void bound(const KeywordFacts& facts, json::Value value, const Keywords& keywords, Words& words);
  void items(json::Value value, const Keywords& keywords, Words& words);
  void schemas(std::string_view key, json::Value value, bool nullable);
  void named(const KeywordFacts& facts, json::Value value, Words& words);
  void required(std::optional<json::Value> list, std::optional<json::Value> properties);
  void name_lists(std::string_view key, json::Value value);
  void dependencies(json::Value value, const Keywords& keywords, Words& words);
  void write_names(json::Value list);
  void name(std::string_view escaped);  // an item of a list of names
  std::string alias(std::string_view escaped) const;

  const json::Value root_;
  const Gaps gaps_;
  const PropertyNames& names_;
  Budget& budget_;
  Resolver resolver_;
  TypeFinder types_;
  json::Writer json_;
  std::size_t depth_ = 0;
  bool spent_ = false;
  bool cut_ = false;
  std::vector<const char*> open_;  // what references lead to and is being written, by its place
  // Parts of the schema that are referred to, in the order in which they were met, and their names
  // in $defs, by where they stand.
  std::vector<json::Value> moved_;
  std::unordered_map<const char*, std::string> definitions_;
  std::unordered_set<std::string> definition_names_;
  std::string told_;
  KeywordSet lost_;
};

}  // namespace gw::schema
