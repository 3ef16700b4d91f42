#include "config/roles_toml.h"

#include <array>
#include <string>

#include "config/toml_reader.h"

namespace gw::config {

namespace {

using aws::RoleRule;

bool set_tags(const toml::node& value, RoleRule& rule) {
  const toml::table* const table = value.as_table();
  if (table == nullptr) return false;
  decltype(rule.tags) tags;
  for (const auto& [key, tag] : *table) {
    auto text = tag.value_exact<std::string>();
    if (!text) return false;
    tags.emplace_back(key.str(), *std::move(text));
  }
  rule.tags = std::move(tags);
  return true;
}

constexpr std::array kRoleFields{
    TomlField<RoleRule>{"arn", "a text that is not empty", set_text<&RoleRule::arn>},
    TomlField<RoleRule>{"model", "a text that is not empty", set_text<&RoleRule::model>},
    TomlField<RoleRule>{"key", "a text that is not empty", set_text<&RoleRule::key>},
    TomlField<RoleRule>{"external_id", "a text that is not empty",
                        set_text<&RoleRule::external_id>},
    TomlField<RoleRule>{"session_name", "a text that is not empty",
                        set_text<&RoleRule::session_name>},
    TomlField<RoleRule>{"duration", "a number of seconds from 900 to 43200",
                        set_number<&RoleRule::duration_seconds, 900, 43200>},
    TomlField<RoleRule>{"tags", "a table of texts", set_tags},
};

}  // namespace

std::expected<std::vector<RoleRule>, std::vector<Problem>> load_roles(std::string_view toml,
                                                                      std::string_view source) {
  return read_list(toml, source, "role", kRoleFields,
                   [](TomlReader& reader, const toml::table& table, const RoleRule& rule) {
                     if (!aws::is_role_arn(rule.arn)) {
                       reader.problem(
                           table.source(),
                           "a role needs an 'arn' such as arn:aws:iam::123456789012:role/name");
                     }
                   });
}

}  // namespace gw::config
