#include "bedrock/refusal.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"

namespace gw::bedrock {

namespace {

constexpr std::size_t kLongestPath = 200;

// Messages that say it in words of their own. In lower case; the first that is contained counts.
struct RefusalWords {
  std::string_view words;
  std::string_view member;
  bool lasting = false;
  int status = 400;
};
constexpr RefusalWords kRefusalWords[] = {
    {"`temperature` and `top_p` cannot both be specified", "temperature+top_p", true},
    {"invalid beta flag", "anthropic_beta", true},
    {"thinking.type.enabled", "thinking.enabled", true},
    {"thinking.type.adaptive", "thinking.adaptive", true},
    {"adaptive thinking is not supported", "thinking.adaptive", true},
    {"thinking.type.disabled", "thinking.disabled", true},
    {"role 'system' is not supported", "messages.system", true},
    {"doesn't support system messages", "system", true},
    {"support assistant message prefill", "messages.prefill", true},
    {"doesn't support tool use in streaming mode", "stream.tools", true},
    {"your request did not allow prompt caching", "cache_control", true, 403},
    {"thinking may not be enabled when tool_choice forces tool use", "tool_choice"},
    {"invalid `signature` in `thinking` block", "messages.thinking"},
    {"blocks in the latest assistant message cannot be modified", "messages.thinking"},
    {"must start with a thinking block", "thinking.history"},
    {"expected `thinking` or `redacted_thinking`", "thinking.history"},
    {"grammar", "schemas"},
    {"schema is too complex", "schemas"},
    {"for compilation", "schemas"},
    {"strict tool", "tools.strict"},
    {"output_config.format.schema", "output_config.format"},
    {"structured output", "output_config.format"},
};

// Messages that name the member by its path, which stands between these; in lower case. An empty
// `before`: the path ends in front of `behind`. An empty `behind`: it ends where no path goes on.
struct RefusalForm {
  std::string_view before, behind;
};
constexpr RefusalForm kRefusalForms[] = {
    // Claude: "tools.0.custom.strict: Extra inputs are not permitted"
    {"", ": extra inputs are not permitted"},
    // Converse: "This model doesn't support the topP field. Remove topP and try again."
    {"doesn't support the ", " field"},
    // Native bodies: "Malformed input request: #/inferenceConfig: extraneous key [topK] is not
    // permitted, please reformat your input and try again."
    {"extraneous key [", "] is not permitted"},
    {"`", "` is deprecated for this model"},
    {"`", "` is not supported"},
    {"does not support the ", " parameter"},
    // Bedrock says so of fields that Converse has a member for.
    {"the additional field ", " conflicts with an existing field"},
    // GPT, Grok and the servers of open models: "Unsupported parameter: 'x' is not supported with
    // this model.", "Unsupported value: 'x' does not support 0.2 with this model."
    {"unsupported parameter: '", "'"},
    {"unsupported value: '", "' does not support"},
    {"unknown parameter: '", "'"},
    {"unrecognized request argument supplied: ", ""},
    {"argument not supported on this model: ", ""},
    {"does not support parameter ", ""},
};

// Strict schemas that are too much by themselves: "tools.1.custom: For 'array' type, property
// 'maxItems' is not supported", "tools.0.custom.input_schema: Recursive schemas are not supported".
constexpr RefusalForm kSchemaForms[] = {{"", ".custom: "}, {"", ".custom.input_schema: "}};

// What a path is called in general: that of its last step, or of the first that is known.
struct KnownMember {
  std::string_view spelling;  // a whole path or its beginning, up to a dot; or its last step
  std::string_view member;
};
constexpr KnownMember kMemberPaths[] = {
    {"toolConfig.toolChoice.tool", "tool_choice.tool"},
    {"toolConfig.tools.cachePoint", "tools.cache_control"},
    {"toolConfig.toolChoice", "tool_choice"},
    {"toolChoice", "tool_choice"},
    {"tool_choice", "tool_choice"},
    {"outputConfig", "output_config.format"},
    {"output_config.format", "output_config.format"},
    {"output_format", "output_config.format"},
    {"effort", "output_config.effort"},
    {"reasoningContent", "messages.thinking"},
    {"performanceConfig", "performanceConfig"},
};
constexpr KnownMember kMemberNames[] = {
    {"topP", "top_p"},
    {"p", "top_p"},
    {"topK", "top_k"},
    {"k", "top_k"},
    {"stopSequences", "stop_sequences"},
    {"stop", "stop_sequences"},
    {"strict", "tools.strict"},
    {"toolSpec.strict", "tools.strict"},
    {"cachePoint", "cache_control"},
    {"status", "toolResult.status"},
    {"reasoningContent", "messages.thinking"},
};

bool is_path_char(char c) {
  return ascii::is_alpha(c) || ascii::is_digit(c) || c == '_' || c == '.' || c == '-';
}

bool begins_path(std::string_view path, std::string_view with) {
  return path.starts_with(with) && (path.size() == with.size() || path[with.size()] == '.');
}

// What a member is called wherever it stands: "cache_control.ttl", "tools.strict".
std::string member_at(std::string_view path) {
  for (const auto& [spelling, member] : kMemberPaths) {
    if (begins_path(path, spelling)) return std::string(member);
  }
  const std::string_view first = path.substr(0, path.find('.'));
  const std::size_t dot = path.rfind('.');
  const std::string_view last = dot == path.npos ? path : path.substr(dot + 1);
  if (path.contains("cache_control") || path.contains("cachePoint")) {
    const bool itself = last == "cache_control" || last == "cachePoint";
    return itself ? "cache_control" : "cache_control." + std::string(last);
  }
  for (const auto& [spelling, member] : kMemberNames) {
    if (last == spelling) return std::string(member);
  }
  if (dot == path.npos || first == "inferenceConfig") return std::string(last);
  return std::string(first) + "." + std::string(last);
}

std::string_view path_before(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && end - begin < kLongestPath && is_path_char(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
}

std::string_view path_behind(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && end - begin < kLongestPath && is_path_char(text[end])) ++end;
  return text.substr(begin, end - begin);
}

// `low` is `text` in lower case. Empty: the message has not this form.
std::string_view path_in(std::string_view text, std::string_view low, const RefusalForm& form) {
  const auto& [before, behind] = form;
  if (before.empty()) {
    const std::size_t at = low.find(behind);
    return at == low.npos ? std::string_view() : path_before(text, at);
  }
  for (std::size_t at = low.find(before); at != low.npos; at = low.find(before, at + 1)) {
    std::string_view path = path_behind(text, at + before.size());
    const std::string_view rest = low.substr(at + before.size() + path.size());
    if (behind.empty() && path.ends_with('.')) path.remove_suffix(1);
    if (!path.empty() && rest.starts_with(behind)) return path;
  }
  return {};
}

}  // namespace

std::optional<Refused> find_refused(int status, std::string_view message) {
  if (status != 400 && status != 403) return std::nullopt;
  const std::string low = ascii::to_lower(message);
  for (const auto& row : kRefusalWords) {
    if (row.status == status && low.contains(row.words))
      return Refused{.member = std::string(row.member), .lasting = row.lasting};
  }
  if (status != 400) return std::nullopt;
  for (const RefusalForm& form : kRefusalForms) {
    const std::string_view path = path_in(message, low, form);
    if (path.empty()) continue;
    Refused refused{.member = member_at(path), .lasting = true};
    if (!path.contains('.') && path != refused.member) refused.field = path;
    return refused;
  }
  const bool schema = std::ranges::any_of(kSchemaForms, [&](const RefusalForm& form) {
    return path_in(message, low, form).starts_with("tools");
  });
  if (schema) return Refused{.member = "tools.strict"};
  return std::nullopt;
}

}  // namespace gw::bedrock
