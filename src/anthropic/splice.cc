#include "anthropic/splice.h"

#include <algorithm>
#include <utility>

#include "anthropic/messages_content.h"
#include "anthropic/output_format.h"
#include "anthropic/splicer.h"
#include "llm/parse.h"

namespace gw::anthropic {

namespace {

using json::Value;

// Whatever the client says: newer ones are not known to all models.
constexpr std::string_view kVersion = R"("anthropic_version":"bedrock-2023-05-31")";
constexpr std::size_t kMostMarks = 4;

// Bedrock knows no answer of nothing. What is only counted may have all that the model can say.
std::optional<std::int64_t> limit(const MessagesFacts& facts, const ClaudeRules& rules) {
  if (facts.purpose == Purpose::count || !facts.max_tokens)
    return rules.max_output == 0 ? std::nullopt : std::optional(rules.max_output);
  const std::int64_t least = std::max<std::int64_t>(*facts.max_tokens, 1);
  return rules.max_output == 0 ? least : std::min(least, rules.max_output);
}

// Of a request that asks for thinking, and a model for which it matters.
bool lacks_thinking(const MessagesBody& body, const MessagesFacts& facts,
                    const ClaudeRules& rules) {
  using Type = Thinking::Type;
  const bool asked = facts.thinking.type == Type::enabled || facts.thinking.type == Type::adaptive;
  const auto messages =
      asked && rules.enabled_thinking ? body.find(Member::messages)->array() : std::nullopt;
  return messages && anthropic::lacks_thinking(*messages, rules.thinking_history);
}

std::optional<Value> chosen_tool(const MessagesBody& body) {
  const auto choice = body.find(Member::tool_choice);
  const auto object = choice ? choice->object() : std::nullopt;
  return object ? object->find("name") : std::nullopt;
}

}  // namespace

Splicer::Splicer(const MessagesBody& body, const MessagesFacts& facts, const ClaudeRules& rules,
                 std::span<const llm::Media> media)
    : body_(body),
      facts_(facts),
      rules_(rules),
      media_(media),
      flags_{.effort = sends_flag("effort-"),
             .tool_examples = sends_flag("tool-examples-"),
             .context_management = sends_flag("context-management-"),
             .compact = sends_flag("compact-"),
             .compact_edits = sends_flag("compact-2026-01-12"),
             .compaction = sends_flag("compact-2026-09-04")},
      chosen_(chosen_tool(body)),
      format_(output_format()),
      edits_(body.text()),
      dropped_(facts.unsupported),
      limit_(limit(facts, rules)),
      thinking_(plan_thinking(facts, rules, limit_, takes_effort(),
                              lacks_thinking(body, facts, rules))) {}

llm::Expected<> Splicer::run() {
  if (body_.find(Member::safeguards) && !rules_.safeguards) {
    return llm::refuse(llm::Path(llm::Path::Style::dots) / "safeguards", "unsupported_parameter",
                       "safeguards: Extra inputs are not permitted with this model.");
  }
  for (const std::string_view name : thinking_.changed) {
    if (!name.empty()) note(name);
  }
  tools();
  if (refused_) return std::unexpected(*std::move(refused_));
  Outcome done = messages();
  if (!done) return done;
  system();
  Pruner root(edits_);
  for (const json::Member each : body_.root()) {
    const std::string_view slice = slice_of(each);
    member(each.key, each.value) == Fate::keep ? root.keep(slice) : root.drop(slice);
  }
  root.finish();
  mark_end();
  std::string added = new_members();
  if (root.kept_any()) added.insert(0, 1, ',');
  const std::string_view text = body_.text();
  edits_.insert_at_end(text.substr(0, text.rfind('}') + 1), std::move(added));
  return {};
}

Splice Splicer::take() {
  Splice result;
  result.body.prepare(body_.text().size() + body_.text().size() / 16 + 256);
  edits_.apply(result.body);
  result.dropped = std::move(dropped_);
  result.renames_properties = renames_properties_;
  return result;
}

Splicer::Fate Splicer::keep_if(bool keep, std::string_view name) {
  if (!keep) note(name);
  return keep ? Fate::keep : Fate::drop;
}

Splicer::Fate Splicer::member(std::string_view key, const Value& value) {
  const std::optional<Member> known = find_member(key);
  if (!known) return value.is_null() ? Fate::drop : keep_if(is_added(key, rules_), key);
  // The last one counts, as it does to Bedrock; null says nothing.
  const std::optional<Value> counting = body_.find(*known);
  if (!counting || counting->raw().data() != value.raw().data()) return Fate::drop;
  return known_member(*known, value);
}

Splicer::Fate Splicer::known_member(Member member, const Value& value) {
  switch (member) {
    case Member::tools:
      return has_tools_ ? Fate::keep : Fate::drop;
    case Member::tool_choice:
      return tool_choice(value);
    case Member::system:
      return system_fate_;
    case Member::max_tokens:
      return max_tokens(value);
    case Member::thinking:
      if (thinking_.member == ThinkingPlan::Member::replaced)
        edits_.replace(value.raw(), thinking_.replacement);
      return thinking_.member == ThinkingPlan::Member::left_out ? Fate::drop : Fate::keep;
    case Member::output_config:
      return output_config(value);
    case Member::metadata:
      return metadata(value);
    case Member::temperature:
    case Member::top_p:
    case Member::top_k:
      return sampling(member);
    case Member::context_management:
      return context_management(value);
    case Member::compaction:
      compaction_ = flags_.compaction && !is_refused(name(member), rules_);
      return keep_if(compaction_, name(member));
    case Member::cache_control:
      if (!rules_.cache) note(name(member));
      return rules_.cache_top ? Fate::keep : Fate::drop;  // see mark_end()
    case Member::model:
    case Member::stream:
    case Member::service_tier:  // a header
    case Member::output_format:
    case Member::anthropic_version:
    case Member::anthropic_beta:
    case Member::betas:
      return Fate::drop;
    default:
      break;
  }
  return keep_if(!is_refused(name(member), rules_), name(member));
}

Splicer::Fate Splicer::max_tokens(const Value& value) {
  if (facts_.purpose == Purpose::count) return Fate::drop;
  if (limit_ == facts_.max_tokens) return Fate::keep;
  edits_.replace(value.raw(), std::to_string(*limit_));
  note("max_tokens");
  return Fate::keep;
}

Splicer::Fate Splicer::sampling(Member member) {
  const bool one = rules_.sampling == bedrock::Sampling::one_of && member == Member::top_p &&
                   body_.find(Member::temperature);
  const bool none = rules_.sampling == bedrock::Sampling::none ||
                    (rules_.sampling == bedrock::Sampling::temperature && member == Member::top_p);
  const bool keep = !none && !one && !thinking_.thinks;
  return keep_if(keep && !is_refused(name(member), rules_), name(member));
}

Splicer::Fate Splicer::metadata(const Value& value) {
  const auto object = value.object();
  const auto user = object ? find_set(*object, "user_id") : std::nullopt;
  const auto text = user ? user->string() : std::nullopt;
  if (text && is_private(*text)) return keep_if(false, "metadata.user_id");
  return keep_if(!is_refused("metadata", rules_), "metadata");
}

// Of the edits Bedrock has only some, and those behind a flag.
Splicer::Fate Splicer::context_management(const Value& value) {
  const auto object = value.object();
  const auto list = object ? object->find("edits") : std::nullopt;
  const auto edits = list ? list->array() : std::nullopt;
  if (!edits || is_refused("context_management", rules_))
    return keep_if(false, "context_management");
  const std::size_t before = edits_.size();
  Pruner pruner(edits_);
  for (const Value edit : *edits) {
    const std::string_view type =
        edit.object() ? text_of(*edit.object(), "type") : std::string_view();
    const bool compact = flags_.compact_edits && type.starts_with("compact_");
    const bool keep =
        compact || (flags_.context_management && type.starts_with("clear_tool_uses_"));
    compaction_ = compaction_ || compact;
    if (!keep) note("context_management");
    keep ? pruner.keep(edit.raw()) : pruner.drop(edit.raw());
  }
  pruner.finish();
  context_edits_ = pruner.kept_any();
  if (!context_edits_) edits_.roll_back(before);
  return context_edits_ ? Fate::keep : Fate::drop;
}

bool Splicer::takes_effort() const { return rules_.effort || flags_.effort; }

// The schema of the answer, where the model takes one.
std::optional<std::string> Splicer::output_format() const {
  const auto format = rules_.output_format ? find_output_format(body_) : std::nullopt;
  if (!format) return std::nullopt;
  return strict_output_format(*format, rules_.schema_gaps).value_or(std::string(format->raw()));
}

// Empty: there is nothing in it.
std::string Splicer::written_output_config() const {
  std::string text;
  if (!thinking_.effort.empty()) text.append(R"("effort":")").append(thinking_.effort).append("\"");
  if (format_) {
    if (!text.empty()) text += ',';
    text.append(R"("format":)").append(*format_);
  }
  return text.empty() ? text : "{" + text + "}";
}

