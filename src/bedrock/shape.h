// Reads the members of upstream JSON and remembers the first that is not as it must be. A reader
// takes what it needs without a check after every step and asks once, before it tells the sink.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "bedrock/answer.h"
#include "json/raw.h"
#include "json/value.h"

namespace gw::bedrock {

class Shape {
 public:
  using MaybeObject = std::optional<json::Object>;
  using MaybeArray = std::optional<json::Array>;

  MaybeObject object(json::Value value);

  // Must be there. A parent that is not there is a failure already remembered.
  MaybeObject object(MaybeObject parent, std::string_view key);
  MaybeArray array(MaybeObject parent, std::string_view key);
  std::optional<json::RawString> string(MaybeObject parent, std::string_view key);
  std::optional<std::int64_t> count(MaybeObject parent, std::string_view key);
  // The first element, an object.
  MaybeObject first(MaybeArray parent);

  // May be absent or null, but of no other type.
  MaybeObject object_if_any(MaybeObject parent, std::string_view key);
  MaybeObject first_if_any(MaybeArray parent);
  MaybeArray array_if_any(MaybeObject parent, std::string_view key);
  std::optional<json::RawString> string_if_any(MaybeObject parent, std::string_view key);
  // Of tokens: within 0 and 2^53, so that sums cannot overflow.
  std::optional<std::int64_t> count_if_any(MaybeObject parent, std::string_view key);

  // Tells the sink a text, if it is there.
  void tell(std::optional<json::RawString> text, AnswerSink& sink);

  // A text as the sink may be told it, or ""; kept in `storage` if it had to be repaired.
  json::RawString passable(std::optional<json::RawString> text, std::string_view name,
                           std::string& storage);

  // For what is wrong in other ways; the first error counts.
  void refuse(Errc code, std::string message);

  // malformed, naming the first member that was wrong, or what was refused.
  Result<void> result() const;
  bool ok() const { return !error_; }

 private:
  void wrong(std::string_view key, std::string_view expected);

  std::optional<Error> error_;
};

// Errors: malformed.
Result<json::Value> parse_answer(json::Document& document, std::string_view text);

}  // namespace gw::bedrock
