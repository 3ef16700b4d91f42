// The messages and parameters of a client, fitted to what a model takes. Everything that is lost or
// changed on the way is noted.
#pragma once

#include <list>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bedrock/conversation.h"
#include "bedrock/model_rules.h"
#include "bedrock/schema/budget.h"
#include "llm/failure.h"
#include "llm/parameter.h"
#include "llm/request.h"
#include "translate/reasoning_memory.h"
#include "translate/structured_answer.h"
#include "translate/tool_names.h"

namespace gw::translate {

// A parameter the model does not get as the client sent it.
struct Adjustment {
  std::string parameter;
  std::string change;     // "1.7->1"; empty: dropped
  bool refusable = true;  // false: strict gateways name it, too
};

// Stands in where a user's turn must be and the client sent none: before an answer that comes
// first, after one that may not come last, or when there is no message but the system's.
inline constexpr std::string_view kPlaceholder = "Continue.";

// A tool's schema as the model takes it; escaped, as all text here.
struct FittedTool {
  std::string_view schema;
  json::RawString told;  // behind the tool's description; may be empty
};

struct Draft {
  explicit Draft(llm::Spell dialect) : spell(dialect) {}

  // Notes a change to a parameter, or to a member that the client has a name of its own for.
  void note(llm::Parameter parameter, std::string change = {}) {
    note(std::string(spell(parameter)), std::move(change));
  }
  void note(std::string parameter, std::string change = {}) {
    adjustments.push_back({std::move(parameter), std::move(change)});
  }

  llm::Spell spell;
  bedrock::Conversation conversation;
  std::vector<Adjustment> adjustments;
  ToolNames names;
  std::vector<FittedTool> schemas;  // of the request's tools, in order; empty: none are offered
  schema::Budget schema_budget;
  std::optional<llm::Failure> refused;    // why the request cannot be sent
  std::vector<std::string> custom_tools;  // Bedrock's names of those that take a text
  StructuredOutput structured;
  bool thinks = false;             // Claude was asked to
  std::string_view effort;         // of Claude, in reasoning as in answering; empty: its own
  std::list<std::string> storage;  // of texts made here; the conversation borrows from both
};

// What the operator decides about parameters.
struct ParameterPolicy {
  bool clamp_max_tokens = true;      // above what the model can; else it is refused
  bool forward_extra_fields = true;  // to the model; else members of no dialect are dropped
  bool forward_user = false;         // `user` goes into the request metadata
  bool pass_invalid_json = false;    // of an answer that was to be JSON; else it is an error
};

// What belongs to the request and does not stand in it.
struct RequestContent {
  llm::Spell spell;                              // of the client's dialect
  std::span<const bedrock::MediaBlock> media{};  // the blocks for its media, in order
  const ReasoningMemory* memory = nullptr;       // may be null
  std::span<const std::string> without{};        // as in Options
  bedrock::Attribution attribution{};            // outlives the exchange
};

// Borrows from `request`, `rules` and `content`.
Draft draft_conversation(const llm::Request& request, const bedrock::ModelRules& rules,
                         const ParameterPolicy& policy, const RequestContent& content);

}  // namespace gw::translate
