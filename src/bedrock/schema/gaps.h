// What a family of models refuses of JSON Schema in the definition of a tool. Data: `schema_gaps`
// in data/models.toml.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace gw::schema {

enum class Gap : std::uint8_t {
  root_unions,     // anyOf, oneOf, allOf and $ref at the root
  root_keywords,   // at the root, all but type, properties and required
  references,      // $ref
  property_names,  // names of properties outside of [a-zA-Z0-9_.-]{1,64}
  lookaround,      // in regular expressions
};

class Gaps {
 public:
  constexpr Gaps() = default;
  constexpr Gaps(std::initializer_list<Gap> gaps) {
    for (const Gap gap : gaps) add(gap);
  }
  constexpr void add(Gap gap) { bits_ |= bit(gap); }
  constexpr bool contains(Gap gap) const { return (bits_ & bit(gap)) != 0; }
  friend bool operator==(Gaps, Gaps) = default;

 private:
  static constexpr unsigned bit(Gap gap) { return 1U << static_cast<unsigned>(gap); }
  unsigned bits_ = 0;
};

}  // namespace gw::schema
