#include "translate/turns.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "translate/cache_points.h"
#include "translate/custom_tools.h"
#include "translate/tool_text.h"

namespace gw::translate {

namespace {

using bedrock::Block;
using bedrock::TextBlock;
using bedrock::ToolResultBlock;
using bedrock::Turn;

// Beyond that many they are looked up by hash.
constexpr std::size_t kFewCalls = 16;

constexpr json::RawString kNoResult{"No result: the call was interrupted."};
constexpr json::RawString kNoOutput{"(no output)"};  // Bedrock refuses blank texts here, too
constexpr json::RawString kFailed{"Error:"};
constexpr json::RawString kMoved{"(see the attachment)"};
// Without any text, Bedrock refuses a message that has documents.
constexpr json::RawString kDocuments{"See the attachment."};
// What parts turns that a model does not take as one.
constexpr json::RawString kGoOn{"Continue."};
constexpr json::RawString kUnderstood{"OK."};

bool is_document(const Block& block) {
  const auto* media = std::get_if<bedrock::MediaBlock>(&block);
  return media != nullptr && media->kind == bedrock::MediaKind::document;
}

bool is_tool_use(const Block& block) {
  return std::holds_alternative<bedrock::ToolUseBlock>(block);
}

bool is_reasoning(const Block& block) {
  return std::holds_alternative<bedrock::ReasoningBlock>(block);
}

bool is_text(const Block& block) { return std::holds_alternative<TextBlock>(block); }

bool answers(const llm::ToolResult& result, const llm::ToolCall& call) {
  if (!result.id.empty() || result.name.empty()) return result.id == call.id;
  return call.id.empty() && result.name == call.name;
}

}  // namespace

void TurnBuilder::add(const llm::Message& message) {
  switch (message.role) {
    case llm::Role::system:
      return add_system(message);
    case llm::Role::assistant:
      return add_assistant(message);
    case llm::Role::user:
      return add_user(message);
  }
}

void TurnBuilder::finish() {
  // A conversation that ends with calls would otherwise be taken for a prefill.
  const bool open_calls = !calls_.empty() && !calls_as_text_;
  if (!behind_calls_.empty() && said_.empty()) said_.emplace_back(TextBlock{kGoOn});
  if (open_calls || !said_.empty()) end_user_turn();
}

void TurnBuilder::add_system(const llm::Message& message) {
  auto& system = conversation_.system;
  auto& cached = conversation_.system_cache;
  for (const llm::Block& block : message.blocks) {
    const auto* text = std::get_if<llm::Text>(&block.value);
    if (text != nullptr && !json::is_blank(text->text)) system.push_back({text->text});
    const auto point = cache_point(block.cache, caching_, rules_);
    if (!point || system.empty()) continue;
    const std::size_t last = system.size() - 1;
    if (!cached.empty() && cached.back().behind == last) cached.pop_back();
    cached.push_back({last, *point});
  }
}

void TurnBuilder::add_user(const llm::Message& message) {
  thoughts_.clear();
  for (const llm::Block& block : message.blocks) {
    if (const auto* result = std::get_if<llm::ToolResult>(&block.value)) {
      add_result(*result, block.cache);
      continue;
    }
    if (const auto* part = std::get_if<llm::MediaPart>(&block.value))
      said_.emplace_back(media_[part->media]);
    const auto* text = std::get_if<llm::Text>(&block.value);
    if (text != nullptr && !json::is_blank(text->text)) said_.emplace_back(TextBlock{text->text});
    mark(block.cache, said_);
  }
}

void TurnBuilder::mark(llm::CacheMark mark, std::vector<Block>& blocks) const {
  const auto point = cache_point(mark, caching_, rules_);
  if (!point || blocks.empty()) return;
  if (std::holds_alternative<bedrock::CachePoint>(blocks.back())) blocks.pop_back();
  blocks.emplace_back(*point);
}

// The turn to which the assistant's words belong; a message without any makes none.
Turn& TurnBuilder::open_turn() {
  if (answered_ || !said_.empty()) end_user_turn();
  auto& turns = conversation_.turns;
  if (turns.empty() || turns.back().role != bedrock::Role::assistant)
    append(bedrock::Role::assistant, {});
  return turns.back();
}

// ... with the reasoning that led to them.
Turn& TurnBuilder::assistant_turn() {
  Turn& turn = open_turn();
  std::ranges::move(thoughts_, std::back_inserter(turn.blocks));
  thoughts_.clear();
  return turn;
}

// Calls follow what the assistant said, in the same turn if the model takes both in one.
Turn& TurnBuilder::turn_of_calls() {
  const bool said = !open_turn().blocks.empty();  // the calls of the turn before are done with now
  if (!tool_text_ && calls_.empty() && said) append(bedrock::Role::user, {TextBlock{kGoOn}});
  return assistant_turn();
}

void TurnBuilder::say(json::RawString text, llm::CacheMark cache) {
  if (json::is_blank(text)) return;
  const bool behind_calls = !tool_text_ && !calls_as_text_ && !calls_.empty() && !answered_;
  auto& blocks = behind_calls ? behind_calls_ : assistant_turn().blocks;
  blocks.emplace_back(TextBlock{text});
  mark(cache, blocks);
}

void TurnBuilder::add_assistant(const llm::Message& message) {
  const auto is_call = [](const llm::Block& block) {
    return std::holds_alternative<llm::ToolCall>(block.value);
  };
  // Beside calls that are told as text reasoning would be refused.
  const bool told = calls_as_text_ && std::ranges::any_of(message.blocks, is_call);
  const std::span<const llm::Block> blocks =
      told ? std::span(message.blocks) : reasoning_.blocks(message);
  for (const llm::Block& block : blocks) {
    if (const auto* text = std::get_if<llm::Text>(&block.value)) {
      say(text->text, block.cache);
    } else if (const auto* call = std::get_if<llm::ToolCall>(&block.value)) {
      add_call(*call, block.cache);
    } else if (const auto* thought = std::get_if<llm::Reasoning>(&block.value);
               thought != nullptr && !told && reasoning_.takes(*thought)) {
      thoughts_.emplace_back(
          bedrock::ReasoningBlock{thought->text, thought->signature, thought->redacted});
    }
  }
}

void TurnBuilder::add_call(const llm::ToolCall& call, llm::CacheMark cache) {
  if (calls_as_text_) {
    Turn& turn = assistant_turn();
    calls_.push_back({&call, {}});
    turn.blocks.emplace_back(keep(call_as_text(call)));
    return mark(cache, turn.blocks);
  }
  Turn& turn = turn_of_calls();
  calls_.push_back({&call, ids_.next(call.id)});
  const std::string_view input = !call.input.empty() ? call.input
                                 : call.custom ? storage_.emplace_back(custom_input(call.arguments))
                                               : json_.input(call.arguments);
  const json::RawString name = names_.upstream(call.name);
  turn.blocks.emplace_back(
      bedrock::ToolUseBlock{calls_.back().id, name, json_.renamed(input, names_.properties(name))});
  mark(cache, turn.blocks);
}

// The first call that a result answers, of those without a result or of all.
TurnBuilder::Call* TurnBuilder::find_call(const llm::ToolResult& result, bool open) {
  if (calls_.size() > kFewCalls) return find_among_many(result, open);
  const auto found = std::ranges::find_if(calls_, [&](const Call& call) {
    return (!open || call.result == nullptr) && answers(result, *call.call);
  });
  return found == calls_.end() ? nullptr : &*found;
}

// The same in constant time: a client can send as many calls and results as its body has room for.
TurnBuilder::Call* TurnBuilder::find_among_many(const llm::ToolResult& result, bool open) {
  if (by_id_.empty() && by_name_.empty()) {
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      const llm::ToolCall& call = *calls_[i].call;
      (call.id.empty() ? by_name_[call.name.escaped] : by_id_[call.id.escaped]).calls.push_back(i);
    }
  }
  auto& places = result.id.empty() ? by_name_ : by_id_;
  const auto found = places.find(result.id.empty() ? result.name.escaped : result.id.escaped);
  if (found == places.end()) return nullptr;
  auto& [same, next] = found->second;
  if (!open) return &calls_[same.front()];
  while (next < same.size() && calls_[same[next]].result != nullptr) ++next;
  return next < same.size() ? &calls_[same[next]] : nullptr;
}

