#include "translate/cache_points.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace gw::translate {

namespace {

using bedrock::AutomaticCache;
using bedrock::Block;
using bedrock::CachePoint;
using bedrock::Conversation;
using bedrock::Turn;
using llm::CacheMark;

// The order of a prompt, whatever that of the body.
enum class Section { tools, system, messages };

struct Placed {
  CachePoint* point;
  Section section;
  bool kept = false;
};

CachePoint* as_point(Block& block) { return std::get_if<CachePoint>(&block); }

// All points, in the order of the prompt; valid until blocks or tools are added.
std::vector<Placed> placed_points(Conversation& conversation) {
  std::vector<Placed> points;
  for (bedrock::Tool& tool : conversation.tool_config.tools) {
    if (tool.cache) points.push_back({&*tool.cache, Section::tools});
  }
  for (auto& [behind, point] : conversation.system_cache)
    points.push_back({&point, Section::system});
  for (Turn& turn : conversation.turns) {
    for (Block& block : turn.blocks) {
      if (CachePoint* point = as_point(block)) points.push_back({point, Section::messages});
    }
  }
  return points;
}

// Where no point may stand directly behind: Bedrock refuses it behind a document of text, Claude
// behind its reasoning.
bool takes_no_point(const Block& block) {
  if (std::holds_alternative<bedrock::ReasoningBlock>(block)) return true;
  const auto* media = std::get_if<bedrock::MediaBlock>(&block);
  return media != nullptr && media->kind == bedrock::MediaKind::document &&
         bedrock::is_text_format(media->format);
}

// It goes behind what comes next, which at the end of a turn is nothing.
void move_off(Draft& draft) {
  bool lost = false;
  for (Turn& turn : draft.conversation.turns) {
    auto& blocks = turn.blocks;
    for (std::size_t i = 1; i < blocks.size(); ++i) {
      if (!as_point(blocks[i]) || !takes_no_point(blocks[i - 1])) continue;
      const bool last = i + 1 == blocks.size();
      // Behind what follows, where one is perhaps already.
      const bool there = i + 2 < blocks.size() && as_point(blocks[i + 2]);
      if (!last && !there && !as_point(blocks[i + 1])) {
        std::swap(blocks[i], blocks[i + 1]);
        continue;
      }
      lost |= last;
      blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(i--));
    }
  }
  if (lost) draft.note(llm::Parameter::content_cache_control);
}

// Keeps the last of each section, then the later ones: each caches all that stands in front of it.
void choose(std::vector<Placed>& points, std::size_t most) {
  std::size_t kept = 0;
  const auto keep = [&](Placed& placed) {
    if (placed.kept || kept == most) return;
    placed.kept = true;
    ++kept;
  };
  constexpr Section kSections[] = {Section::messages, Section::system, Section::tools};
  for (const Section section : kSections) {
    const auto last = std::ranges::find(points.rbegin(), points.rend(), section, &Placed::section);
    if (last != points.rend()) keep(*last);
  }
  for (const Section section : kSections) {
    for (auto placed = points.rbegin(); placed != points.rend(); ++placed) {
      if (placed->section == section) keep(*placed);
    }
  }
}

// Removes what was not chosen, walking as placed_points() did.
void remove_others(const std::vector<Placed>& points, Conversation& conversation) {
  auto next = points.begin();
  const auto is_out = [&] { return !(next++)->kept; };
  for (bedrock::Tool& tool : conversation.tool_config.tools) {
    if (tool.cache && is_out()) tool.cache.reset();
  }
  std::erase_if(conversation.system_cache, [&](const auto&) { return is_out(); });
  for (Turn& turn : conversation.turns) {
    std::erase_if(turn.blocks, [&](Block& block) { return as_point(block) && is_out(); });
  }
}

void limit(bool marked, const bedrock::ModelRules& rules, Draft& draft) {
  const auto most = static_cast<std::size_t>(rules.cache_points);
  std::vector<Placed> points = placed_points(draft.conversation);
  if (points.size() <= most) return;
  choose(points, most);
  remove_others(points, draft.conversation);
  if (!marked) return;  // they were none of the client's
  draft.note(llm::Parameter::cache_control,
             std::to_string(points.size()) + "->" + std::to_string(most));
}

void fit_times(const bedrock::ModelRules& rules, Draft& draft) {
  bool hour = rules.cache_hour;
  bool shortened = false;
  for (const Placed& placed : placed_points(draft.conversation)) {
    hour &= placed.point->hour;
    shortened |= placed.point->hour && !hour;
    placed.point->hour = hour;
  }
  if (shortened) draft.note(llm::Parameter::cache_lifetime, "1h->5m");
}

void fit_tools(const bedrock::ModelRules& rules, Draft& draft) {
  if (rules.cache_tools) return;
  bool dropped = false;
  for (bedrock::Tool& tool : draft.conversation.tool_config.tools) {
    dropped |= tool.cache.has_value();
    tool.cache.reset();
  }
  if (dropped) draft.note(llm::Parameter::tool_cache_control);
}

// Behind the last of what the user says: a prefill is another one's beginning.
void add_to_messages(CachePoint point, Conversation& conversation) {
  const auto is_users = [](const Turn& turn) { return turn.role == bedrock::Role::user; };
  auto& turns = conversation.turns;
  const auto last = std::ranges::find_if(turns.rbegin(), turns.rend(), is_users);
  if (last == turns.rend() || as_point(last->blocks.back())) return;
  last->blocks.emplace_back(point);
}

void add_to_all(CachePoint point, const bedrock::ModelRules& rules, Conversation& conversation) {
  auto& tools = conversation.tool_config.tools;
  if (!tools.empty() && rules.cache_tools) tools.back().cache = point;
  const std::size_t system = conversation.system.size();
  if (system > 0) conversation.system_cache.push_back({system - 1, point});
  add_to_messages(point, conversation);
}

// Folded texts have no places for them.
bool has_cache_points(const bedrock::ModelRules& rules) {
  return rules.cache_points > 0 && bedrock::speaks_in_blocks(rules) && rules.system &&
         rules.history;
}

}  // namespace

std::optional<CachePoint> cache_point(CacheMark mark, const llm::Caching& caching,
                                      const bedrock::ModelRules& rules) {
  if (mark == CacheMark::none || !has_cache_points(rules)) return std::nullopt;
  return CachePoint{.hour = mark == CacheMark::hour || (mark == CacheMark::usual && caching.hour)};
}

void fit_cache_points(const llm::Request& request, const bedrock::ModelRules& rules, Draft& draft) {
  const llm::Caching& caching = request.caching;
  if (!has_cache_points(rules)) {
    if (caching.marked) draft.note(llm::Parameter::cache_control);
    return;
  }
  if (const auto point = cache_point(caching.end, caching, rules)) {
    add_to_messages(*point, draft.conversation);
  } else if (!caching.marked && caching.automatic && rules.automatic_cache != AutomaticCache::off) {
    const bool hour = rules.automatic_cache == AutomaticCache::hour && rules.cache_hour;
    add_to_all(CachePoint{hour}, rules, draft.conversation);
  }
  fit_tools(rules, draft);
  move_off(draft);
  limit(caching.marked, rules, draft);
  fit_times(rules, draft);
}

}  // namespace gw::translate
