#include "simulator/refused_member.h"

#include <algorithm>

#include "simulator/json_value.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kModelFields = "additionalModelRequestFields";

// "tools.0.custom.strict"; empty: there is none.
std::string path_to(const Value& value, const std::vector<std::string>& names) {
  for (const auto& [name, member] : value.members) {
    if (std::ranges::find(names, name) != names.end()) return name;
    if (const std::string rest = path_to(member, names); !rest.empty())
      return std::string(name).append(".").append(rest);
  }
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const std::string rest = path_to(value.items[i], names);
    if (!rest.empty()) return std::to_string(i) + "." + rest;
  }
  return {};
}

Refusal in_converse_words(std::string_view path) {
  constexpr std::string_view kInference = "inferenceConfig.";
  if (path.starts_with(kInference)) path.remove_prefix(kInference.size());
  const std::string field(path);
  return validation("This model doesn't support the " + field + " field. Remove " + field +
                    " and try again.");
}

Refusal in_native_words(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  std::string at = "#";
  if (dot != path.npos) at += "/" + std::string(path.substr(0, dot));
  std::ranges::replace(at, '.', '/');
  const std::string_view name = dot == path.npos ? path : path.substr(dot + 1);
  return validation("Malformed input request: " + at + ": extraneous key [" + std::string(name) +
                    "] is not permitted, please reformat your input and try again.");
}

}  // namespace

std::optional<Refusal> refuse_member(const Operation& operation, const bedrock::ModelRules& model,
                                     std::string_view body, const std::vector<std::string>& names) {
  const auto request = parse_json(body);
  if (!request || names.empty()) return std::nullopt;
  const std::string found = path_to(*request, names);
  if (found.empty()) return std::nullopt;
  const bool converse = operation.kind == Operation::Kind::converse ||
                        operation.kind == Operation::Kind::converse_stream;
  std::string_view path = found;
  const bool of_model = !converse || path.starts_with(kModelFields);
  if (path.starts_with(kModelFields) && path.size() > kModelFields.size())
    path.remove_prefix(kModelFields.size() + 1);
  if (!of_model) return in_converse_words(path);
  if (model.native != bedrock::NativeFormat::claude_messages) return in_native_words(path);
  std::string message = std::string(path) + ": Extra inputs are not permitted";
  if (converse) message.insert(0, "The model returned the following errors: ");
  return validation(std::move(message));
}

}  // namespace gw::simulator
