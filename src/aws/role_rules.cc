#include "aws/role_rules.h"

#include <algorithm>

namespace gw::aws {
namespace {

constexpr std::string_view kNobody = "anonymous";

bool matches(std::string_view pattern, std::string_view text) {
  if (!pattern.ends_with('*')) return pattern == text;
  return text.starts_with(pattern.substr(0, pattern.size() - 1));
}

std::string filled_in(std::string_view name, const RoleQuestion& question) {
  const std::pair<std::string_view, std::string_view> values[] = {
      {"{key}", question.key.empty() ? kNobody : question.key}, {"{model}", question.model}};
  std::string filled(name);
  for (const auto& [place, value] : values) {
    for (std::size_t at = filled.find(place); at != filled.npos;
         at = filled.find(place, at + value.size())) {
      filled.replace(at, place.size(), value);
    }
  }
  return to_session_name(filled);
}

Role role_of(const RoleRule& rule, const RoleQuestion& question) {
  return {rule.arn, filled_in(rule.session_name, question), rule.external_id, rule.duration_seconds,
          rule.tags};
}

}  // namespace

Result<std::optional<Role>> RoleRules::choose(const RoleQuestion& question) const {
  if (!question.asked_for.empty()) {
    const auto allows = [&](const std::string& pattern) {
      return matches(pattern, question.asked_for);
    };
    if (!is_role_arn(question.asked_for) || std::ranges::none_of(allowed_, allows)) {
      return fail(Errc::invalid, "this gateway does not assume the role '" +
                                     std::string(question.asked_for) + "'");
    }
    RoleRule asked_for;
    asked_for.arn = question.asked_for;
    return role_of(asked_for, question);
  }
  for (const RoleRule& rule : rules_) {
    if (!matches(rule.model, question.model) || !matches(rule.key, question.key)) continue;
    return role_of(rule, question);
  }
  return std::nullopt;
}

Role RoleRules::named(std::string_view arn, const RoleQuestion& question) const {
  const auto rule = std::ranges::find(rules_, arn, &RoleRule::arn);
  if (rule != rules_.end()) return role_of(*rule, question);
  RoleRule usual;
  usual.arn = arn;
  return role_of(usual, question);
}

}  // namespace gw::aws
