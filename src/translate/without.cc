#include "translate/without.h"

#include <algorithm>
#include <utility>

#include "json/value.h"
#include "json/write.h"
#include "translate/additional_fields.h"

namespace gw::translate {

namespace {

using bedrock::ForcedTool;
using bedrock::ModelRules;
using bedrock::Reasoning;
using bedrock::ReasoningOff;
using bedrock::Sampling;

void drop_parameter(std::string_view member, ModelRules& rules) {
  std::erase_if(rules.parameters, [=](const bedrock::ModelParameter& each) {
    return each.name == member || each.field == member;
  });
}

void never_reason(ModelRules& rules) {
  rules.reasoning = Reasoning::none;
  rules.reasoning_off = ReasoningOff::omit;
}

void use_no_flags(ModelRules& rules) {
  rules.beta_flags.clear();
  rules.default_beta_flags.clear();
  rules.fine_grained_tools = false;
}

struct RefusedRule {
  std::string_view member;
  void (*apply)(ModelRules& rules);
};
constexpr RefusedRule kRefusedRules[] = {
    // A model that refuses temperature takes no top_p either.
    {"temperature", [](ModelRules& rules) { rules.sampling = Sampling::none; }},
    {"temperature+top_p",
     [](ModelRules& rules) {
       if (rules.sampling == Sampling::both) rules.sampling = Sampling::one_of;
     }},
    {"top_p",
     [](ModelRules& rules) {
       if (rules.sampling != Sampling::none) rules.sampling = Sampling::temperature;
     }},
    {"stop_sequences", [](ModelRules& rules) { rules.stop = false; }},
    {"system", [](ModelRules& rules) { rules.system = false; }},
    {"stream.tools", [](ModelRules& rules) { rules.stream_tools = false; }},
    {"messages.prefill", [](ModelRules& rules) { rules.prefill = false; }},
    {"messages.thinking",
     [](ModelRules& rules) { rules.reasoning_replay = bedrock::ReasoningReplay::none; }},
    {"output_config.format", [](ModelRules& rules) { rules.json_schema = false; }},
    {"schemas", [](ModelRules& rules) { rules.json_schema = rules.strict_tools = false; }},
    {"tools.strict", [](ModelRules& rules) { rules.strict_tools = false; }},
    {"tool_choice", [](ModelRules& rules) { rules.forced_tool = ForcedTool::none; }},
    {"tool_choice.tool",
     [](ModelRules& rules) {
       if (rules.forced_tool == ForcedTool::named) rules.forced_tool = ForcedTool::any;
     }},
    {"toolResult.status", [](ModelRules& rules) { rules.tool_status = false; }},
    {"cache_control", [](ModelRules& rules) { rules.cache_points = 0; }},
    {"tools.cache_control", [](ModelRules& rules) { rules.cache_tools = false; }},
    {"cache_control.ttl", [](ModelRules& rules) { rules.cache_hour = false; }},
    {"anthropic_beta", use_no_flags},
    {"thinking", never_reason},
    {"thinking.display", [](ModelRules& rules) { rules.reasoning_display = false; }},
    {"thinking.enabled", [](ModelRules& rules) { rules.reasoning = Reasoning::adaptive; }},
    {"thinking.adaptive", [](ModelRules& rules) { rules.reasoning = Reasoning::budget; }},
    {"thinking.disabled", [](ModelRules& rules) { rules.reasoning_off = ReasoningOff::omit; }},
};

// The field in which a model is told to reason.
std::string_view reasoning_field(Reasoning reasoning) {
  switch (reasoning) {
    case Reasoning::none:
      return {};
    case Reasoning::budget:
    case Reasoning::budget_or_adaptive:
    case Reasoning::adaptive:
      return "thinking";
    case Reasoning::nova:
      return "reasoningConfig";
    case Reasoning::flat_effort:
      return "reasoning_effort";
    case Reasoning::nested_effort:
      return "reasoning";
    case Reasoning::config:
      return "reasoning_config";
  }
  return {};
}

// The object without the member; empty: it is no object, or has none.
std::string without_member(std::string_view json, std::string_view name) {
  json::Document document;
  const auto value = document.parse(json);
  const auto object = value ? value->object() : std::nullopt;
  if (!object || !object->find(name)) return {};
  Buffer text;
  json::Writer writer(text);
  writer.begin_object();
  for (const auto [key, member] : *object) {
    if (key != name) writer.key(key).raw(member.raw());
  }
  writer.end_object();
  return std::string(text.view());
}

}  // namespace

ModelRules without(std::span<const std::string> refused, ModelRules rules) {
  for (const std::string& member : refused) {
    const auto* known = std::ranges::find(kRefusedRules, member, &RefusedRule::member);
    if (known != std::end(kRefusedRules)) known->apply(rules);
    drop_parameter(member, rules);
    const std::string_view field = reasoning_field(rules.reasoning);
    if (!field.empty() && (member == field || member == std::string(field) + ".effort"))
      never_reason(rules);
  }
  return rules;
}

std::string own_field(std::string_view name) { return "client:" + std::string(name); }

bool is_refused(std::string_view member, std::span<const std::string> refused) {
  return std::ranges::find(refused, member) != refused.end();
}

void drop_refused_fields(std::span<const std::string> refused, Draft& draft) {
  bedrock::AdditionalFields& additional = draft.conversation.additional;
  for (const std::string& member : refused) {
    if (drop_field(member, additional)) draft.note(member);
    const std::size_t dot = member.find('.');
    if (dot == member.npos) continue;
    const std::string_view field = std::string_view(member).substr(0, dot);
    const auto there = std::ranges::find(additional.fields, json::RawString{field},
                                         &bedrock::AdditionalFields::Field::name);
    if (there == additional.fields.end()) continue;
    std::string rest = without_member(there->json, std::string_view(member).substr(dot + 1));
    if (rest.empty()) continue;
    there->json = draft.storage.emplace_back(std::move(rest));
    draft.note(member);
  }
}

}  // namespace gw::translate
