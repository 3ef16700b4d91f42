// POST /v1/chat/completions: the request, as slices of its body.
// https://platform.openai.com/docs/api-reference/chat/create
#pragma once

#include <cstdint>
#include <deque>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/raw.h"
#include "openai/api_error.h"

namespace gw::openai {

enum class Role { system, developer, user, assistant, tool, function };

// A piece of content: the texts today; images, files and audio join here.
struct Part {
  json::RawString text;
};

struct Message {
  Role role;
  std::vector<Part> content;  // a string is one part; null, absent or "" is none
};

struct ChatRequest {
  std::string model;  // decoded
  std::vector<Message> messages;
  bool stream = false;
  bool include_usage = false;
  std::optional<std::int64_t> max_tokens;  // max_completion_tokens wins over max_tokens
  std::optional<double> temperature;
  std::optional<double> top_p;
  std::vector<json::RawString> stop;
  // Members with no counterpart yet, in order and once each; neutral values (null, n: 1,
  // store: false, ...) are not listed. Safe to put into a header.
  std::vector<std::string> unsupported;
  // Storage of texts that had lone surrogates; the slices point here (so never a vector).
  std::deque<std::string> repaired;
};

// `body` must outlive the result. Errors are 400s that name the parameter's path
// ("messages[1].content[0].type").
std::expected<ChatRequest, ApiError> parse_chat_request(std::string_view body);

}  // namespace gw::openai
