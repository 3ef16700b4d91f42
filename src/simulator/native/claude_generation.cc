#include "simulator/native/claude_generation.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace gw::simulator {
namespace {

constexpr int kNewest = 50;  // 5 and all behind it
constexpr int kNever = std::numeric_limits<int>::max();

// Parts of ids; the first that is found counts.
constexpr std::pair<std::string_view, int> kGenerations[] = {
    {"claude-3", 30}, {"-4-20", 40}, {"-4-1-", 40}, {"-4-5", 45},
    {"-4-6", 46},     {"-4-7", 47},  {"-4-8", 48}};

struct BetaFlag {
  std::string_view name;
  int since, until;
};
constexpr BetaFlag kBetaFlags[] = {
    {"compact-2026-01-12", 46, kNewest},
    {"compact-2026-09-04", 46, kNewest},
    {"computer-use-2024-10-22", 30, 30},
    {"computer-use-2025-01-24", 30, 45},
    {"computer-use-2025-11-24", 45, kNewest},
    {"context-1m-2025-08-07", 40, kNewest},
    {"context-management-2025-06-27", 40, kNewest},
    {"dangerous-tool-use-2026-09-03", 50, kNewest},
    {"dev-full-thinking-2025-05-14", 30, 45},
    {"effort-2025-11-24", 45, 45},
    {"fine-grained-tool-streaming-2025-05-14", 30, 47},
    {"interleaved-thinking-2025-05-14", 40, kNewest},
    {"model-context-window-exceeded-2025-08-26", 30, 47},
    {"output-128k-2025-02-19", 30, 40},
    {"search-results-2025-06-09", 30, 47},
    {"thinking-display-updates-2026-08-18", 50, kNewest},
    {"thinking-token-count-2026-05-13", 47, kNewest},
    {"token-efficient-tools-2025-02-19", 30, 40},
    {"tool-examples-2025-10-29", 45, kNewest},
    {"tool-search-tool-2025-10-19", 40, kNewest},
};

// Open since a generation, or to those before it with a flag. A gate may have several rows.
struct Gate {
  std::string_view name;
  int since;
  std::string_view flag;  // empty: none opens it
};
constexpr Gate kGates[] = {
    {"cache_ttl", 45, ""},
    {"compaction", kNever, "compact-2026-01-12"},
    {"compaction", kNever, "compact-2026-09-04"},
    {"computer_2024", kNever, "computer-use-2024-10-22"},
    {"computer_2025_01", kNever, "computer-use-2025-01-24"},
    {"computer_2025_11", kNever, "computer-use-2025-11-24"},
    {"context_edits", kNever, "context-management-2025-06-27"},
    {"context_management", kNever, "compact-2026-01-12"},
    {"context_management", kNever, "context-management-2025-06-27"},
    {"eager_input", 48, ""},
    {"safeguards", 48, ""},
    {"tool_examples", kNever, "tool-examples-2025-10-29"},
    {"tool_search", 46, "tool-search-tool-2025-10-19"},
};

}  // namespace

int claude_generation(std::string_view model) {
  for (const auto& [part, generation] : kGenerations) {
    if (model.contains(part)) return generation;
  }
  return kNewest;
}

bool takes_beta_flag(int generation, std::string_view flag) {
  const auto* found = std::ranges::find(kBetaFlags, flag, &BetaFlag::name);
  return found != std::end(kBetaFlags) && found->since <= generation && generation <= found->until;
}

bool has_beta_flag(const Value& flags, std::string_view flag) {
  return std::ranges::find(flags.items, flag, &Value::text) != flags.items.end();
}

bool opens_gate(int generation, const Value& flags, std::string_view gate) {
  return std::ranges::any_of(kGates, [&](const Gate& each) {
    return each.name == gate &&
           (each.since <= generation || (!each.flag.empty() && has_beta_flag(flags, each.flag)));
  });
}

}  // namespace gw::simulator
