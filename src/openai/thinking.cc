#include "openai/thinking.h"

#include <utility>

namespace gw::openai {

std::string_view Thinking::end(json::RawString signature, ReasoningPlace place) {
  const std::size_t begin = std::exchange(open_, content_.size());
  if (signature.empty()) return {};
  std::string block = R"({"type":"thinking","thinking":")";
  block.append(content_, begin);
  block.append(R"(","signature":")").append(signature.escaped).append("\"");
  return add(std::move(block), place);
}

std::string_view Thinking::redacted(json::RawString data, ReasoningPlace place) {
  std::string block = R"({"type":"redacted_thinking","data":")";
  block.append(data.escaped).append("\"");
  return add(std::move(block), place);
}

// At the beginning, where reasoning nearly always stands, the blocks are just those of Anthropic's
// API.
std::string_view Thinking::add(std::string block, ReasoningPlace place) {
  if (place.offset > 0) block += ",\"content_offset\":" + std::to_string(place.offset);
  if (place.calls > 0) block += ",\"calls_before\":" + std::to_string(place.calls);
  block += '}';
  if (!blocks_.empty()) blocks_ += ',';
  blocks_ += block;
  return std::string_view(blocks_).substr(blocks_.size() - block.size());
}

}  // namespace gw::openai