void TurnBuilder::add_result(const llm::ToolResult& result, llm::CacheMark cache) {
  thoughts_.clear();
  Call* const call = find_call(result, true);
  if (call != nullptr) {
    call->result = &result;
    call->cache = cache;
    if (!calls_as_text_) {
      answered_ = true;
      return;
    }
  }
  orphans_ |= call == nullptr;
  const Call* const named = call != nullptr ? call : find_call(result, false);
  said_.emplace_back(
      keep(result_as_text(named == nullptr ? result.name : named->call->name, result)));
  for (const auto& part : result.content) {
    if (const auto* media = std::get_if<llm::MediaPart>(&part))
      said_.emplace_back(media_[media->media]);
  }
  mark(cache, said_);
}

// Behind its calls a model that takes no prefill takes text for the beginning of its answer. What
// it has thought stays where it is.
void TurnBuilder::end_with_calls(std::vector<Block>& blocks) {
  const auto tail = std::ranges::find_if(blocks.rbegin(), blocks.rend(), is_tool_use).base();
  const bool moves =
      std::any_of(tail, blocks.end(), is_text) && std::none_of(tail, blocks.end(), is_reasoning);
  if (!moves) return;
  auto calls = tail;
  while (calls != blocks.begin() && is_tool_use(*std::prev(calls))) --calls;
  std::rotate(calls, tail, blocks.end());
}

