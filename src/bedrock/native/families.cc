#include "bedrock/native/families.h"

namespace gw::bedrock {
namespace {

constexpr std::int64_t kMaxTokens = 4096;  // every model with a native body can write as many

}  // namespace

std::optional<std::int64_t> max_tokens(const NativeRequest& request) {
  const auto& wanted = request.conversation.inference.max_tokens;
  return wanted ? wanted : request.rules.default_max_tokens;
}

std::int64_t required_max_tokens(const NativeRequest& request) {
  const auto fallback = request.rules.max_output > 0 ? request.rules.max_output : kMaxTokens;
  return max_tokens(request).value_or(fallback);
}

void write_if(json::Writer& json, std::string_view name, std::optional<std::int64_t> value) {
  if (value) json.member(name, *value);
}

void write_if(json::Writer& json, std::string_view name, std::optional<double> value) {
  if (value) json.member(name, *value);
}

void write_stop(json::Writer& json, std::string_view name, const NativeRequest& request,
                std::string_view own) {
  const auto& sequences = request.conversation.inference.stop_sequences;
  if (sequences.empty() && own.empty()) return;
  json.key(name).begin_array();
  if (!own.empty()) json.string(own);
  for (const auto sequence : sequences) json.string(sequence);
  json.end_array();
}

}  // namespace gw::bedrock
