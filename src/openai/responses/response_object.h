// The response object, as it stands in answers and in events that begin and end a stream.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/write.h"
#include "llm/answer.h"
#include "llm/writer.h"
#include "openai/responses/form.h"

namespace gw::openai {

// How an answer ends. The views live forever, or as long as what they were made from.
struct Outcome {
  std::string_view status;  // "in_progress", "completed", "incomplete", "failed"
  std::string_view incomplete_reason = {};
  std::string_view error_code = {};
  std::string error_message = {};
};

struct ResponseParts {
  const llm::AnswerHead& head;
  const ResponsesForm& form;
  const std::vector<std::string>& items;  // JSON; empty ones are left out
  const std::optional<llm::Usage>& usage;
  std::string_view service_tier;  // escaped; empty: not known
};

void write_response(const ResponseParts& parts, const Outcome& outcome, json::Writer& writer);

}  // namespace gw::openai