void TurnBuilder::end_user_turn() {
  std::vector<Block> blocks;
  if (!calls_as_text_) {
    if (!calls_.empty() && tool_text_ && !rules_.prefill)
      end_with_calls(conversation_.turns.back().blocks);
    for (const Call& call : calls_) {
      blocks.emplace_back(result_of(call));
      mark(call.cache, blocks);
    }
    said_.insert(said_.begin(), moved_.begin(), moved_.end());
  }
  const bool apart = !tool_text_ && !blocks.empty();
  if (apart && (!said_.empty() || !behind_calls_.empty())) {
    if (behind_calls_.empty()) behind_calls_.emplace_back(TextBlock{kUnderstood});
    append(bedrock::Role::user, std::exchange(blocks, {}));
    append(bedrock::Role::assistant, std::exchange(behind_calls_, {}));
  }
  std::ranges::move(said_, std::back_inserter(blocks));
  if (std::ranges::any_of(blocks, is_document) && std::ranges::none_of(blocks, is_text))
    blocks.emplace_back(TextBlock{kDocuments});
  if (!blocks.empty()) append(bedrock::Role::user, std::move(blocks));
  said_.clear();
  moved_.clear();
  calls_.clear();
  by_id_.clear();
  by_name_.clear();
  answered_ = false;
}

void TurnBuilder::append(bedrock::Role role, std::vector<Block> blocks) {
  conversation_.turns.push_back({role, std::move(blocks)});
}

ToolResultBlock TurnBuilder::result_of(const Call& call) {
  ToolResultBlock block{.id = call.id, .content = {}};
  const bool failed = call.result == nullptr || call.result->error;
  block.error = failed && tool_status_;
  if (call.result == nullptr) {
    block.content.emplace_back(TextBlock{kNoResult});
    return block;
  }
  if (failed && !tool_status_) block.content.emplace_back(TextBlock{kFailed});
  const std::size_t moved = moved_.size();
  for (const auto& part : call.result->content) {
    if (const auto* media = std::get_if<llm::MediaPart>(&part)) {
      add_media(*media, block);
    } else if (const auto* value = std::get_if<llm::Json>(&part)) {
      value->json.starts_with('{') && !schema::has_nameless_member(value->json)
          ? block.content.emplace_back(bedrock::JsonBlock{value->json})
          : block.content.emplace_back(keep(json::escape(json::readable(value->json))));
    } else if (const auto* text = std::get_if<llm::Text>(&part);
               text != nullptr && !json::is_blank(text->text)) {
      block.content.emplace_back(TextBlock{text->text});
    }
  }
  if (block.content.empty())
    block.content.emplace_back(TextBlock{moved_.size() > moved ? kMoved : kNoOutput});
  return block;
}

// A failed result may hold texts only, even where others hold more.
void TurnBuilder::add_media(const llm::MediaPart& part, ToolResultBlock& result) {
  const bedrock::MediaBlock& media = media_[part.media];
  if (tool_result_media_.contains(media.kind) && !result.error) {
    result.content.emplace_back(media);
  } else {
    moved_.emplace_back(media);
  }
}

}  // namespace gw::translate
