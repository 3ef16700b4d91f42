#include "openai/chat_guardrail.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "base/ascii.h"

namespace gw::openai {

namespace {

using json::Value;
using llm::Expected;
using llm::GuardrailWish;
using llm::Path;

// One of the words, which live for ever; in any case of letters.
std::string_view find_word(std::string_view text, std::span<const std::string_view> words) {
  for (const std::string_view word : words) {
    if (ascii::equal_ignoring_case(word, text)) return word;
  }
  return {};
}

constexpr std::string_view kTraces[] = {"enabled", "disabled", "enabled_full"};
constexpr std::string_view kModes[] = {"sync", "async"};

std::unexpected<llm::Failure> invalid(const Path& path, std::string_view value,
                                      std::string_view expected) {
  constexpr std::size_t kLongest = 64;
  return refuse(path, "invalid_value",
                "Invalid value for '" + path.text() + "': '" +
                    std::string(value.substr(0, kLongest)) + "' is not " + std::string(expected) +
                    ".");
}

// A name in AWS's alphabet, which no escape can be part of.
bool is_name(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return ascii::is_digit(c) || ascii::is_alpha(c) || std::string_view(":/-").contains(c);
  });
}

Expected<> set_name(std::string_view text, const Path& path, std::string_view& into) {
  if (!is_name(text)) return invalid(path, text, "the name of a guardrail or of its version");
  into = text;
  return {};
}

Expected<> set_word(std::string_view text, const Path& path,
                    std::span<const std::string_view> words, std::string_view expected,
                    std::string_view& into) {
  into = find_word(text, words);
  if (into.empty()) return invalid(path, text, expected);
  return {};
}

Expected<> set_trace(std::string_view text, const Path& path, GuardrailWish& wish) {
  return set_word(text, path, kTraces, "enabled, disabled or enabled_full", wish.trace);
}

Expected<> read_member(std::string_view key, Value value, const Path& path, GuardrailWish& wish) {
  if (value.is_null()) return {};
  const Path here = path / key;
  const std::optional<json::RawString> text = value.string();
  if (!text) return wrong_type(here, "a string", value);
  if (key == "guardrailIdentifier" || key == "guardrail_identifier")
    return set_name(text->escaped, here, wish.identifier);
  if (key == "guardrailVersion" || key == "guardrail_version")
    return set_name(text->escaped, here, wish.version);
  if (key == "trace") return set_trace(text->escaped, here, wish);
  if (key == "streamProcessingMode" || key == "stream_processing_mode")
    return set_word(text->escaped, here, kModes, "sync or async", wish.stream_mode);
  return refuse(here, "unknown_parameter", "Unknown parameter: '" + here.text() + "'.");
}

}  // namespace

Expected<> read_guardrail(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "an object", value);
  for (const auto [key, member] : *object) {
    Expected<> read = read_member(key, member, path, request.guardrail);
    if (!read) return read;
  }
  return {};
}

Expected<> apply_guardrail_headers(const GuardrailHeaders& headers, llm::Request& request) {
  GuardrailWish& wish = request.guardrail;
  if (wish.identifier.empty() && !headers.identifier.empty()) {
    Expected<> read = set_name(headers.identifier, Path{} / "x-amzn-bedrock-guardrailidentifier",
                               wish.identifier);
    if (read) {
      read = set_name(headers.version, Path{} / "x-amzn-bedrock-guardrailversion", wish.version);
    }
    if (!read) return read;
  }
  if (!wish.trace.empty() || headers.trace.empty()) return {};
  return set_trace(headers.trace, Path{} / "x-amzn-bedrock-trace", wish);
}

}  // namespace gw::openai
