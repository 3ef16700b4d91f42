#include "translate/request_metadata.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "json/value.h"

namespace gw::translate {

namespace {

// AWS's limits.
constexpr std::size_t kMostPairs = 16;
constexpr std::size_t kMostCharacters = 256;

bool is_metadata_character(char c) {
  return ascii::is_alpha(c) || ascii::is_digit(c) || std::string_view(" :_@$#=/+,-.").contains(c);
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// One '_' for each character that AWS does not take.
std::string fit(std::string_view utf8) {
  std::string text;
  for (const char c : utf8) {
    if (continues_character(c)) continue;
    if (text.size() == kMostCharacters) break;
    text += is_metadata_character(c) ? c : '_';
  }
  return text;
}

// A string's text, or a number or a boolean as it stands; nothing for other values.
std::optional<std::string> text_of(std::string_view json) {
  if (json.starts_with('{') || json.starts_with('[')) return std::nullopt;
  if (!json.starts_with('"')) return std::string(json);
  auto text = json::decode(json::RawString{json.substr(1, json.size() - 2)});
  return text ? std::optional(*std::move(text)) : std::nullopt;
}

class MetadataDraft {
 public:
  explicit MetadataDraft(Draft& draft) : draft_(draft) {}

  void add(std::string_view key, std::optional<std::string> value) {
    auto& pairs = draft_.conversation.options.metadata;
    const std::string fitted_key = fit(key);
    const bool repeated =
        std::ranges::any_of(pairs, [&](const auto& pair) { return pair.key == fitted_key; });
    if (!value || fitted_key.empty() || repeated || pairs.size() == kMostPairs) {
      changed_ = true;
      return;
    }
    const std::string fitted = fit(*value);
    changed_ |= fitted_key != key || fitted != *value;
    pairs.push_back({draft_.storage.emplace_back(fitted_key), draft_.storage.emplace_back(fitted)});
  }
  bool changed() const { return changed_; }

 private:
  Draft& draft_;
  bool changed_ = false;
};

}  // namespace

void draft_metadata(const llm::Request& request, const ParameterPolicy& policy, Draft& draft) {
  MetadataDraft metadata(draft);
  for (const auto& [key, json] : request.metadata) {
    const Result<std::string> name = json::decode(key);
    metadata.add(name.value_or(""), text_of(json));
  }
  if (metadata.changed()) draft.note(llm::Parameter::metadata, "sanitized");
  if (!request.user) return;
  if (!policy.forward_user) return draft.note(llm::Parameter::user);
  MetadataDraft user(draft);
  user.add("user", json::decode(*request.user).value_or(""));
  if (user.changed()) draft.note(llm::Parameter::user, "sanitized");
}

}  // namespace gw::translate
