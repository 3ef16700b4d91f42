#include "llm/conversation_key.h"

#include <string_view>

#include "base/stable_hash.h"

namespace gw::llm {

namespace {

class Hash {
 public:
  void add(std::string_view text) {
    constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15U;
    value_ = (value_ ^ stable_hash(text)) * kOdd;
    value_ ^= value_ >> 32;
  }
  void add(json::RawString text) { add(text.escaped); }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0;
};

// Of a picture, megabytes perhaps, the beginning and the size are enough.
void add_media(const Media& media, Hash& hash) {
  constexpr std::size_t kBeginning = 4096;
  hash.add(media.data.substr(0, kBeginning));
  hash.add(std::to_string(media.data.size()));
  hash.add(media.url);
}

}  // namespace

std::uint64_t conversation_key(const Request& request) {
  Hash hash;
  for (const Tool& tool : request.tools) {
    hash.add(tool.name);
    hash.add(tool.description);
    hash.add(tool.parameters);
  }
  for (const Message& message : request.messages) {
    const bool first_of_user = message.role == Role::user;
    if (first_of_user && !request.conversation.empty()) {
      hash.add(request.conversation);
      break;
    }
    for (const Block& block : message.blocks) {
      if (const auto* text = std::get_if<Text>(&block.value)) hash.add(text->text);
      if (const auto* part = std::get_if<MediaPart>(&block.value))
        add_media(request.media[part->media], hash);
    }
    if (first_of_user) break;
  }
  return hash.value();
}

}  // namespace gw::llm