Splicer::Fate Splicer::output_config(const Value& value) {
  bool as_sent = thinking_.effort == facts_.effort && !body_.find(Member::output_format);
  const json::Object config = *value.object();  // the facts have seen to it
  for (const auto [key, member] : config) {
    if (key == "effort") continue;
    if (key == "format" && rules_.output_format) {
      as_sent = as_sent && (member.is_null() || format_ == member.raw());
      continue;
    }
    as_sent = false;
    if (!member.is_null()) note("output_config." + std::string(key));
  }
  if (as_sent) return Fate::keep;
  std::string written = written_output_config();
  if (written.empty()) return Fate::drop;
  edits_.replace(value.raw(), std::move(written));
  return Fate::keep;
}

bool Splicer::sends_flag(std::string_view prefix) const {
  return std::ranges::any_of(facts_.beta_flags, [&](std::string_view flag) {
    return flag.starts_with(prefix) && find_beta(flag, rules_) != nullptr;
  });
}

bool Splicer::is_needed(BetaRule::Need need) const {
  using Need = BetaRule::Need;
  switch (need) {
    case Need::nothing:
      return true;
    case Need::enabled_thinking:
      return thinking_.enabled;
    case Need::tool_search:
      return tool_search_;
    case Need::context_edits:
      return context_edits_;
    case Need::compaction:
      return compaction_;
    case Need::display_updates:
      return thinking_.updates;
    case Need::safeguards:
      return body_.find(Member::safeguards).has_value();
  }
  return false;
}

