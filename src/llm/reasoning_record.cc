#include "llm/reasoning_record.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace gw::llm {

namespace {

// A string that may be missing.
Expected<> read_string(json::Object object, std::string_view key, const Path& path,
                       json::RawString& target, std::list<std::string>& repaired) {
  const std::optional<json::Value> value = object.find(key);
  if (!value || value->is_null()) return {};
  return assign(target, read_text(*value, path / key, repaired));
}

struct BlockType {
  std::string_view name;
  std::string_view text;  // the members; empty: the block has none
  std::string_view signature;
  std::string_view redacted;
};
constexpr std::array kBlockTypes{
    BlockType{"thinking", "thinking", "signature", ""},
    BlockType{"redacted_thinking", "", "", "data"},
    BlockType{"reasoning.text", "text", "signature", ""},
    BlockType{"reasoning.encrypted", "", "", "data"},
};

// OpenRouter says whose reasoning it is: no other family can check it. Claude's needs no word.
std::string_view family_of(json::Object block) {
  constexpr std::pair<std::string_view, std::string_view> kFormats[] = {
      {"google-gemini-v1", "gemini"},
      {"openai-responses-v1", "gpt"},
      {"azure-openai-responses-v1", "azure"},
      {"xai-responses-v1", "grok"}};
  const std::optional<json::Value> format = block.find("format");
  const auto* known = std::ranges::find_if(
      kFormats, [&](const auto& each) { return format && is_string(*format, each.first); });
  return known == std::end(kFormats) ? std::string_view() : known->second;
}

// Nothing is refused for what stands there: 0 is where reasoning nearly always stands.
std::size_t read_place(json::Object block, std::string_view key) {
  const std::optional<json::Value> count = block.find(key);
  const std::int64_t given = count ? count->integer().value_or(0) : 0;
  return static_cast<std::size_t>(std::max<std::int64_t>(0, given));
}

}  // namespace

std::string_view ReasoningRecord::end(json::RawString signature, ReasoningPlace place) {
  const std::size_t begin = std::exchange(open_, content_.size());
  if (signature.empty()) return {};
  std::string block = R"({"type":"thinking","thinking":")";
  block.append(content_, begin);
  block.append(R"(","signature":")").append(signature.escaped).append("\"");
  return add(std::move(block), place);
}

std::string_view ReasoningRecord::redacted(json::RawString data, ReasoningPlace place) {
  std::string block = R"({"type":"redacted_thinking","data":")";
  block.append(data.escaped).append("\"");
  return add(std::move(block), place);
}

// At the beginning, where reasoning nearly always stands, the blocks are just those of Anthropic's
// API.
std::string_view ReasoningRecord::add(std::string block, ReasoningPlace place) {
  if (place.offset > 0) block += ",\"content_offset\":" + std::to_string(place.offset);
  if (place.calls > 0) block += ",\"calls_before\":" + std::to_string(place.calls);
  block += '}';
  if (!blocks_.empty()) blocks_ += ',';
  blocks_ += block;
  return std::string_view(blocks_).substr(blocks_.size() - block.size());
}

Expected<> read_reasoning_block(json::Object block, const Path& path, ReasoningPlace place,
                                std::vector<PlacedReasoning>& blocks,
                                std::list<std::string>& repaired) {
  const std::optional<json::Value> type = block.find("type");
  const auto* known = std::ranges::find_if(
      kBlockTypes, [&](const BlockType& t) { return type && is_string(*type, t.name); });
  if (known == kBlockTypes.end()) return {};
  Reasoning result;
  const std::pair<std::string_view, json::RawString*> members[] = {
      {known->text, &result.text},
      {known->signature, &result.signature},
      {known->redacted, &result.redacted}};
  for (const auto& [key, target] : members) {
    if (key.empty()) continue;
    Expected<> read = read_string(block, key, path, *target, repaired);
    if (!read) return read;
  }
  result.family = family_of(block);
  blocks.push_back({result, place});
  return {};
}

Expected<> read_reasoning_blocks(json::Value value, const Path& path,
                                 std::vector<PlacedReasoning>& blocks,
                                 std::list<std::string>& repaired) {
  const std::optional<json::Array> list = value.array();
  if (!list) return wrong_type(path, "an array of objects", value);
  std::size_t index = 0;
  for (const json::Value item : *list) {
    const Path item_path = path / index++;
    const std::optional<json::Object> object = item.object();
    if (!object) return wrong_type(item_path, "an object", item);
    const ReasoningPlace place{read_place(*object, "content_offset"),
                               read_place(*object, "calls_before")};
    Expected<> read = read_reasoning_block(*object, item_path, place, blocks, repaired);
    if (!read) return read;
  }
  return {};
}

namespace {

// Walks along the texts and calls of an answer and the reasoning between them.
class Placer {
 public:
  Placer(std::span<const PlacedReasoning> reasoning, std::span<const Block> calls)
      : next_(reasoning.begin()), end_(reasoning.end()), calls_(calls) {}

  void add(const Block& block) {
    const auto* text = std::get_if<Text>(&block.value);
    if (text == nullptr) return blocks_.push_back(block);
    json::RawString rest = text->text;
    const std::size_t end = said_ + json::length(rest);
    add_until(said_);
    while (next_ != end_ && next_->place.offset < end) {
      const json::RawString before = json::prefix(rest, next_->place.offset - said_);
      blocks_.push_back({Text{before}});
      rest.escaped.remove_prefix(before.escaped.size());
      said_ = next_->place.offset;
      add_until(said_);
    }
    blocks_.push_back({Text{rest}, block.cache});
    said_ = end;
  }

  std::vector<Block> finish() {
    add_until(std::numeric_limits<std::size_t>::max());
    call_until(calls_.size());
    return std::move(blocks_);
  }

 private:
  void call_until(std::size_t calls) {
    while (called_ < std::min(calls, calls_.size())) blocks_.push_back(calls_[called_++]);
  }
  void add_until(std::size_t offset) {
    for (; next_ != end_ && next_->place.offset <= offset; ++next_) {
      call_until(next_->place.calls);
      blocks_.push_back({next_->block});
    }
  }

  std::span<const PlacedReasoning>::iterator next_;
  const std::span<const PlacedReasoning>::iterator end_;
  const std::span<const Block> calls_;
  std::vector<Block> blocks_;
  std::size_t called_ = 0;
  std::size_t said_ = 0;  // characters
};

}  // namespace

std::vector<Block> place_reasoning(std::span<const PlacedReasoning> reasoning,
                                   std::span<const Block> texts, std::span<const Block> calls) {
  Placer placer(reasoning, calls);
  for (const Block& block : texts) placer.add(block);
  return placer.finish();
}

}  // namespace gw::llm
