#include "config/model_fields.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "bedrock/guardrail.h"
#include "bedrock/inference_profile.h"

namespace gw::config {
namespace {

using bedrock::Api;
using bedrock::AutomaticCache;
using bedrock::ForcedTool;
using bedrock::GuardrailChoice;
using bedrock::ModelCard;
using bedrock::ModelParameter;
using bedrock::ModelRules;
using bedrock::NativeFormat;
using bedrock::Sampling;
using bedrock::Status;
using bedrock::ToolIds;

constexpr std::int64_t kMaxCount = 1'000'000'000;

template <class Field, class Value>
bool assign(Field& field, std::optional<Value> value) {
  if (!value) return false;
  field = *std::move(value);
  return true;
}

template <auto member>
bool set_count(const toml::node& node, ModelRules& rules) {
  return set_number<member, 0, kMaxCount>(node, rules);
}

bool set_default_max_tokens(const toml::node& node, ModelRules& rules) {
  const auto value = node.value_exact<std::int64_t>();
  if (!value || *value < 1 || *value > kMaxCount) return false;
  rules.default_max_tokens = value;
  return true;
}

bool set_temperature_max(const toml::node& node, ModelRules& rules) {
  const auto value = node.value<double>();
  return value && *value > 0 && *value <= 100 && assign(rules.temperature_max, value);
}

template <class Enum, std::size_t size>
bool set_word(const toml::node& node,
              const std::array<std::pair<std::string_view, Enum>, size>& words, Enum& field) {
  const auto text = node.value_exact<std::string>();
  for (const auto& [word, value] : words) {
    if (text && *text == word) return field = value, true;
  }
  return false;
}

bool set_api(const toml::node& node, ModelRules& rules) {
  static constexpr std::array<std::pair<std::string_view, Api>, 2> kWords{
      {{"converse", Api::converse}, {"invoke", Api::invoke}}};
  return set_word(node, kWords, rules.api);
}

bool set_native(const toml::node& node, ModelRules& rules) {
  using enum NativeFormat;
  static constexpr std::array<std::pair<std::string_view, NativeFormat>, 9> kWords{
      {{"none", none},
       {"jamba", jamba},
       {"titan_text", titan_text},
       {"claude_text", claude_text},
       {"claude_messages", claude_messages},
       {"command", command},
       {"command_r", command_r},
       {"llama3", llama3},
       {"mistral_prompt", mistral_prompt}}};
  return set_word(node, kWords, rules.native);
}

bool set_embedding(const toml::node& node, ModelRules& rules) {
  using enum bedrock::EmbeddingFormat;
  static constexpr std::array<std::pair<std::string_view, bedrock::EmbeddingFormat>, 9> kWords{
      {{"none", none},
       {"titan_text", titan_text},
       {"titan_v2", titan_v2},
       {"titan_image", titan_image},
       {"cohere_v3", cohere_v3},
       {"cohere_v4", cohere_v4},
       {"nova", nova},
       {"marengo_2", marengo_2},
       {"marengo_3", marengo_3}}};
  return set_word(node, kWords, rules.embedding);
}

bool set_dimensions(const toml::node& node, ModelRules& rules) {
  constexpr std::int64_t kMost = 65'536;
  const auto* list = node.as_array();
  if (!list) return false;
  std::vector<std::int64_t> dimensions;
  for (const auto& item : *list) {
    const auto number = item.value_exact<std::int64_t>();
    if (!number || *number < 1 || *number > kMost) return false;
    dimensions.push_back(*number);
  }
  rules.dimensions = std::move(dimensions);
  return true;
}

bool set_status(const toml::node& node, ModelRules& rules) {
  static constexpr std::array<std::pair<std::string_view, Status>, 3> kWords{
      {{"active", Status::active},
       {"legacy", Status::legacy},
       {"end_of_life", Status::end_of_life}}};
  return set_word(node, kWords, rules.status);
}

bool set_sampling(const toml::node& node, ModelRules& rules) {
  static constexpr std::array<std::pair<std::string_view, Sampling>, 4> kWords{
      {{"both", Sampling::both},
       {"one_of", Sampling::one_of},
       {"temperature", Sampling::temperature},
       {"none", Sampling::none}}};
  return set_word(node, kWords, rules.sampling);
}

bool set_forced_tool(const toml::node& node, ModelRules& rules) {
  static constexpr std::array<std::pair<std::string_view, ForcedTool>, 3> kWords{
      {{"none", ForcedTool::none}, {"any", ForcedTool::any}, {"named", ForcedTool::named}}};
  return set_word(node, kWords, rules.forced_tool);
}

bool set_tool_ids(const toml::node& node, ModelRules& rules) {
  static constexpr std::array<std::pair<std::string_view, ToolIds>, 3> kWords{
      {{"any", ToolIds::any}, {"plain", ToolIds::plain}, {"mistral", ToolIds::mistral}}};
  return set_word(node, kWords, rules.tool_ids);
}

bool set_texts(const toml::node& node, std::vector<std::string>& field) {
  const auto* list = node.as_array();
  if (!list) return false;
  std::vector<std::string> texts;
  for (const auto& item : *list) {
    auto text = item.value_exact<std::string>();
    if (!text || text->empty()) return false;
    texts.push_back(*std::move(text));
  }
  field = std::move(texts);
  return true;
}

bool set_reasoning(const toml::node& node, ModelRules& rules) {
  using enum bedrock::Reasoning;
  static constexpr std::array<std::pair<std::string_view, bedrock::Reasoning>, 8> kWords{
      {{"none", none},
       {"budget", budget},
       {"budget_or_adaptive", budget_or_adaptive},
       {"adaptive", adaptive},
       {"nova", nova},
       {"flat_effort", flat_effort},
       {"nested_effort", nested_effort},
       {"config", config}}};
  return set_word(node, kWords, rules.reasoning);
}

bool set_reasoning_off(const toml::node& node, ModelRules& rules) {
  using enum bedrock::ReasoningOff;
  static constexpr std::array<std::pair<std::string_view, bedrock::ReasoningOff>, 4> kWords{
      {{"omit", omit}, {"disabled", disabled}, {"between_tools", between_tools}, {"never", never}}};
  return set_word(node, kWords, rules.reasoning_off);
}

bool set_reasoning_replay(const toml::node& node, ModelRules& rules) {
  using enum bedrock::ReasoningReplay;
  static constexpr std::array<std::pair<std::string_view, bedrock::ReasoningReplay>, 3> kWords{
      {{"none", none}, {"signed", signed_blocks}, {"redacted", redacted}}};
  return set_word(node, kWords, rules.reasoning_replay);
}

bool set_efforts(const toml::node& node, ModelRules& rules) {
  return set_texts(node, rules.efforts);
}

bool set_beta_flags(const toml::node& node, ModelRules& rules) {
  return set_texts(node, rules.beta_flags);
}

// They are written as they stand.
template <std::vector<std::string> ModelRules::* field>
bool set_plain_texts(const toml::node& node, ModelRules& rules) {
  const auto is_plain = [](char c) {
    return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '_' || c == '.';
  };
  return set_texts(node, rules.*field) &&
         std::ranges::all_of(rules.*field, [&](const std::string& text) {
           return std::ranges::all_of(text, is_plain);
         });
}

// "k", or { field = "k", min = 0, max = 500 }.
std::optional<ModelParameter> read_parameter(std::string_view name, const toml::node& node) {
  ModelParameter parameter{.name = std::string(name), .field = {}};
  const auto* table = node.as_table();
  const auto* field = table ? table->get("field") : &node;
  if (!field || !assign(parameter.field, field->value_exact<std::string>())) return std::nullopt;
  if (parameter.field.empty()) return std::nullopt;
  if (!table) return parameter;
  for (const auto& [key, value] : *table) {
    if (key == "field") continue;
    const auto number = value.value<double>();
    if (!number || (key != "min" && key != "max")) return std::nullopt;
    (key == "min" ? parameter.min : parameter.max) = *number;
  }
  return parameter;
}

bool set_parameters(const toml::node& node, ModelRules& rules) {
  const auto* table = node.as_table();
  if (!table) return false;
  std::vector<ModelParameter> parameters;
  for (const auto& [key, value] : *table) {
    auto parameter = read_parameter(key.str(), value);
    if (!parameter) return false;
    parameters.push_back(*std::move(parameter));
  }
  rules.parameters = std::move(parameters);
  return true;
}

template <bedrock::MediaKinds ModelRules::* member>
bool set_media(const toml::node& node, ModelRules& rules) {
  const toml::array* const words = node.as_array();
  if (words == nullptr) return false;
  bedrock::MediaKinds kinds;
  for (const toml::node& word : *words) {
    using enum bedrock::MediaKind;
    static constexpr std::array<std::pair<std::string_view, bedrock::MediaKind>, 4> kWords{
        {{"image", image}, {"document", document}, {"audio", audio}, {"video", video}}};
    bedrock::MediaKind kind{};
    if (!set_word(word, kWords, kind)) return false;
    kinds.add(kind);
  }
  rules.*member = kinds;
  return true;
}

bool set_schema_gaps(const toml::node& node, ModelRules& rules) {
  const toml::array* const words = node.as_array();
  if (words == nullptr) return false;
  schema::Gaps gaps;
  for (const toml::node& word : *words) {
    using enum schema::Gap;
    static constexpr std::array<std::pair<std::string_view, schema::Gap>, 5> kWords{
        {{"root_unions", root_unions},
         {"root_keywords", root_keywords},
         {"references", references},
         {"property_names", property_names},
         {"lookaround", lookaround}}};
    schema::Gap gap{};
    if (!set_word(word, kWords, gap)) return false;
    gaps.add(gap);
  }
  rules.schema_gaps = gaps;
  return true;
}

// `set` sets something of the card.
template <auto set>
bool on_card(const toml::node& node, ModelRules& rules) {
  return set(node, rules.card);
}

bool set_kind(const toml::node& node, ModelRules& rules) {
  using enum bedrock::ModelKind;
  static constexpr std::array<std::pair<std::string_view, bedrock::ModelKind>, 6> kWords{
      {{"chat", chat},
       {"embedding", embedding},
       {"image", image},
       {"rerank", rerank},
       {"speech", speech},
       {"video", video}}};
  return set_word(node, kWords, rules.card.kind);
}

bool set_profiles(const toml::node& node, ModelRules& rules) {
  std::vector<std::string> profiles;
  if (!set_texts(node, profiles)) return false;
  if (!std::ranges::all_of(profiles, bedrock::is_profile_prefix)) return false;
  rules.card.profiles = std::move(profiles);
  return true;
}

bool set_own_names(const toml::node& node, ModelRules& rules) {
  return set_texts(node, rules.card.own_names);
}

bool set_guardrail(const toml::node& node, ModelRules& rules) {
  const auto text = node.value_exact<std::string>();
  if (!text || !(text->empty() || bedrock::is_guardrail_identifier(*text))) return false;
  return assign(rules.guardrail, text);
}

bool set_guardrail_version(const toml::node& node, ModelRules& rules) {
  const auto text = node.value_exact<std::string>();
  return text && bedrock::is_guardrail_version(*text) && assign(rules.guardrail_version, text);
}

bool set_guardrail_stream(const toml::node& node, ModelRules& rules) {
  const auto text = node.value_exact<std::string>();
  return text && (*text == "sync" || *text == "async") && assign(rules.guardrail_stream, text);
}

bool set_guardrail_choice(const toml::node& node, ModelRules& rules) {
  static constexpr std::array<std::pair<std::string_view, GuardrailChoice>, 2> kWords{
      {{"operator", GuardrailChoice::operators}, {"request", GuardrailChoice::requests}}};
  return set_word(node, kWords, rules.guardrail_choice);
}

bool set_automatic_cache(const toml::node& node, ModelRules& rules) {
  static constexpr std::array<std::pair<std::string_view, AutomaticCache>, 3> kWords{
      {{"off", AutomaticCache::off},
       {"5m", AutomaticCache::minutes},
       {"1h", AutomaticCache::hour}}};
  return set_word(node, kWords, rules.automatic_cache);
}

constexpr std::string_view kText = "a string that is not empty";
constexpr std::string_view kFlag = "true or false";
constexpr std::string_view kCount = "a number of 0 or more";
constexpr std::string_view kMedia = "a list of \"image\", \"document\", \"audio\" and \"video\"";

constexpr std::array kModelFields{
    ModelField{"family", kText, set_text<&ModelRules::family>},
    ModelField{"name", kText, on_card<set_text<&ModelCard::name, ModelCard>>},
    ModelField{"maker", kText, on_card<set_text<&ModelCard::maker, ModelCard>>},
    ModelField{"kind", "\"chat\", \"embedding\", \"image\", \"rerank\", \"speech\" or \"video\"",
               set_kind},
    ModelField{"context", kCount,
               on_card<set_number<&ModelCard::context, 0, kMaxCount, ModelCard>>},
    ModelField{"profiles", "a list of geographies of inference profiles: [\"us\", \"global\"]",
               set_profiles},
    ModelField{"own_names", "a list of strings", set_own_names},
    ModelField{"api", "\"converse\" or \"invoke\"", set_api},
    ModelField{"native",
               "\"none\", \"jamba\", \"titan_text\", \"claude_text\", \"claude_messages\", "
               "\"command\", \"command_r\", \"llama3\" or \"mistral_prompt\"",
               set_native},
    ModelField{"embedding",
               "\"none\", \"titan_text\", \"titan_v2\", \"titan_image\", \"cohere_v3\", "
               "\"cohere_v4\", \"nova\", \"marengo_2\" or \"marengo_3\"",
               set_embedding},
    ModelField{"dimensions", "a list of numbers of 1 or more", set_dimensions},
    ModelField{"status", "\"active\", \"legacy\" or \"end_of_life\"", set_status},
    ModelField{"end_of_life", kText, set_text<&ModelRules::end_of_life>},
    ModelField{"successor", kText, set_text<&ModelRules::successor>},
    ModelField{"system", kFlag, set_flag<&ModelRules::system>},
    ModelField{"history", kFlag, set_flag<&ModelRules::history>},
    ModelField{"stop", kFlag, set_flag<&ModelRules::stop>},
    ModelField{"blank_stop", kFlag, set_flag<&ModelRules::blank_stop>},
    ModelField{"prefill", kFlag, set_flag<&ModelRules::prefill>},
    ModelField{"sampling", "\"both\", \"one_of\" or \"none\"", set_sampling},
    ModelField{"temperature_max", "a number above 0", set_temperature_max},
    ModelField{"max_output", kCount, set_count<&ModelRules::max_output>},
    ModelField{"default_max_tokens", "a number of 1 or more", set_default_max_tokens},
    ModelField{"max_stop_sequences", kCount, set_count<&ModelRules::max_stop_sequences>},
    ModelField{"tools", kFlag, set_flag<&ModelRules::tools>},
    ModelField{"stream_tools", kFlag, set_flag<&ModelRules::stream_tools>},
    ModelField{"forced_tool", "\"none\", \"any\" or \"named\"", set_forced_tool},
    ModelField{"strict_tools", kFlag, set_flag<&ModelRules::strict_tools>},
    ModelField{"json_schema", kFlag, set_flag<&ModelRules::json_schema>},
    ModelField{"single_tool_call", kFlag, set_flag<&ModelRules::single_tool_call>},
    ModelField{"fine_grained_tools", kFlag, set_flag<&ModelRules::fine_grained_tools>},
    ModelField{"tool_text", kFlag, set_flag<&ModelRules::tool_text>},
    ModelField{"tool_status", kFlag, set_flag<&ModelRules::tool_status>},
    ModelField{"tool_hyphens", kFlag, set_flag<&ModelRules::tool_hyphens>},
    ModelField{"schema_gaps",
               "a list of \"root_unions\", \"root_keywords\", \"references\", \"property_names\" "
               "and \"lookaround\"",
               set_schema_gaps},
    ModelField{"cache_points", kCount, set_count<&ModelRules::cache_points>},
    ModelField{"cache_tools", kFlag, set_flag<&ModelRules::cache_tools>},
    ModelField{"cache_hour", kFlag, set_flag<&ModelRules::cache_hour>},
    ModelField{"guardrails", kFlag, set_flag<&ModelRules::guardrails>},
    ModelField{"guardrail", "the id or ARN of a guardrail, or \"\" for none", set_guardrail},
    ModelField{"guardrail_version", "\"DRAFT\" or a number in quotes", set_guardrail_version},
    ModelField{"guardrail_stream", "\"sync\" or \"async\"", set_guardrail_stream},
    ModelField{"guardrail_choice", "\"operator\" or \"request\"", set_guardrail_choice},
    ModelField{"automatic_cache", "\"off\", \"5m\" or \"1h\"", set_automatic_cache},
    ModelField{"tool_ids", "\"any\", \"plain\" or \"mistral\"", set_tool_ids},
    ModelField{"reasoning",
               "\"none\", \"budget\", \"budget_or_adaptive\", \"adaptive\", \"nova\", "
               "\"flat_effort\", \"nested_effort\" or \"config\"",
               set_reasoning},
    ModelField{"efforts", "a list of strings", set_efforts},
    ModelField{"reasoning_off", "\"omit\", \"disabled\", \"between_tools\" or \"never\"",
               set_reasoning_off},
    ModelField{"reasoning_display", kFlag, set_flag<&ModelRules::reasoning_display>},
    ModelField{"reasoning_replay", "\"none\", \"signed\" or \"redacted\"", set_reasoning_replay},
    ModelField{"parameters",
               "a table of fields: { top_k = \"k\" } or { top_k = { field = \"k\", max = 500 } }",
               set_parameters},
    ModelField{"beta_flags", "a list of strings", set_beta_flags},
    ModelField{"default_beta_flags", "a list of the names of flags",
               set_plain_texts<&ModelRules::default_beta_flags>},
    ModelField{"messages_takes", "a list of names", set_plain_texts<&ModelRules::messages_takes>},
    ModelField{"messages_refuses", "a list of names",
               set_plain_texts<&ModelRules::messages_refuses>},
    ModelField{"media", kMedia, set_media<&ModelRules::media>},
    ModelField{"tool_result_media", kMedia, set_media<&ModelRules::tool_result_media>},
    ModelField{"s3_media", kFlag, set_flag<&ModelRules::s3_media>},
    ModelField{"max_images", kCount, set_count<&ModelRules::max_images>},
    ModelField{"max_image_bytes", kCount, set_count<&ModelRules::max_image_bytes>},
    ModelField{"max_documents", kCount, set_count<&ModelRules::max_documents>},
    ModelField{"max_document_bytes", kCount, set_count<&ModelRules::max_document_bytes>},
    ModelField{"large_pdfs", kFlag, set_flag<&ModelRules::large_pdfs>},
};

}  // namespace

std::span<const ModelField> model_fields() { return kModelFields; }

}  // namespace gw::config
