#include "bedrock/schema/fitter.h"

#include <algorithm>

#include "bedrock/schema/form.h"
#include "bedrock/schema/values.h"
#include "json/raw.h"

namespace gw::schema {

namespace {

using json::Value;

constexpr std::size_t kLongestToldValue = 1000;
constexpr std::size_t kLongestWords = 8000;  // of one schema
constexpr std::string_view kAnySchema = "{}";
constexpr std::array kReferences{Keyword::reference, Keyword::dynamic_reference,
                                 Keyword::recursive_reference};

// Where a schema says by its type, its enumeration or its alternatives what it takes, null is one
// more of them; else it has to become one of two alternatives.
bool needs_alternative(const Keywords& keywords) {
  constexpr KeywordSet kRoom(Keyword::type, Keyword::enumeration, Keyword::any_of, Keyword::one_of);
  constexpr KeywordSet kLimits(Keyword::reference, Keyword::all_of, Keyword::constant);
  bool room = false;
  bool limits = false;
  keywords.all().for_each([&](Keyword keyword) {
    room |= kRoom.contains(keyword);
    limits |= kLimits.contains(keyword);
  });
  return limits && !room;
}

}  // namespace

// Whatever stands where a schema should.
void Fitter::schema(Value value) {
  if (value.boolean()) {
    json_.raw(value.raw());
  } else if (const auto object = value.object(); object && depth_ < kMaxDepth) {
    ++depth_;
    schema_object(*object);
    --depth_;
  } else if (const auto word = value.string(); word && !type_of_spelling(word->escaped).empty()) {
    json_.begin_object().member("type", type_of_spelling(word->escaped)).end_object();
  } else {
    cut_ |= object.has_value();
    json_.raw(kAnySchema);
  }
}

void Fitter::schema_object(json::Object object) {
  const Keywords keywords(object);
  const bool alternative = keywords.is_nullable() && needs_alternative(keywords);
  if (alternative) json_.begin_object().key("anyOf").begin_array();
  Words words;
  json_.begin_object();
  members(keywords, {}, words);
  describe(words);
  json_.end_object();
  if (alternative) json_.raw(R"({"type":"null"})").end_array().end_object();
}

void Fitter::members(const Keywords& keywords, KeywordSet without, Words& words) {
  if (const auto text = keywords[Keyword::description];
      text && text->string() && !without.contains(Keyword::description) && !words.description)
    words.description = text;
  if (gaps_.contains(Gap::references)) {
    KeywordSet rest = without;
    rest.add(keywords.written());
    for (const Keyword each : kReferences) {
      const auto reference = keywords[each];
      if (!reference || without.contains(each)) continue;
      expand(*reference, rest, words);
      break;
    }
  }
  DistinctNames others;
  for (const auto [key, value] : keywords.object()) {
    const KeywordFacts* const facts = find_keyword(key);
    if (facts == nullptr) {
      if (is_plain_member(value) && others.add(key)) json_.key(key).raw(value.raw());
    } else if (!without.contains(facts->keyword) && keywords.counts(facts->keyword, value)) {
      member(*facts, value, keywords, words);
    }
  }
  if (keywords.has(Keyword::properties) && !keywords.has(Keyword::required) &&
      !keywords.has(Keyword::reference) && !without.contains(Keyword::required))
    required(std::nullopt, keywords[Keyword::properties]);
}

// "The stops of the route.\n\n{maxItems: 3, uniqueItems: true}"
void Fitter::describe(const Words& words) {
  if (!words.description && words.told.empty()) return;
  json_.key("description").open_string();
  if (words.description) json_.piece(*words.description->string());
  if (!words.told.empty())
    json_.piece(words.description ? "\n\n{" : "{").piece(words.told).piece("}");
  json_.close_string();
}

void Fitter::tell(Keyword keyword, std::string_view value, Words& words) {
  lost_.add(keyword);
  if (words.told.size() > kLongestWords) return;
  words.told.append(words.told.empty() ? "" : ", ").append(schema::name(keyword)).append(": ");
  words.told += value.size() > kLongestToldValue ? "..." : json::readable(value);
}

// Into $defs of the root, where each part that is referred to gets a place: it may have another one
// by now, or none.
void Fitter::reference(const KeywordFacts& facts, Value value, Words& words) {
  if (gaps_.contains(Gap::references)) return;  // has been written out
  const auto text = value.string();
  const auto target = text ? resolver_.find(*text) : std::nullopt;
  if (!target) return tell(facts.keyword, value.raw(), words);
  if (target->raw().data() == root_.raw().data()) {
    json_.member("$ref", "#");
  } else {
    json_.member("$ref", "#/$defs/" + definition_of(*target, definition_name(text->escaped)));
  }
}

// Parts keep the names that they have in $defs or definitions where these are plain.
std::string Fitter::definition_of(Value target, std::string_view own_name) {
  std::string& name = definitions_[target.raw().data()];
  if (!name.empty()) return name;
  name = is_plain_name(own_name) ? own_name : "part_" + std::to_string(definitions_.size());
  while (!definition_names_.insert(name).second) name += '_';
  moved_.push_back(target);
  return name;
}

// What `reference` leads to, without those of its keywords that have another value here.
void Fitter::expand(Value reference, KeywordSet without, Words& words) {
  const auto text = reference.string();
  const auto target = text ? resolver_.find(*text) : std::nullopt;
  if (!target) return tell(Keyword::reference, reference.raw(), words);
  const auto object = target->object();
  if (!object) return;
  const char* const place = target->raw().data();
  if (place == root_.raw().data() || std::ranges::find(open_, place) != open_.end() ||
      open_.size() >= kMaxDepth) {
    const std::string_view type = types_.type_of(*target);
    if (!type.empty() && !without.contains(Keyword::type)) json_.member("type", type);
    return tell(Keyword::reference, reference.raw(), words);
  }
  if (spent_ || !budget_.take(target->raw().size())) {
    spent_ = true;
    return;
  }
  open_.push_back(place);
  members(Keywords(*object), without, words);
  open_.pop_back();
}

}  // namespace gw::schema
