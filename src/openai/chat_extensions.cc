#include "openai/chat_extensions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>

#include "base/ascii.h"
#include "openai/chat_messages.h"

namespace gw::openai {

namespace {

using json::Value;
using llm::Expected;
using llm::is_plain_name;
using llm::Member;
using llm::Path;

// Enough for any model; lists without end would be searched again and again.
constexpr std::size_t kMostMembers = 64;
constexpr std::size_t kMostBetaFlags = 32;
constexpr std::size_t kMostResponsePaths = 10;  // AWS's limit

Expected<> keep(std::string_view name, Value value, const Path& path, std::vector<Member>& members,
                llm::Request& request) {
  if (members.size() == kMostMembers) {
    return refuse(path, "too_many_parameters",
                  "The request has more than " + std::to_string(kMostMembers) +
                      " parameters that only the model itself could know.");
  }
  const Expected<std::string_view> json = read_json(value, path, request.repaired);
  if (!json) return std::unexpected(json.error());
  members.push_back({name, *json});
  return {};
}

Expected<> keep_extra(std::string_view name, Value value, const Path& path, llm::Request& request) {
  if (value.is_null()) return {};
  if (name == "anthropic_beta") return read_beta_flags(value, path, request);
  if (is_plain_name(name)) return keep(name, value, path, request.extra_fields, request);
  llm::note_name(name, request.unsupported);
  return {};
}

Expected<> set_word(std::string_view word, std::span<const std::string_view> words,
                    const Path& path, std::string_view& field) {
  const auto found = std::ranges::find(words, word);
  if (found != words.end()) {
    field = *found;
    return {};
  }
  std::string supported;
  for (const std::string_view each : words) {
    supported += (supported.empty() ? "'" : ", '") + std::string(each) + "'";
  }
  const std::string shown(is_plain_name(word) ? word : "(other)");
  return refuse(path, "invalid_value",
                "Invalid value for '" + path.text() + "': '" + shown +
                    "'. Supported values are: " + supported + ".");
}

Expected<> set_service_tier(std::string_view word, const Path& path, llm::Request& request) {
  static constexpr std::array<std::string_view, 6> kTiers = {"auto",     "default",  "flex",
                                                             "priority", "reserved", "scale"};
  Expected<> set = set_word(word, kTiers, path, request.service_tier);
  if (request.service_tier == "scale") llm::note_name(path.text(), request.unsupported);
  if (word == "auto" || word == "scale") request.service_tier = {};
  return set;
}

Expected<> set_latency(std::string_view word, const Path& path, llm::Request& request) {
  static constexpr std::array<std::string_view, 2> kLatencies = {"standard", "optimized"};
  return set_word(word, kLatencies, path, request.latency);
}

// Flags stand in JSON and in headers without being escaped, so odd ones stay out.
void add_beta_flags(std::string_view list, llm::Request& request) {
  while (!list.empty()) {
    const std::string_view flag = ascii::trim(ascii::take_until(',', list));
    auto& flags = request.beta_flags;
    if (flag.empty() || std::ranges::find(flags, flag) != flags.end()) continue;
    if (is_plain_name(flag) && flags.size() < kMostBetaFlags) {
      flags.push_back(flag);
    } else {
      llm::note_name("anthropic_beta", request.unsupported);
    }
  }
}

}  // namespace

Expected<> read_service_tier(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::RawString> word = value.string();
  if (!word) return wrong_type(path, "a string", value);
  return set_service_tier(word->escaped, path, request);
}

Expected<> read_performance_config(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Object> config = value.object();
  if (!config) return wrong_type(path, "an object", value);
  const std::optional<Value> latency = config->find("latency");
  if (!latency || latency->is_null()) return {};
  const std::optional<json::RawString> word = latency->string();
  if (!word) return wrong_type(path / "latency", "a string", *latency);
  return set_latency(word->escaped, path / "latency", request);
}

Expected<> read_metadata(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Object> pairs = value.object();
  if (!pairs) return wrong_type(path, "an object", value);
  for (const auto [key, item] : *pairs) {
    if (item.is_null()) continue;
    const Expected<std::string_view> json = read_json(item, path, request.repaired);
    if (!json) return std::unexpected(json.error());
    request.metadata.push_back({json::RawString{key}, *json});
  }
  return {};
}

Expected<> keep_model_parameter(Value value, const Path& path, llm::Request& request) {
  return keep(path.name(), value, path, request.model_parameters, request);
}

Expected<> read_additional_fields(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Object> fields = value.object();
  if (!fields) return wrong_type(path, "an object", value);
  for (const auto [key, item] : *fields) {
    Expected<> kept = keep_extra(key, item, path / key, request);
    if (!kept) return kept;
  }
  return {};
}

Expected<> read_response_paths(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Array> list = value.array();
  if (!list) return wrong_type(path, "an array of strings", value);
  std::size_t index = 0;
  for (const Value item : *list) {
    const Path here = path / index++;
    if (index > kMostResponsePaths) {
      return refuse(path, "array_above_max_length",
                    "Invalid '" + path.text() + "': Bedrock takes at most " +
                        std::to_string(kMostResponsePaths) + " paths.");
    }
    const Expected<json::RawString> text = read_text(item, here, request.repaired);
    if (!text) return std::unexpected(text.error());
    if (!text->escaped.starts_with('/') || text->escaped.size() > 256) {
      return refuse(here, "invalid_value",
                    "Invalid '" + here.text() +
                        "': expected a JSON pointer of at most 256 characters, such as "
                        "'/stop_sequence'.");
    }
    request.response_paths.push_back(*text);
  }
  return {};
}

Expected<> read_beta_flags(Value value, const Path& path, llm::Request& request) {
  if (const std::optional<json::RawString> text = value.string()) {
    add_beta_flags(text->escaped, request);
    return {};
  }
  const std::optional<json::Array> list = value.array();
  if (!list) return wrong_type(path, "an array of strings", value);
  std::size_t index = 0;
  for (const Value item : *list) {
    const Path here = path / index++;
    const std::optional<json::RawString> flag = item.string();
    if (!flag) return wrong_type(here, "a string", item);
    add_beta_flags(flag->escaped, request);
  }
  return {};
}

Expected<> read_unknown(std::string_view key, Value value, llm::Request& request) {
  if (!is_foreign(key)) return keep_extra(key, value, Path{} / key, request);
  llm::note_name(key, request.unsupported);
  return {};
}

Expected<> apply_headers(const OptionHeaders& headers, llm::Request& request) {
  add_beta_flags(headers.anthropic_beta, request);
  if (!headers.latency.empty() && request.latency.empty()) {
    const Expected<> set =
        set_latency(headers.latency, Path{} / "x-amzn-bedrock-performanceconfig-latency", request);
    if (!set) return set;
  }
  if (headers.service_tier.empty() || !request.service_tier.empty()) return {};
  return set_service_tier(headers.service_tier, Path{} / "x-amzn-bedrock-service-tier", request);
}

}  // namespace gw::openai
