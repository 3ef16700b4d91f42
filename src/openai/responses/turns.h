// Puts a conversation's items into messages.
//
// Clients send all calls of a turn, then all their outputs; some put a message of the assistant's
// between a call and its output. Models take no such thing: it belongs in front of the outputs.
#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "json/value.h"
#include "llm/message.h"

namespace gw::openai {

// Which calls and outputs of an input belong together, by the ids as they stand there.
class CallPairs {
 public:
  // `index`: of the item that calls, or answers. `known`: it is not dropped.
  void call(std::string_view id, bool known) { (known ? called_ : dropped_).insert(id); }
  void output(std::string_view id, std::size_t index) { answered_[id] = index; }

  // The call that this answers was dropped, so it goes, too.
  bool is_orphaned(std::string_view id) const {
    return dropped_.contains(id) && !called_.contains(id);
  }
  // An answer comes later than the item at `index`.
  bool is_answered_after(std::string_view id, std::size_t index) const {
    const auto found = answered_.find(id);
    return found != answered_.end() && found->second > index;
  }

 private:
  std::unordered_set<std::string_view> called_;
  std::unordered_set<std::string_view> dropped_;
  std::unordered_map<std::string_view, std::size_t> answered_;  // by the last item of that id
};

class Turns {
 public:
  explicit Turns(std::vector<llm::Message>& messages) : messages_(messages) {}

  // A message of its own.
  std::vector<llm::Block>& message(llm::Role role);
  // The open message of the assistant's. Valid until the next call of another function.
  std::vector<llm::Block>& assistant();
  // A call was added to it; `awaited`: its output is still to come.
  void called(std::string_view id, bool awaited);
  // The open message of outputs, for that of a call.
  std::vector<llm::Block>& output(std::string_view id);

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::vector<llm::Message>& messages_;
  std::size_t assistant_ = kNone;  // where the open turn stands in them
  std::size_t outputs_ = kNone;
  std::unordered_set<std::string_view> awaited_;  // calls of the open turn
};

}  // namespace gw::openai
