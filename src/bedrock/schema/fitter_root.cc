// The root of a schema.
#include <algorithm>
#include <unordered_set>

#include "bedrock/schema/fitter.h"
#include "bedrock/schema/form.h"
#include "bedrock/schema/values.h"
#include "json/raw.h"

namespace gw::schema {

namespace {

using json::Value;

// Says nothing about values, so nothing is lost with it.
constexpr KeywordSet kAnnotations(Keyword::title, Keyword::description, Keyword::standard,
                                  Keyword::examples, Keyword::example, Keyword::comment,
                                  Keyword::dialect, Keyword::id, Keyword::old_id, Keyword::anchor,
                                  Keyword::dynamic_anchor, Keyword::recursive_anchor,
                                  Keyword::deprecated, Keyword::read_only, Keyword::write_only);
constexpr KeywordSet kOfMerged(Keyword::type, Keyword::properties, Keyword::required,
                               Keyword::definitions, Keyword::old_definitions, Keyword::nullable);
constexpr KeywordSet kUnions(Keyword::any_of, Keyword::one_of, Keyword::all_of, Keyword::reference,
                             Keyword::dynamic_reference, Keyword::recursive_reference);
constexpr KeywordSet kConditions(Keyword::consequence, Keyword::alternative);

bool is_marked_required(Value schema) {
  const auto object = schema.object();
  const auto mark = object ? object->find("required") : std::nullopt;
  return mark && mark->boolean() == true;
}

bool merges_root(Gaps gaps) {
  return gaps.contains(Gap::root_unions) || gaps.contains(Gap::references);
}

}  // namespace

bool Fitter::write_root() {
  RootMerger merger(gaps_, names_, resolver_, budget_);
  if (!root_.object()) return json_.raw(R"({"type":"object","properties":{}})"), true;
  if (!merger.merge(root_)) return false;
  const MergedRoot merged = merger.take();
  const bool plain = gaps_.contains(Gap::root_keywords);
  Words words{.description = {}, .told = merged.told};
  lost_.add(merged.lost);
  json_.begin_object().member("type", "object");
  if (plain || !merged.properties.empty()) write_properties(merged.properties);
  write_root_required(merged);
  write_root_members(merged, words);
  if (!plain) {
    write_definitions();
    describe(words);
  }
  json_.end_object();
  if (!plain) return !spent_;
  if (words.description) told_ = json::decode(*words.description->string()).value_or("");
  if (!words.told.empty()) told_ += (told_.empty() ? "{" : "\n\n{") + words.told + "}";
  return !spent_;
}

bool Fitter::write_any_root() {
  const auto object = root_.object();
  if (!object) return json_.raw("{}"), true;
  Words words;
  json_.begin_object();
  members(Keywords(*object), {}, words);
  write_definitions();
  describe(words);
  json_.end_object();
  return !spent_;
}

// Of a keyword that several parts have, the first stands, and what others say differently is told.
void Fitter::write_root_members(const MergedRoot& merged, Words& words) {
  const bool plain = gaps_.contains(Gap::root_keywords);
  KeywordSet merged_away = kOfMerged;
  if (merges_root(gaps_)) merged_away.add(kUnions);
  if (plain) merged_away.add(kConditions);
  KeywordSet done = merged_away;
  std::array<std::string_view, kKeywords> written;  // of each keyword, its value
  for (const json::Object part : merged.parts) {
    const Keywords keywords(part);
    keywords.all().for_each([&](Keyword keyword) {
      if (merged_away.contains(keyword) || kAnnotations.contains(keyword)) return;
      const Value value = *keywords[keyword];
      const bool closes = keyword == Keyword::additional_properties && value.boolean();
      const bool again =
          done.contains(keyword) && written[static_cast<std::size_t>(keyword)] != value.raw();
      if (plain ? !closes : again) tell(keyword, value.raw(), words);
    });
    if (!plain) members(keywords, done, words);
    const auto text = keywords[Keyword::description];
    if (text && text->string() && !words.description) words.description = text;
    keywords.all().for_each([&](Keyword keyword) {
      if (!done.contains(keyword))
        written[static_cast<std::size_t>(keyword)] = keywords[keyword]->raw();
    });
    done.add(keywords.written());
  }
}

void Fitter::write_properties(const std::vector<MergedProperty>& properties) {
  json_.key("properties").begin_object();
  for (const MergedProperty& property : properties) {
    json_.key(alias(property.name));
    if (property.all.empty())
      write_merged(property.any, Keyword::any_of);
    else
      write_merged(property.all, Keyword::all_of);
  }
  json_.end_object();
}

void Fitter::write_root_required(const MergedRoot& merged) {
  std::unordered_set<std::string_view> written;
  const auto write = [&](std::string_view each) {
    if (!written.insert(each).second) return;
    if (written.size() == 1) json_.key("required").begin_array();
    name(each);
  };
  for (const std::string_view each : merged.required) write(each);
  for (const MergedProperty& property : merged.properties) {
    if (std::ranges::any_of(property.all, is_marked_required)) write(property.name);
  }
  if (!written.empty()) json_.end_array();
}

void Fitter::write_merged(const std::vector<Value>& schemas, Keyword combination) {
  if (schemas.size() == 1) return schema(schemas.front());
  if (combination == Keyword::any_of && write_as_enumeration(schemas)) return;
  json_.begin_object().key(schema::name(combination)).begin_array();
  for (const Value each : schemas) schema(each);
  json_.end_array().end_object();
}

// What branches are told apart by: {"const":"a"} and {"const":"b"} are {"enum":["a","b"]}.
bool Fitter::write_as_enumeration(const std::vector<Value>& schemas) {
  std::vector<std::string_view> values;
  std::unordered_set<std::string_view> known;
  const auto add = [&](Value value) {
    if (known.insert(value.raw()).second) values.push_back(value.raw());
  };
  for (const Value each : schemas) {
    const auto object = each.object();
    if (!object) return false;
    const Keywords keywords(*object);
    bool simple = true;
    keywords.all().for_each([&](Keyword keyword) {
      simple &= keyword == Keyword::type || keyword == Keyword::constant ||
                keyword == Keyword::enumeration || kAnnotations.contains(keyword);
    });
    const auto constant = keywords[Keyword::constant];
    const auto list = keywords[Keyword::enumeration];
    const auto source = constant ? constant : list;
    if (!simple || !source || has_big_number(*source)) return false;
    if (!constant && (!list->array() || list->array()->empty())) return false;
    if (constant) {
      add(*constant);
    } else {
      const auto values_of = list->array();
      for (const Value value : *values_of) add(value);
    }
  }
  json_.begin_object().key("enum").begin_array();
  for (const std::string_view value : values) json_.raw(value);
  json_.end_array().end_object();
  return true;
}

// Parts may refer to more of them. What nothing refers to is not written.
void Fitter::write_definitions() {
  if (moved_.empty()) return;
  json_.key("$defs").begin_object();
  for (std::size_t i = 0; i < moved_.size(); ++i) {
    const Value part = moved_[i];
    json_.key(definitions_[part.raw().data()]);
    schema(part);
  }
  json_.end_object();
}

}  // namespace gw::schema
