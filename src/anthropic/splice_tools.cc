// The tools of a spliced request.
#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "anthropic/messages_content.h"
#include "anthropic/splicer.h"
#include "llm/parse.h"

namespace gw::anthropic {

namespace {

// Types of tools that do not run at Anthropic's. Those of "tool_search_tool_" run at Bedrock:
// https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-search-tool
constexpr std::array<std::string_view, 3> kRunByClient{"bash_", "text_editor_", "memory_"};

// "computer-use-2025-01-24" for "computer_20250124": each version has its own.
std::string computer_flag(std::string_view type) {
  std::string flag(type.substr(0, std::string_view("computer_20250124").size()));
  flag.replace(0, std::string_view("computer_").size(), "computer-use-");
  for (const std::size_t dash : {17U, 20U}) {
    if (dash < flag.size()) flag.insert(dash, 1, '-');
  }
  return flag;
}

}  // namespace

bool Splicer::is_run_by_client(std::string_view type) {
  const auto starts = [&](std::string_view prefix) { return type.starts_with(prefix); };
  if (type.empty() || type == "custom" || std::ranges::any_of(kRunByClient, starts)) return true;
  if (starts("computer_")) return sends_flag(computer_flag(type));
  const bool search = starts("tool_search_tool_") && rules_.tool_search;
  tool_search_ = tool_search_ || search;
  return search;
}

void Splicer::tools() {
  const std::optional<Value> value = body_.find(Member::tools);
  if (!value) return;
  const auto list = value->array();
  if (!list) {
    has_tools_ = true;  // Claude's to refuse
    return;
  }
  const std::size_t before = edits_.size();
  Pruner pruner(edits_);
  for (const Value item : *list) {
    const auto object = item.object();
    const bool keep = !object || tool(*object) == Fate::keep;
    keep ? pruner.keep(item.raw()) : pruner.drop(item.raw());
  }
  pruner.finish();
  note_schemas();
  has_tools_ = pruner.kept_any();
  if (!has_tools_) edits_.roll_back(before);
}

Splicer::Fate Splicer::tool(json::Object tool) {
  const auto type = find_set(tool, "type");
  const auto word = type ? type->string() : json::RawString{};
  if (word && !is_run_by_client(word->escaped)) {
    note(word->escaped);
    const auto name = tool.find("name");
    if (chosen_ && name && chosen_->raw() == name->raw()) choice_dropped_ = true;
    return Fate::drop;
  }
  Pruner pruner(edits_);
  for (const json::Member member : tool) {
    const std::string_view slice = slice_of(member);
    tool_member(member.key, member.value) == Fate::keep ? pruner.keep(slice) : pruner.drop(slice);
  }
  pruner.finish();
  return Fate::keep;
}

Splicer::Fate Splicer::tool_member(std::string_view key, const Value& value) {
  const bool set = value.boolean() == true;
  if (key == "input_schema") {
    input_schema(value);
    return Fate::keep;
  } else if (key == "cache_control") {
    return cache_control(value);
  } else if (key == "eager_input_streaming") {
    if (rules_.eager_input) return Fate::keep;
    const bool by_flag = rules_.eager_by_flag;
    eager_ = eager_ || (set && by_flag);
    return keep_if(!set || by_flag, "tools.eager_input_streaming"), Fate::drop;
  } else if (key == "defer_loading") {
    if (set && rules_.tool_search) tool_search_ = true;
    if (rules_.tool_search) return Fate::keep;
    return keep_if(!set, "tools.defer_loading"), Fate::drop;
  } else if (key == "input_examples") {
    return keep_if(flags_.tool_examples, "tools.input_examples");
  } else if (key == "allowed_callers") {
    return keep_if(false, "tools.allowed_callers");
  } else if (key == "strict" && !rules_.strict_tools) {
    return keep_if(!set, "tools.strict"), Fate::drop;
  }
  if (rules_.without.empty()) return Fate::keep;
  const std::string name = "tools." + std::string(key);
  return keep_if(!is_refused(name, rules_), name);
}

// What is none Claude refuses in its own words.
void Splicer::input_schema(const Value& value) {
  if (!value.object() || refused_) return;
  auto fitted = schema::fit(value, rules_.schema_gaps, schema_budget_);
  if (!fitted) {
    refused_ = llm::invalid_request("tools.input_schema: " + fitted.error().message +
                                        ". Use fewer references, or offer fewer tools at once.",
                                    "tools.input_schema");
    return;
  }
  if (!fitted->text.empty()) edits_.replace(value.raw(), std::move(fitted->text));
  renames_properties_ |= !fitted->names.empty();
  schema_loss_.add(fitted->loss);
}

void Splicer::note_schemas() {
  const std::string change = schema_loss_.change();
  if (!change.empty()) dropped_.push_back("tools.input_schema=" + change);
}

Splicer::Fate Splicer::tool_choice(const Value& value) {
  const auto object = value.object();
  const auto type = object ? object->find("type") : std::nullopt;
  const bool named = type && llm::is_string(*type, "tool");
  const bool forced = named || (type && llm::is_string(*type, "any"));
  const bool there = has_tools_ && !choice_dropped_;
  using bedrock::ForcedTool;
  const bool can =
      rules_.forced_tool == ForcedTool::named || (rules_.forced_tool == ForcedTool::any && !named);
  if (there && (!forced || can)) return Fate::keep;
  if (forced) note("tool_choice");
  if (!there) return Fate::drop;
  const auto one = object->find("disable_parallel_tool_use");
  std::string choice = R"({"type":")";
  choice += rules_.forced_tool == ForcedTool::any ? "any" : "auto";
  choice += one && one->boolean() == true ? R"(","disable_parallel_tool_use":true})" : R"("})";
  edits_.replace(value.raw(), std::move(choice));
  return Fate::keep;
}

// Claude refuses calls and results in the history of a request without tools. It is not to call
// these, whose schemas nobody knows. Empty: there are no calls.
std::string Splicer::tools_of_history() {
  std::ranges::sort(called_);
  const auto repeated = std::ranges::unique(called_);
  called_.erase(repeated.begin(), repeated.end());
  std::string text;
  for (const std::string_view name : called_) {
    text.append(text.empty() ? "[" : ",").append(R"({"name":")").append(name);
    text.append(R"(","input_schema":{"type":"object"}})");
  }
  return text.empty() ? text : text + "]";
}

}  // namespace gw::anthropic
