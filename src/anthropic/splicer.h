// The work of splice_request(), part of the body by part. One object a request.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "anthropic/edits.h"
#include "anthropic/splice.h"
#include "anthropic/thinking_plan.h"
#include "bedrock/schema/fit.h"
#include "llm/parse.h"
#include "llm/path.h"

namespace gw::anthropic {

class Splicer {
 public:
  Splicer(const MessagesBody& body, const MessagesFacts& facts, const ClaudeRules& rules,
          std::span<const llm::Media> media);
  llm::Expected<> run();
  // After run().
  Splice take();

 private:
  using Value = json::Value;
  using Outcome = llm::Expected<>;
  enum class Fate { keep, drop };

  // splice.cc: the body's own members.
  Fate member(std::string_view key, const Value& value);
  Fate known_member(Member member, const Value& value);
  Fate sampling(Member member);
  Fate max_tokens(const Value& value);
  Fate metadata(const Value& value);
  Fate context_management(const Value& value);
  Fate keep_if(bool keep, std::string_view name);
  Fate output_config(const Value& value);
  std::string written_output_config() const;
  std::optional<std::string> output_format() const;
  bool takes_effort() const;
  std::string new_members();
  std::string beta_flags();
  bool is_needed(BetaRule::Need need) const;
  // Whether the client sends a flag that begins like this and the model takes.
  bool sends_flag(std::string_view prefix) const;
  void mark_end();
  std::string end_mark(json::Object control) const;
  void note(std::string_view name) { llm::note_name(name, dropped_); }

  // splice_tools.cc
  void tools();
  Fate tool(json::Object tool);
  Fate tool_member(std::string_view key, const Value& value);
  void input_schema(const Value& value);
  void note_schemas();
  bool is_run_by_client(std::string_view type);
  Fate tool_choice(const Value& value);
  std::string tools_of_history();

  // splice_messages.cc
  Outcome messages();
  Outcome message(const Value& value, const llm::Path& path, Pruner& list);
  void system();
  void hoist(const Value& content);
  void system_text(const Value& value);
  void system_blocks(const Value& value);
  Outcome blocks(json::Array list, const llm::Path& path, Pruner& pruner, bool in_result);
  llm::Expected<Fate> block(const Value& value, const llm::Path& path, bool in_result);
  Fate tool_reference(json::Object block, const Value& value);
  Outcome tool_result(json::Object block, const llm::Path& path);
  Outcome source(json::Object block, const llm::Path& path);
  const llm::Media* find_media(std::string_view path);
  void members_of_block(json::Object block);
  Fate cache_control(const Value& value);

  const MessagesBody& body_;
  const MessagesFacts& facts_;
  const ClaudeRules& rules_;
  const std::span<const llm::Media> media_;
  std::size_t next_media_ = 0;

  // Flags that the client sends and the model takes.
  struct Flags {
    bool effort;
    bool tool_examples;
    bool context_management;
    bool compact;        // any
    bool compact_edits;  // the one for edits of context_management
    bool compaction;     // the one for that member
  };
  const Flags flags_;
  const std::optional<Value> chosen_;        // name of the tool that tool_choice says
  const std::optional<std::string> format_;  // the schema of the answer, where the model takes one

  Edits edits_;
  std::vector<std::string> dropped_;
  std::optional<std::int64_t> limit_;  // max_tokens as they go to the model
  ThinkingPlan thinking_;
  bool has_tools_ = false;       // some are left
  bool choice_dropped_ = false;  // the tool that tool_choice names is not
  bool tool_search_ = false;     // its flag is needed
  bool eager_ = false;           // likewise
  bool context_edits_ = false;   // likewise
  bool compaction_ = false;      // likewise
  schema::Budget schema_budget_;
  schema::Loss schema_loss_;
  bool renames_properties_ = false;  // as Splice has it
  std::optional<llm::Failure> refused_;
  std::vector<std::string_view> called_;  // names of tools in the history, if no tools are left
  std::string hoisted_;                   // blocks of the system's that stood among the messages
  std::size_t marks_ = 0;                 // of cache_control
  Fate system_fate_ = Fate::keep;
  std::optional<Value> last_block_;  // of the last message that is left, or its text
};

}  // namespace gw::anthropic
