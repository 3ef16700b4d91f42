#include "config/roles_toml.h"

#include <string>

#include <toml++/toml.h>

namespace gw::config {

namespace {

class Reader {
 public:
  explicit Reader(std::string_view source) : source_(source) {}

  void read(const toml::node& node) {
    const toml::array* tables = node.as_array();
    if (tables == nullptr || !tables->is_homogeneous<toml::table>())
      return problem(node.source(), "'role' must be tables: [[role]]");
    for (const toml::node& table : *tables) read_table(*table.as_table());
  }

  void problem(const toml::source_region& where, std::string message) {
    problems_.push_back({source_ + ":" + std::to_string(where.begin.line), std::move(message)});
  }

  std::expected<std::vector<aws::RoleRule>, std::vector<Problem>> result() && {
    if (!problems_.empty()) return std::unexpected(std::move(problems_));
    return std::move(rules_);
  }

 private:
  void read_table(const toml::table& table) {
    aws::RoleRule rule;
    for (const auto& [key, value] : table) read_member(key, value, rule);
    if (!aws::is_role_arn(rule.arn))
      problem(table.source(), "a role needs an 'arn' such as arn:aws:iam::123456789012:role/name");
    rules_.push_back(std::move(rule));
  }

  void read_member(const toml::key& key, const toml::node& value, aws::RoleRule& rule) {
    const std::string_view name = key.str();
    if (name == "arn") return read_text(value, name, rule.arn);
    if (name == "model") return read_text(value, name, rule.model);
    if (name == "key") return read_text(value, name, rule.key);
    if (name == "external_id") return read_text(value, name, rule.external_id);
    if (name == "session_name") return read_text(value, name, rule.session_name);
    if (name == "duration") return read_duration(value, rule);
    if (name == "tags") return read_tags(value, rule);
    problem(key.source(), "a role has no '" + std::string(name) +
                              "'; it has arn, model, key, external_id, session_name, duration "
                              "and tags");
  }

  void read_text(const toml::node& value, std::string_view name, std::string& into) {
    if (const auto text = value.value_exact<std::string>())
      into = *text;
    else
      problem(value.source(), "'" + std::string(name) + "' must be a text");
  }

  void read_duration(const toml::node& value, aws::RoleRule& rule) {
    const auto seconds = value.value_exact<std::int64_t>();
    if (seconds && *seconds >= 900 && *seconds <= 43200)
      rule.duration_seconds = static_cast<std::uint32_t>(*seconds);
    else
      problem(value.source(), "'duration' must be a number of seconds from 900 to 43200");
  }

  void read_tags(const toml::node& value, aws::RoleRule& rule) {
    const toml::table* tags = value.as_table();
    if (tags == nullptr) return problem(value.source(), "'tags' must be a table of texts");
    for (const auto& [key, tag] : *tags) {
      std::string text;
      read_text(tag, key.str(), text);
      rule.tags.emplace_back(key.str(), std::move(text));
    }
  }

  std::string source_;
  std::vector<aws::RoleRule> rules_;
  std::vector<Problem> problems_;
};

}  // namespace

std::expected<std::vector<aws::RoleRule>, std::vector<Problem>> load_roles(
    std::string_view toml, std::string_view source) {
  Reader reader(source);
  try {
    const toml::table document = toml::parse(toml, source);
    if (const toml::node* roles = document.get("role")) reader.read(*roles);
  } catch (const toml::parse_error& error) {
    reader.problem(error.source(), std::string(error.description()));
  }
  return std::move(reader).result();
}

}  // namespace gw::config
