#include "openai/think_tags.h"

namespace gw::openai {

json::RawString without_thoughts(json::RawString text, std::list<std::string>& storage) {
  constexpr std::string_view kClosed = "\\n</think>";
  constexpr std::string_view kNewline = "\\n";
  std::string_view rest = text.escaped;
  std::size_t begin = rest.find(kThinkBegin.escaped);
  if (begin == rest.npos) return text;
  std::string& words = storage.emplace_back();
  while (begin != rest.npos) {
    const std::size_t end = rest.find(kClosed, begin);
    if (end == rest.npos) break;
    words += rest.substr(0, begin);
    rest.remove_prefix(end + kClosed.size());
    for (int i = 0; i < 2 && rest.starts_with(kNewline); ++i) rest.remove_prefix(kNewline.size());
    begin = rest.find(kThinkBegin.escaped);
  }
  words += rest;
  return {words};
}

void remove_thoughts(llm::Request& request) {
  for (llm::Message& message : request.messages) {
    if (message.role != llm::Role::assistant) continue;
    for (llm::Block& block : message.blocks) {
      auto* text = std::get_if<llm::Text>(&block.value);
      if (text != nullptr) text->text = without_thoughts(text->text, request.repaired);
    }
  }
}

}  // namespace gw::openai