// The value of anthropic_beta; empty: there are none.
std::string Splicer::beta_flags() {
  std::vector<std::string_view> flags;
  const auto add = [&](std::string_view flag) {
    if (std::ranges::find(flags, flag) == flags.end()) flags.push_back(flag);
  };
  for (const std::string_view flag : facts_.beta_flags) {
    const BetaRule* rule = find_beta(flag, rules_);
    if (rule != nullptr && is_needed(rule->need)) {
      add(rule->sent_as.empty() ? rule->flag : rule->sent_as);
    } else if (is_added(flag, rules_)) {
      add(flag);
    } else if (facts_.purpose == Purpose::answer) {
      note(flag);
    }
  }
  if (tool_search_) add(kToolSearchFlag);
  if (thinking_.updates) add(kUpdatesFlag);
  if (eager_) add(kEagerFlag);
  std::string text;
  for (const std::string_view flag : flags) {
    text.append(text.empty() ? "[\"" : ",\"").append(flag).append("\"");
  }
  return text.empty() ? text : text + "]";
}

// What the body has not got.
std::string Splicer::new_members() {
  std::string text(kVersion);
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) text.append(",\"").append(name).append("\":").append(value);
  };
  add("anthropic_beta", beta_flags());
  if (!body_.find(Member::system) && !hoisted_.empty()) add("system", "[" + hoisted_ + "]");
  add("tools", tools_of_history());
  if (!called_.empty()) add("tool_choice", R"({"type":"none"})");
  if (!body_.find(Member::output_config)) add("output_config", written_output_config());
  if (facts_.purpose == Purpose::count)
    add("max_tokens", std::to_string(thinking_.enabled ? thinking_.budget + 1 : 1));
  return text;
}

std::string Splicer::end_mark(json::Object control) const {
  std::string mark = R"("cache_control":{"type":"ephemeral")";
  const auto ttl = find_set(control, "ttl");
  if (ttl && rules_.cache_ttl) mark.append(R"(,"ttl":)").append(ttl->raw());
  return mark + "}";
}

// Bedrock knows no cache_control of the request, which marks the last block.
void Splicer::mark_end() {
  const auto control = body_.find(Member::cache_control);
  const auto object = control ? control->object() : std::nullopt;
  if (!object || !rules_.cache || rules_.cache_top || marks_ >= kMostMarks || !last_block_) return;
  const auto block = last_block_->object();
  if (!block) {
    edits_.replace(last_block_->raw(), R"([{"type":"text","text":)" +
                                           std::string(last_block_->raw()) + "," +
                                           end_mark(*object) + "}]");
  } else if (!find_set(*block, "cache_control") && !text_of(*block, "type").contains("thinking")) {
    edits_.insert_at_end(last_block_->raw(), "," + end_mark(*object));
  }
}

llm::Expected<Splice> splice_request(const MessagesBody& body, const MessagesFacts& facts,
                                     const ClaudeRules& rules, std::span<const llm::Media> media) {
  static const std::string kAllFlags[] = {"anthropic_beta"};
  const auto run = [&](const ClaudeRules& taken) -> llm::Expected<Splice> {
    Splicer splicer(body, facts, taken, media);
    llm::Expected<> done = splicer.run();
    if (!done) return std::unexpected(std::move(done.error()));
    return splicer.take();
  };
  // CountTokens refuses more flags than InvokeModel does.
  return facts.purpose == Purpose::count ? run(without(kAllFlags, rules)) : run(rules);
}

bool can_splice(const MessagesBody& body, const MessagesFacts& facts, const ClaudeRules& rules) {
  if (!facts.output_format) return true;
  const auto format = find_output_format(body);
  return rules.output_format && (!format || strict_output_format(*format, rules.schema_gaps));
}

}  // namespace gw::anthropic
