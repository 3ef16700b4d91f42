// Names for those who take a small alphabet only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gw {

// What can be kept of a name in UTF-8: letters, digits and the punctuation, and one '_' for each
// other character.
std::string readable_name(std::string_view name, std::string_view punctuation);

// A readable rest of a name and a hash, at most `longest` characters: the same for the same name in
// every request. Another `salt` makes another one.
std::string alias_of(std::string_view name, std::string_view punctuation, std::size_t longest,
                     std::uint64_t salt);

// FNV-1a: short, and the same everywhere for ever, which is all that is asked of it.
std::uint64_t alias_hash(std::string_view text, std::uint64_t salt);
// `count` digits of a number in the base of the alphabet, the lowest first.
std::string alias_digits(std::uint64_t value, std::size_t count, std::string_view alphabet);

}  // namespace gw
