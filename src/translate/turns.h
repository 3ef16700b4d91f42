// The messages of a client as Bedrock's turns: roles alternate, nothing is blank or empty, and the
// results of a turn's calls stand together at the beginning of the next turn, one for each call, in
// the order of the calls.
//
// Where a model takes no text beside calls or results, they stand in turns of their own, parted by
// a placeholder of the other role.
//
// Repaired on the way: results in another order, behind other messages, or repeated; a call without
// a result gets an error as its result, a result without a call becomes text. Media that the model
// does not take in a result stand behind the results, and a turn with documents has a text.
// Reasoning that led to nothing, no text or call of its turn being behind it, is left out.
#pragma once

#include <cstddef>
#include <list>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bedrock/conversation.h"
#include "bedrock/model_rules.h"
#include "llm/request.h"
#include "translate/reasoning_history.h"
#include "translate/tool_json.h"
#include "translate/tool_names.h"

namespace gw::translate {

class TurnBuilder {
 public:
  // As text: calls and results are told, see tool_text.h.
  enum class Calls { as_blocks, as_text };
  // All must outlive the builder; what it makes borrows from `names`, `media` and `storage` too.
  // `media`: the blocks for the request's media, in order.
  TurnBuilder(Calls calls, const bedrock::ModelRules& rules, const llm::Caching& caching,
              const ToolNames& names, std::span<const bedrock::MediaBlock> media,
              ReasoningHistory& reasoning, std::list<std::string>& storage,
              bedrock::Conversation& conversation)
      : calls_as_text_(calls == Calls::as_text),
        tool_status_(rules.tool_status),
        tool_text_(rules.tool_text),
        tool_result_media_(rules.tool_result_media),
        rules_(rules),
        caching_(caching),
        names_(names),
        media_(media),
        reasoning_(reasoning),
        storage_(storage),
        conversation_(conversation),
        json_(storage),
        ids_(rules.tool_ids, storage) {}

  // System and developer messages, wherever they stand, become the system text. The messages must
  // outlive the builder.
  void add(const llm::Message& message);
  // After the last message.
  void finish();
  // Whether there was a result without a call.
  bool has_orphans() const { return orphans_; }

 private:
  struct Call {
    const llm::ToolCall* call;
    json::RawString id;  // Bedrock's
    const llm::ToolResult* result = nullptr;
    llm::CacheMark cache = llm::CacheMark::none;  // behind the result
  };

  void add_system(const llm::Message& message);
  void add_assistant(const llm::Message& message);
  void add_user(const llm::Message& message);
  void add_result(const llm::ToolResult& result, llm::CacheMark cache);
  Call* find_call(const llm::ToolResult& result, bool open);
  Call* find_among_many(const llm::ToolResult& result, bool open);
  void say(json::RawString text, llm::CacheMark cache);
  void add_call(const llm::ToolCall& call, llm::CacheMark cache);
  bedrock::Turn& open_turn();
  bedrock::Turn& assistant_turn();
  bedrock::Turn& turn_of_calls();
  static void end_with_calls(std::vector<bedrock::Block>& blocks);
  void end_user_turn();
  void append(bedrock::Role role, std::vector<bedrock::Block> blocks);
  // Asks for a cache point behind the last of the blocks.
  void mark(llm::CacheMark mark, std::vector<bedrock::Block>& blocks) const;
  bedrock::ToolResultBlock result_of(const Call& call);
  void add_media(const llm::MediaPart& part, bedrock::ToolResultBlock& result);
  bedrock::TextBlock keep(std::string escaped) {
    return {{storage_.emplace_back(std::move(escaped))}};
  }

  const bool calls_as_text_;
  const bool tool_status_;
  const bool tool_text_;
  const bedrock::MediaKinds tool_result_media_;
  const bedrock::ModelRules& rules_;
  const llm::Caching& caching_;
  const ToolNames& names_;
  const std::span<const bedrock::MediaBlock> media_;
  ReasoningHistory& reasoning_;
  std::list<std::string>& storage_;
  bedrock::Conversation& conversation_;
  ToolJson json_;
  CallIds ids_;
  std::vector<Call> calls_;  // of the last assistant turn
  // Where calls are many: those with the same id, or without ids the same name, in order.
  struct Same {
    std::vector<std::size_t> calls;
    std::size_t next = 0;  // those before have their result
  };
  std::unordered_map<std::string_view, Same> by_id_;
  std::unordered_map<std::string_view, Same> by_name_;
  std::vector<bedrock::Block> said_;  // by the user since then; the results are kept with the calls
  std::vector<bedrock::Block> thoughts_;  // of the assistant's, until it is known what they led to
  std::vector<bedrock::Block> behind_calls_;  // said by the assistant, where it needs a turn
  std::vector<bedrock::Block> moved_;         // media of results that may not stand in them
  bool answered_ = false;                     // a call has its result
  bool orphans_ = false;
};

}  // namespace gw::translate
