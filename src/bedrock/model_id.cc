#include "bedrock/model_id.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "base/encoding.h"

namespace gw::bedrock {
namespace {

constexpr std::size_t kMaxModelIdBytes = 2048;

bool is_bedrock_arn(std::string_view id) { return id.starts_with("arn:"); }

// The field of "arn:partition:service:region:account:resource" with this index. The last one keeps
// its colons.
std::string_view arn_field(std::string_view arn, int index) {
  for (; index > 0; --index) {
    const auto colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  return arn;
}

std::string_view arn_region(std::string_view arn) {
  const auto rest = arn_field(arn, 3);
  return rest.substr(0, rest.find(':'));
}

// "foundation-model/ID", "inference-profile/ID", "custom-model/ID/name": every model id has a dot,
// no generated id has one.
std::string_view arn_model(std::string_view arn) {
  auto resource = arn_field(arn, 5);
  const auto slash = resource.find('/');
  if (slash == std::string_view::npos) return {};
  resource.remove_prefix(slash + 1);
  resource = resource.substr(0, resource.find('/'));
  return resource.contains('.') ? resource : std::string_view{};
}

// Providers are one alphanumeric word ("anthropic", "ai21"). What follows the provider may have
// dots as well, but is a version ("v3.2") or has a hyphen before them ("glm-4.7").
bool looks_like_provider(std::string_view label) {
  return label.size() >= 2 && ascii::is_alpha(label[0]) && ascii::is_alpha(label[1]) &&
         std::ranges::all_of(label,
                             [](char c) { return ascii::is_alpha(c) || ascii::is_digit(c); });
}

// "us.anthropic.claude-x" has a label before its provider, whatever the label is.
std::string_view strip_profile_prefix(std::string_view id) {
  const auto first = id.find('.');
  if (first == std::string_view::npos) return id;
  const auto second = id.find('.', first + 1);
  if (second == std::string_view::npos) return id;
  return looks_like_provider(id.substr(first + 1, second - first - 1)) ? id.substr(first + 1) : id;
}

// A dot segment would be resolved on the way and address another operation.
bool has_dot_segment(std::string_view id) {
  for (std::size_t at = 0; at <= id.size();) {
    const std::size_t end = std::min(id.find('/', at), id.size());
    const std::string_view segment = id.substr(at, end - at);
    if (segment == "." || segment == "..") return true;
    at = end + 1;
  }
  return false;
}

// Those of AWS's pattern for modelId; and brackets, which names of models have ("[1m]").
bool is_model_id_char(char c) {
  return ascii::is_alpha(c) || ascii::is_digit(c) || std::string_view("._:/-[]").contains(c);
}

// What makes it impossible to send `id` to Bedrock.
std::optional<std::string> fault_of(std::string_view id) {
  if (id.empty()) return "the model id is empty";
  if (id.size() > kMaxModelIdBytes) return "the model id is longer than 2048 bytes";
  if (std::ranges::any_of(id, [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
    return "the model id has control characters";
  if (has_dot_segment(id)) return "the model id is a path";
  if (!std::ranges::all_of(id, is_model_id_char))
    return "a model id has letters, digits and '.', '_', ':', '/' and '-' only";
  return std::nullopt;
}

// "us-east-1", "us-gov-west-1": words and a number. Nothing else that stands before a slash is
// taken for a region, so that whoever names another provider's models is told by Bedrock.
bool looks_like_region(std::string_view text) {
  const auto last = text.rfind('-');
  if (last == std::string_view::npos || last + 1 == text.size()) return false;
  const auto is_word_byte = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
  return text.size() <= 32 && std::ranges::all_of(text.substr(last + 1), ascii::is_digit) &&
         text.substr(0, last).contains('-') &&
         std::ranges::all_of(text.substr(0, last), is_word_byte);
}

// The size of what clients of several providers put in front to say that they mean Bedrock.
std::size_t provider_prefix(std::string_view id) {
  // "bedrock/converse/..." is LiteLLM's.
  for (const std::string_view prefix : {"bedrock/converse/", "bedrock/invoke/", "bedrock/",
                                        "amazon-bedrock/", "bedrock_converse/"}) {
    if (id.starts_with(prefix)) return prefix.size();
  }
  return 0;
}

}  // namespace

std::string_view base_model(std::string_view id) {
  return strip_profile_prefix(is_bedrock_arn(id) ? arn_model(id) : id);
}

Result<ModelId> parse_model_id(std::string_view text) {
  auto decoded = percent_decode(text);
  if (!decoded) return fail(Errc::invalid, "the model id has an incomplete percent escape");
  ModelId model{*std::move(decoded), {}};
  model.value.erase(0, provider_prefix(model.value));
  const std::string_view id = model.value;
  if (is_bedrock_arn(id)) {
    model.region = arn_region(id);
  } else if (const auto slash = id.find('/');
             slash != std::string::npos && looks_like_region(id.substr(0, slash))) {
    model.region = id.substr(0, slash);
    model.value.erase(0, slash + 1);
  }
  if (const auto fault = fault_of(model.value)) return fail(Errc::invalid, *fault);
  return model;
}

}  // namespace gw::bedrock
