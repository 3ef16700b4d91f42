#include "config/guardrails_toml.h"

#include <array>
#include <string>

#include "config/toml_reader.h"

namespace gw::config {

namespace {

using bedrock::GuardrailRule;

bool set_identifier(const toml::node& value, GuardrailRule& rule) {
  auto text = value.value_exact<std::string>();
  if (!text || !bedrock::is_guardrail_identifier(*text)) return false;
  rule.identifier = *std::move(text);
  return true;
}

bool set_version(const toml::node& value, GuardrailRule& rule) {
  auto text = value.value_exact<std::string>();
  if (!text || !bedrock::is_guardrail_version(*text)) return false;
  rule.version = *std::move(text);
  return true;
}

bool set_stream(const toml::node& value, GuardrailRule& rule) {
  auto text = value.value_exact<std::string>();
  if (!text || (*text != "sync" && *text != "async")) return false;
  rule.stream = *std::move(text);
  return true;
}

constexpr std::array kGuardrailFields{
    TomlField<GuardrailRule>{"id", "the id or ARN of a guardrail", set_identifier},
    TomlField<GuardrailRule>{"version", "\"DRAFT\" or a number in quotes", set_version},
    TomlField<GuardrailRule>{"key", "a text that is not empty", set_text<&GuardrailRule::key>},
    TomlField<GuardrailRule>{"model", "a text that is not empty", set_text<&GuardrailRule::model>},
    TomlField<GuardrailRule>{"stream", "\"sync\" or \"async\"", set_stream},
};

}  // namespace

std::expected<std::vector<GuardrailRule>, std::vector<Problem>> load_guardrails(
    std::string_view toml, std::string_view source) {
  return read_list(toml, source, "guardrail", kGuardrailFields,
                   [](TomlReader& reader, const toml::table& table, const GuardrailRule& /*rule*/) {
                     if (!table.contains("id"))
                       reader.problem(table.source(), "a guardrail needs an 'id'");
                   });
}

}  // namespace gw::config
