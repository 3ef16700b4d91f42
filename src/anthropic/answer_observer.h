// What a Messages answer of Claude's says about itself, read beside passing it on: usage, the end,
// errors, and whether its parts are complete.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anthropic/edits.h"
#include "base/result.h"
#include "bedrock/service_error.h"
#include "json/value.h"
#include "llm/answer.h"

namespace gw::anthropic {

// The members that Bedrock adds to bodies and chunks.
inline constexpr std::string_view kInvocation = "amazon-bedrock-";

// Leaves them out of an object and gives the model the client's name; `inner` has the model, of a
// whole body the object itself.
void restore(json::Object object, json::Object inner, std::string_view model, Edits& edits);

// The error that an object of type "error" tells of, as Bedrock would have told it.
bedrock::ServiceError read_error(json::Object object);

std::optional<std::string_view> find_text(json::Object object, std::string_view key);

// Adds up what an answer says of its tokens. Claude's own count wins over Bedrock's.
class UsageReader {
 public:
  void read(json::Object usage);
  void read_metrics(json::Object object);
  std::optional<llm::Usage> counted() const;

 private:
  llm::Usage usage_;
  llm::Usage metrics_;
  bool own_ = false;
  bool measured_ = false;
};

// Follows the events of a stream.
class StreamObserver {
 public:
  // Errors: malformed.
  Result<> event(std::string_view type, json::Object object);
  // A delta that says only this; false: it belongs to no block that is open.
  bool delta(std::int64_t block, json::RawString said);
  // The message has ended, and every block in it.
  bool complete() const { return stopped_ && reason_ && open_.empty(); }
  bool stopped() const { return stopped_; }
  std::optional<llm::Usage> counted() const { return usage_.counted(); }
  std::uint64_t said() const { return said_; }
  std::size_t held() const { return open_.size() * sizeof(std::int64_t); }

 private:
  bool is_open(std::int64_t block) const;
  Result<> delta(json::Object object);

  UsageReader usage_;
  std::vector<std::int64_t> open_;  // blocks
  bool started_ = false;
  bool reason_ = false;
  bool stopped_ = false;
  std::uint64_t said_ = 0;
};

}  // namespace gw::anthropic
