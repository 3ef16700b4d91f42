#include "translate/turns.h"

#include <algorithm>
#include <limits>
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

bool is_text(const Block& block) { return std::holds_alternative<TextBlock>(block); }

bool answers(const openai::Message& result, const openai::ToolCall& call) {
  if (result.role == openai::Role::tool) return result.tool_call_id == call.id;
  return call.id.empty() && result.name == call.name;
}

}  // namespace

void TurnBuilder::add(const openai::Message& message) {
  switch (message.role) {
    case openai::Role::system:
    case openai::Role::developer:
      return add_system(message);
    case openai::Role::assistant:
      return add_assistant(message);
    case openai::Role::user:
      return add_user(message);
    case openai::Role::tool:
    case openai::Role::function:
      return add_result(message);
  }
}

void TurnBuilder::finish() {
  // A conversation that ends with calls would otherwise be taken for a prefill.
  const bool open_calls = !calls_.empty() && !calls_as_text_;
  if (!behind_calls_.empty() && said_.empty()) said_.emplace_back(TextBlock{kGoOn});
  if (open_calls || !said_.empty()) end_user_turn();
}

void TurnBuilder::add_system(const openai::Message& message) {
  auto& system = conversation_.system;
  auto& cached = conversation_.system_cache;
  const auto mark = [&](openai::CacheMark mark) {
    const auto point = cache_point(mark, caching_, rules_);
    if (!point || system.empty()) return;
    const std::size_t last = system.size() - 1;
    if (!cached.empty() && cached.back().behind == last) cached.pop_back();
    cached.push_back({last, *point});
  };
  for (const openai::Part& part : message.content) {
    if (!json::is_blank(part.text)) system.push_back({part.text});
    mark(part.cache);
  }
  mark(message.cache);
}

void TurnBuilder::add_user(const openai::Message& message) {
  thoughts_.clear();
  for (const openai::Part& part : message.content) {
    if (part.media) {
      said_.emplace_back(media_[*part.media]);
    } else if (!json::is_blank(part.text)) {
      said_.emplace_back(TextBlock{part.text});
    }
    mark(part.cache, said_);
  }
  mark(message.cache, said_);
}

