#include "openai/responses/turns.h"

namespace gw::openai {

std::vector<llm::Block>& Turns::message(llm::Role role) {
  assistant_ = outputs_ = kNone;
  awaited_ = {};  // clear() would go over all buckets that a longer turn has left
  return messages_.emplace_back(role).blocks;
}

std::vector<llm::Block>& Turns::assistant() {
  const bool open = assistant_ != kNone && (outputs_ == kNone || !awaited_.empty());
  if (!open) {
    message(llm::Role::assistant);
    assistant_ = messages_.size() - 1;
  }
  return messages_[assistant_].blocks;
}

void Turns::called(std::string_view id, bool awaited) {
  if (awaited) awaited_.insert(id);
}

std::vector<llm::Block>& Turns::output(std::string_view id) {
  awaited_.erase(id);
  if (outputs_ == kNone) {
    outputs_ = messages_.size();
    messages_.emplace_back(llm::Role::user);
  }
  return messages_[outputs_].blocks;
}

}  // namespace gw::openai
