#include "anthropic/refusal.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"

namespace gw::anthropic {

namespace {

constexpr std::string_view kExtra = ": Extra inputs are not permitted";
constexpr std::size_t kLongestPath = 200;

struct ByWords {
  std::string_view words;
  std::string_view name;
};
constexpr ByWords kByWords[] = {
    {"invalid beta flag", "anthropic_beta"},
    {"thinking.type.enabled", "thinking.enabled"},
    {"thinking.type.adaptive", "thinking.adaptive"},
    {"adaptive thinking is not supported", "thinking.adaptive"},
    {"role 'system' is not supported", "messages.system"},
    {"`temperature` and `top_p` cannot both be specified", "top_p"},
    {"`temperature` is deprecated", "temperature"},
};

// The path in front of `end`: "tools.0.custom.strict".
std::string_view path_before(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  const auto is_path = [](char c) {
    return ascii::is_alpha(c) || ascii::is_digit(c) || c == '_' || c == '.' || c == '-';
  };
  while (begin > 0 && end - begin < kLongestPath && is_path(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
}

// What a member is called wherever it stands: "cache_control.ttl", "tools.strict".
std::string name_of(std::string_view path) {
  const std::string_view first = path.substr(0, path.find('.'));
  const std::size_t dot = path.rfind('.');
  if (dot == path.npos) return std::string(path);
  const std::string_view last = path.substr(dot + 1);
  if (path.contains("cache_control")) {
    return last == "cache_control" ? "cache_control" : "cache_control." + std::string(last);
  }
  return std::string(first) + "." + std::string(last);
}

}  // namespace

std::optional<std::string> find_refused(std::string_view message) {
  for (const auto& [words, name] : kByWords) {
    if (message.contains(words)) return std::string(name);
  }
  const std::size_t at = message.find(kExtra);
  const std::string_view path = at == message.npos ? "" : path_before(message, at);
  if (path.empty()) return std::nullopt;
  return name_of(path);
}

}  // namespace gw::anthropic
