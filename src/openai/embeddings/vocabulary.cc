#include "openai/embeddings/vocabulary.h"

#include <charconv>
#include <limits>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/encoding.h"

namespace gw::openai {

namespace {

// Ten times as many as the largest vocabulary there is; the numbers are indices.
constexpr std::uint32_t kMostTokens = 2'000'000;

std::unexpected<Error> wrong_line(std::size_t line) {
  return fail(Errc::malformed, "line " + std::to_string(line) +
                                   " is not a token in base64, a space and a number, as in "
                                   "tiktoken's vocabularies");
}

}  // namespace

Result<Vocabulary> Vocabulary::parse(std::string_view file) {
  Vocabulary vocabulary;
  Buffer token;
  for (std::size_t number = 1; !file.empty(); ++number) {
    const std::string_view line = ascii::trim(ascii::take_until('\n', file));
    if (line.empty()) continue;
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) return wrong_line(number);
    const std::string_view digits = line.substr(space + 1);
    std::uint32_t index = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    const bool read = error == std::errc() && end == digits.data() + digits.size();
    token.clear();
    if (!read || index >= kMostTokens || !append_base64_decoded(line.substr(0, space), token) ||
        token.empty())
      return wrong_line(number);
    if (vocabulary.bytes_.size() + token.size() > std::numeric_limits<std::uint32_t>::max())
      return wrong_line(number);
    if (index >= vocabulary.places_.size()) vocabulary.places_.resize(index + 1);
    vocabulary.places_[index] = {static_cast<std::uint32_t>(vocabulary.bytes_.size()),
                                 static_cast<std::uint32_t>(token.size())};
    vocabulary.bytes_.append(token.view());
  }
  if (vocabulary.places_.empty()) return fail(Errc::malformed, "it has no tokens");
  return vocabulary;
}

std::optional<std::string_view> Vocabulary::find(std::int64_t token) const {
  if (token < 0 || static_cast<std::uint64_t>(token) >= places_.size()) return std::nullopt;
  const Place& place = places_[static_cast<std::size_t>(token)];
  if (place.size == 0) return std::nullopt;
  return std::string_view(bytes_).substr(place.begin, place.size);
}

}  // namespace gw::openai
