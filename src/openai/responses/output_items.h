// The items of an output while they grow, and as JSON.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "json/raw.h"
#include "llm/answer.h"
#include "openai/responses/form.h"

namespace gw::openai {

// What events name an item by.
struct ItemPlace {
  std::string id;
  std::size_t index = 0;  // output_index
};

// {"type":"message"}, with one part of text.
class MessageItem {
 public:
  explicit MessageItem(ItemPlace place) : place_(std::move(place)) {}

  const ItemPlace& place() const { return place_; }
  void text(json::RawString piece);
  // Supports the text up to the next block_end().
  void cite(const llm::Citation& citation);
  // How many annotations are complete now.
  std::size_t block_end();

  json::RawString text() const { return {text_}; }
  const std::vector<std::string>& annotations() const { return annotations_; }
  std::string part() const;
  std::string json(std::string_view status) const;
  // As it begins, without content.
  static std::string begun(const ItemPlace& place);
  // Bytes that are kept.
  std::size_t size() const { return text_.size() + annotation_bytes_; }

 private:
  ItemPlace place_;
  std::string text_;
  std::size_t characters_ = 0;
  std::size_t begin_ = 0;                 // of the block, in characters
  std::vector<std::string> pending_;      // of the block, up to the indexes
  std::vector<std::string> annotations_;  // JSON
  std::size_t annotation_bytes_ = 0;
};

// {"type":"reasoning"}
struct ReasoningItem {
  ItemPlace place;
  bool shows_all = false;  // the text is what the model thinks, not a summary of it
  std::string text = {};

  // {"type":"summary_text"} or {"type":"reasoning_text"}
  std::string part(json::RawString content) const;
  // Complete with `encrypted`, which may be empty.
  std::string json(std::string_view encrypted) const;
};

// {"type":"function_call"}, {"type":"custom_tool_call"} or {"type":"tool_search_call"}
struct CallItem {
  ItemPlace place;
  std::string call_id;  // escaped, like all that follows
  ResponsesTool tool;
  std::string arguments = {};  // or the text of a custom tool

  // "fc_", "ctc_", "tsc_"
  static std::string_view prefix(ResponsesTool::Kind kind);
  std::string json() const { return json("completed", {arguments}); }
  std::string begun() const { return json("in_progress", {}); }

 private:
  std::string json(std::string_view status, json::RawString said) const;
};

// {"type":"compaction"}
std::string compaction_item(std::string_view id, std::string_view encrypted);

}  // namespace gw::openai
