#include "translate/argument_names.h"

namespace gw::translate {

void ArgumentNames::tool_start(std::size_t call, json::RawString id, json::RawString name) {
  if (const schema::PropertyNames* const names = names_.properties(name))
    open_.try_emplace(call, names->originals);
  next().tool_start(call, id, name);
}

void ArgumentNames::tool_arguments(std::size_t call, json::RawString piece) {
  const auto found = open_.find(call);
  if (found == open_.end()) return next().tool_arguments(call, piece);
  pass(call, found->second.add(json::decode(piece).value_or("")));
}

void ArgumentNames::tool_end(std::size_t call) {
  if (const auto found = open_.find(call); found != open_.end()) {
    pass(call, found->second.finish());
    open_.erase(found);
  }
  next().tool_end(call);
}

// In an answer that was cut off calls may have no end.
void ArgumentNames::stop(llm::StopReason reason, json::RawString sequence) {
  for (auto& [call, renamer] : open_) pass(call, renamer.finish());
  open_.clear();
  next().stop(reason, sequence);
}

std::size_t ArgumentNames::held() const {
  std::size_t bytes = 0;
  for (const auto& [call, renamer] : open_) bytes += renamer.held();
  return bytes;
}

void ArgumentNames::pass(std::size_t call, const std::string& json) {
  if (json.empty()) return;
  const std::string escaped = json::escape(json);
  next().tool_arguments(call, {escaped});
}

}  // namespace gw::translate
