// Text as a model counts and cuts it.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace gw::simulator {

// Only white space, Unicode's included, or nothing.
bool is_blank(std::string_view utf8);
// Words, each with the white space in front of it; together they are the text.
std::vector<std::string_view> split_words(std::string_view utf8);
// `count` pieces of about equal size, cut between characters; empty ones when the text is short.
std::vector<std::string_view> split_evenly(std::string_view utf8, std::size_t count);
// About four bytes a token, as English has; at least one where there is text.
std::size_t count_tokens(std::size_t bytes);
// The longest prefix of whole characters with at most `bytes` bytes.
std::string_view cut(std::string_view utf8, std::size_t bytes);

}  // namespace gw::simulator
