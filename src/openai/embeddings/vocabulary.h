// The tokens of a vocabulary, for clients that send numbers in place of texts. The file has
// tiktoken's format: a line for each token, its bytes in base64, a space and its number.
// https://github.com/openai/tiktoken
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gw::openai {

class Vocabulary {
 public:
  // Errors: malformed, with the number of the line.
  static Result<Vocabulary> parse(std::string_view file);

  // The bytes of a token; nullopt: there is none of that number.
  std::optional<std::string_view> find(std::int64_t token) const;
  std::size_t size() const { return places_.size(); }

 private:
  struct Place {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;  // 0: no such token
  };
  std::string bytes_;
  std::vector<Place> places_;  // by number
};

}  // namespace gw::openai
