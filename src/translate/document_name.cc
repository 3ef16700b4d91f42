#include "translate/document_name.h"

#include "base/ascii.h"

namespace gw::translate {

namespace {

constexpr std::size_t kLongestName = 100;  // of Bedrock's 200: no tail of a longer name is missed

std::string_view stem(std::string_view file_name) {
  const std::size_t slash = file_name.find_last_of("/\\");
  if (slash != file_name.npos) file_name.remove_prefix(slash + 1);
  const std::size_t dot = file_name.rfind('.');
  return file_name.substr(0, dot);
}

bool is_name_character(char c) {
  return ascii::is_alpha(c) || ascii::is_digit(c) ||
         std::string_view("-()[]").find(c) != std::string_view::npos;
}

// Runs of other characters become one space. Empty when no letter or digit is left.
std::string clean(std::string_view name) {
  std::string result;
  bool word = false;
  for (const char c : name) {
    if (result.size() == kLongestName) break;
    if (is_name_character(c)) {
      word |= ascii::is_alpha(c) || ascii::is_digit(c);
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (result.ends_with(' ')) result.pop_back();
  return word ? result : "";
}

}  // namespace

std::string DocumentNames::next(std::string_view file_name) {
  ++count_;
  std::string name = clean(stem(file_name));
  if (name.empty()) name = "document-" + std::to_string(count_);
  std::string unique = name;
  for (std::size_t n = 2; !taken_.insert(unique).second; ++n) {
    unique = name + " (" + std::to_string(n) + ")";
  }
  return unique;
}

}  // namespace gw::translate
