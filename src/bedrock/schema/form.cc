#include "bedrock/schema/form.h"

#include <optional>

#include "bedrock/schema/names.h"
#include "bedrock/schema/resolver.h"
#include "bedrock/schema/values.h"

namespace gw::schema {

namespace {

using json::Value;

bool is_schema_value(Value value) {
  return value.type() == json::Type::object || value.type() == json::Type::boolean;
}

bool has_type_form(Value value) {
  if (const auto word = value.string()) return is_type(word->escaped);
  const auto list = value.array();
  if (!list || list->empty() || !is_name_list(value)) return false;
  for (const Value each : *list) {
    if (!is_type(each.string()->escaped)) return false;
  }
  return true;
}

bool are_name_lists(Value value) {
  const auto object = value.object();
  if (!object) return false;
  for (const auto [key, list] : *object) {
    if (!is_name_list(list)) return false;
  }
  return true;
}

bool is_list(Value value) { return value.array() && !value.array()->empty(); }

// The walk stops at the first thing that has to be written otherwise.
class Inspector {
 public:
  Inspector(Value root, Gaps gaps) : root_(root), gaps_(gaps) {}

  Fit any_root() { return schema(root_, 0) ? Fit::as_it_is : Fit::rewritten; }

  Fit root() {
    const auto object = root_.object();
    if (!object) return Fit::rewritten;
    bool typed = false;
    Seen seen;
    for (const json::Member member : *object) {
      const KeywordFacts* const facts = find_keyword(member.key);
      if (facts != nullptr && facts->keyword == Keyword::type) {
        if (seen.keywords.contains(Keyword::type)) return Fit::rewritten;
        seen.keywords.add(Keyword::type);
        typed = member.value.string() == json::RawString{"object"};
        const bool may_be = typed || member.value.is_null() || member.value.array();
        if (!may_be) return Fit::rewritten;
        continue;
      }
      if (!stands_at_root(facts) || !member_fits(member, facts, seen, 0)) return Fit::rewritten;
    }
    return typed ? Fit::as_it_is : Fit::untyped;
  }

 private:
  struct Seen {
    KeywordSet keywords;
    DistinctNames others;
  };

  bool stands_at_root(const KeywordFacts* facts) const {
    constexpr KeywordSet kRootUnions(Keyword::any_of, Keyword::one_of, Keyword::all_of,
                                     Keyword::reference, Keyword::dynamic_reference,
                                     Keyword::recursive_reference);
    constexpr KeywordSet kPlain(Keyword::type, Keyword::properties, Keyword::required);
    const bool plain = facts != nullptr && kPlain.contains(facts->keyword);
    if (gaps_.contains(Gap::root_keywords) && !plain) return false;
    return facts == nullptr || !gaps_.contains(Gap::root_unions) ||
           !kRootUnions.contains(facts->keyword);
  }

  bool schema(Value value, std::size_t depth) {
    const auto object = value.object();
    if (!object) return value.type() == json::Type::boolean;
    if (depth > kMaxDepth) return false;
    Seen seen;
    for (const json::Member member : *object) {
      if (!member_fits(member, find_keyword(member.key), seen, depth)) return false;
    }
    return true;
  }

  bool member_fits(json::Member member, const KeywordFacts* facts, Seen& seen, std::size_t depth) {
    if (facts == nullptr) return seen.others.add(member.key) && is_plain_member(member.value);
    if (seen.keywords.contains(facts->keyword) || !has_form(*facts, member.value, gaps_))
      return false;
    seen.keywords.add(facts->keyword);
    switch (facts->form) {
      case Form::schema:
      case Form::items:
        return schema(member.value, depth + 1);
      case Form::schemas:
        return schemas(*member.value.array(), depth + 1);
      case Form::named:
        return named(facts->keyword, *member.value.object(), depth + 1);
      case Form::reference:
        return leads_somewhere(*member.value.string());
      default:
        return true;
    }
  }

  bool schemas(json::Array list, std::size_t depth) {
    for (const Value each : list) {
      if (!schema(each, depth)) return false;
    }
    return true;
  }

  bool named(Keyword keyword, json::Object schemas, std::size_t depth) {
    const bool properties = keyword == Keyword::properties && gaps_.contains(Gap::property_names);
    DistinctNames names;
    for (const auto [name, each] : schemas) {
      if (properties && !is_plain_name(name)) return false;
      if (!names.add(name) || name.contains("\\u")) return false;
      if (keyword == Keyword::pattern_properties && !is_plain_pattern({name}, gaps_)) return false;
      if (!schema(each, depth)) return false;
    }
    return true;
  }

  bool leads_somewhere(json::RawString reference) {
    if (gaps_.contains(Gap::references) || !reference.escaped.starts_with('#')) return false;
    if (!resolver_) resolver_.emplace(root_);
    const bool pointer = reference.escaped == "#" || reference.escaped.starts_with("#/");
    return pointer && resolver_->find(reference);
  }

  const Value root_;
  const Gaps gaps_;
  std::optional<Resolver> resolver_;  // where there are references
};

}  // namespace

bool is_plain_member(Value value) { return !value.is_null() && !has_big_number(value); }

bool is_plain_pattern(json::RawString pattern, Gaps gaps) {
  return !gaps.contains(Gap::lookaround) || !has_lookaround(pattern);
}

bool has_form(const KeywordFacts& facts, Value value, Gaps gaps) {
  switch (facts.form) {
    case Form::type:
      return has_type_form(value);
    case Form::schema:
    case Form::items:
      return is_schema_value(value);
    case Form::schemas:
      return is_list(value);
    case Form::named:
      return value.type() == json::Type::object;
    case Form::names:
      return is_name_list(value);
    case Form::name_lists:
      return are_name_lists(value);
    case Form::enumeration:
      return is_list(value) && !has_big_number(value);
    case Form::data:
      return !has_big_number(value);
    case Form::examples:
      return value.array() && !has_big_number(value);
    case Form::text:
    case Form::note:
    case Form::reference:
      return value.type() == json::Type::string;
    case Form::pattern:
      return value.string() && is_plain_pattern(*value.string(), gaps);
    case Form::flag:
      return value.type() == json::Type::boolean;
    case Form::number:
    case Form::bound:
      return value.type() == json::Type::number && !is_big(value) &&
             (facts.keyword != Keyword::multiple_of || *value.number() > 0);
    case Form::count:
      return is_count(value);
    case Form::old:
      return false;
  }
  return false;
}

Fit inspect(Value schema, Gaps gaps) { return Inspector(schema, gaps).root(); }

Fit inspect_any(Value schema, Gaps gaps) { return Inspector(schema, gaps).any_root(); }

}  // namespace gw::schema
