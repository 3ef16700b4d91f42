// Conversations for the tests of body writers.
#pragma once

#include <string_view>
#include <vector>

#include "bedrock/conversation.h"

namespace gw::bedrock {

inline TextBlock text_block(std::string_view escaped) { return {{escaped}}; }

inline Turn user(std::string_view escaped) { return {Role::user, {text_block(escaped)}}; }
inline Turn assistant(std::string_view escaped) { return {Role::assistant, {text_block(escaped)}}; }

inline Conversation conversation(std::vector<Turn> turns) {
  Conversation result;
  result.turns = std::move(turns);
  return result;
}

}  // namespace gw::bedrock
