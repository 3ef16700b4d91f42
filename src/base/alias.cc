#include "base/alias.h"

#include "base/ascii.h"

namespace gw {

namespace {

constexpr std::size_t kAliasHashDigits = 8;

}  // namespace

std::uint64_t alias_hash(std::string_view text, std::uint64_t salt) {
  std::uint64_t value = 0xcbf29ce484222325 + salt;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return value ^ value >> 32;
}

std::string alias_digits(std::uint64_t value, std::size_t count, std::string_view alphabet) {
  std::string text;
  for (; text.size() < count; value /= alphabet.size()) text += alphabet[value % alphabet.size()];
  return text;
}

std::string readable_name(std::string_view name, std::string_view punctuation) {
  std::string text;
  for (const char c : name) {
    const bool continues = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    const bool kept = ascii::is_alpha(c) || ascii::is_digit(c) || punctuation.contains(c);
    if (!continues) text += kept ? c : '_';
  }
  return text;
}

std::string alias_of(std::string_view name, std::string_view punctuation, std::size_t longest,
                     std::uint64_t salt) {
  std::string alias = readable_name(name, punctuation).substr(0, longest - 1 - kAliasHashDigits);
  return alias + '_' + alias_digits(alias_hash(name, salt), kAliasHashDigits, "0123456789abcdef");
}

}  // namespace gw