void TurnBuilder::mark(openai::CacheMark mark, std::vector<Block>& blocks) const {
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

void TurnBuilder::say(json::RawString text, openai::CacheMark cache) {
  if (json::is_blank(text)) return;
  const bool behind_calls = !tool_text_ && !calls_as_text_ && !calls_.empty() && !answered_;
  auto& blocks = behind_calls ? behind_calls_ : assistant_turn().blocks;
  blocks.emplace_back(TextBlock{text});
  mark(cache, blocks);
}

// Each block of reasoning stands where it stood between the texts and calls.
void TurnBuilder::say_with(const std::vector<openai::ReasoningBlock>& reasoning,
                           const openai::Message& message) {
  auto block = reasoning.begin();
  std::size_t called = 0;
  const auto call_until = [&](std::size_t calls) {
    while (called < std::min(calls, message.tool_calls.size()))
      add_call(message.tool_calls[called++]);
  };
  const auto add_until = [&](std::size_t offset) {
    for (; block != reasoning.end() && block->place.offset <= offset; ++block) {
      call_until(block->place.calls);
      thoughts_.emplace_back(
          bedrock::ReasoningBlock{block->text, block->signature, block->redacted});
    }
  };
  std::size_t said = 0;  // characters
  for (const openai::Part& part : message.content) {
    json::RawString rest = reasoning_.words(part.text);
    add_until(said);
    while (block != reasoning.end() && block->place.offset < said + json::length(rest)) {
      const json::RawString before = json::prefix(rest, block->place.offset - said);
      say(before, openai::CacheMark::none);
      rest.escaped.remove_prefix(before.escaped.size());
      said = block->place.offset;
      add_until(said);
    }
    say(rest, part.cache);
    said += json::length(rest);
  }
  add_until(std::numeric_limits<std::size_t>::max());
  call_until(message.tool_calls.size());
}

void TurnBuilder::add_assistant(const openai::Message& message) {
  // Beside calls that are told as text it would be refused.
  const bool told = calls_as_text_ && !message.tool_calls.empty();
  const auto reasoning = told ? std::vector<openai::ReasoningBlock>{} : reasoning_.blocks(message);
  if (reasoning.empty()) {
    for (const openai::Part& part : message.content) say(reasoning_.words(part.text), part.cache);
    for (const openai::ToolCall& call : message.tool_calls) add_call(call);
  } else {
    say_with(reasoning, message);
  }
  auto& turns = conversation_.turns;
  if (message.tool_calls.empty() && !behind_calls_.empty()) {
    mark(message.cache, behind_calls_);
  } else if (!turns.empty() && turns.back().role == bedrock::Role::assistant) {
    mark(message.cache, turns.back().blocks);
  }
}

void TurnBuilder::add_call(const openai::ToolCall& call) {
  if (calls_as_text_) {
    Turn& turn = assistant_turn();
    calls_.push_back({&call, {}});
    turn.blocks.emplace_back(keep(call_as_text(call)));
    return;
  }
  Turn& turn = turn_of_calls();
  calls_.push_back({&call, ids_.next(call.id)});
  const std::string_view input = call.custom ? storage_.emplace_back(custom_input(call.arguments))
                                             : json_.input(call.arguments);
  turn.blocks.emplace_back(
      bedrock::ToolUseBlock{calls_.back().id, names_.upstream(call.name), input});
}

void TurnBuilder::add_result(const openai::Message& message) {
  thoughts_.clear();
  const auto is_answered = [&](const Call& c) { return answers(message, *c.call); };
  const auto is_open = [&](const Call& c) { return c.result == nullptr && is_answered(c); };
  const auto call = std::ranges::find_if(calls_, is_open);
  const bool orphan = call == calls_.end();
  if (!orphan) call->result = &message;
  if (!orphan && !calls_as_text_) {
    answered_ = true;
    return;
  }
  orphans_ |= orphan;
  const auto named = std::ranges::find_if(calls_, is_answered);
  const json::RawString name = named == calls_.end() ? message.name : named->call->name;
  said_.emplace_back(keep(result_as_text(name, message)));
  for (const openai::Part& part : message.content) {
    if (part.media) said_.emplace_back(media_[*part.media]);
  }
  mark(message.cache, said_);
}

void TurnBuilder::end_user_turn() {
  std::vector<Block> blocks;
  if (!calls_as_text_) {
    for (const Call& call : calls_) {
      blocks.emplace_back(result_of(call));
      if (call.result == nullptr) continue;
      for (const openai::Part& part : call.result->content) mark(part.cache, blocks);
      mark(call.result->cache, blocks);
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
  answered_ = false;
}

void TurnBuilder::append(bedrock::Role role, std::vector<Block> blocks) {
  conversation_.turns.push_back({role, std::move(blocks)});
}

ToolResultBlock TurnBuilder::result_of(const Call& call) {
  ToolResultBlock block{.id = call.id, .content = {}};
  const bool failed = call.result == nullptr || call.result->is_error;
  block.error = failed && tool_status_;
  if (call.result == nullptr) {
    block.content.emplace_back(TextBlock{kNoResult});
    return block;
  }
  if (failed && !tool_status_) block.content.emplace_back(TextBlock{kFailed});
  const std::size_t moved = moved_.size();
  for (const openai::Part& part : call.result->content) {
    if (part.media) {
      add_media(part, block);
    } else if (part.json.starts_with('{')) {
      block.content.emplace_back(bedrock::JsonBlock{part.json});
    } else if (!part.json.empty()) {
      block.content.emplace_back(keep(json::escape(json::readable(part.json))));
    } else if (!json::is_blank(part.text)) {
      block.content.emplace_back(TextBlock{part.text});
    }
  }
  if (block.content.empty())
    block.content.emplace_back(TextBlock{moved_.size() > moved ? kMoved : kNoOutput});
  return block;
}

// A failed result may hold texts only, even where others hold more.
void TurnBuilder::add_media(const openai::Part& part, ToolResultBlock& result) {
  const bedrock::MediaBlock& media = media_[*part.media];
  if (tool_result_media_.contains(media.kind) && !result.error) {
    result.content.emplace_back(media);
  } else {
    moved_.emplace_back(media);
  }
}

}  // namespace gw::translate
