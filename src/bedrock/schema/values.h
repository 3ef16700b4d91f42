// Values of keywords: which of them draft 2020-12 takes, and Bedrock's models.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "json/value.h"

namespace gw::schema {

// The seven names of types, escaped or not.
bool is_type(std::string_view name);
// What others call a type: "int", "STRING", "dict"; empty: it is none, or it is any.
std::string_view type_of_spelling(std::string_view name);

// Models refuse integers beyond 2^53, the last at which all are told apart, with words such as "int
// too big to convert", and other numbers where they do not fit 64 bits.
bool is_big(json::Value number);
// Whether there is such a number in it, or it is nested deeper than a body can be.
bool has_big_number(json::Value data);

// A count that fits 31 bits.
bool is_count(json::Value value);
// Whether it is one of a size that no list or text has, which as a maximum says nothing.
bool is_endless(json::Value value);

// Whether names differ. Most objects have few members, so that a list will do.
class DistinctNames {
 public:
  // False: it has been added before.
  bool add(std::string_view name);

 private:
  static constexpr std::size_t kFew = 8;
  std::array<std::string_view, kFew> few_;
  std::size_t count_ = 0;
  std::unique_ptr<std::unordered_set<std::string_view>> many_;
};

// The members of an object, each name once: the last of the same name counts. In order.
std::vector<json::Member> distinct_members(json::Object object);

// An array of strings, each once.
bool is_name_list(json::Value value);

// (?=, (?!, (?<=, (?<! in a regular expression, escaped as in JSON.
bool has_lookaround(json::RawString pattern);

}  // namespace gw::schema
