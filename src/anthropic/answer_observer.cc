#include "anthropic/answer_observer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "json/raw.h"

namespace gw::anthropic {

namespace {

using json::Value;

// Of tokens: within 0 and 2^53, so that sums cannot overflow; odd values are passed over.
bool take(json::Object object, std::string_view key, std::int64_t& count) {
  constexpr std::int64_t kMost = std::int64_t{1} << 53;
  const std::optional<Value> value = object.find(key);
  const auto number = value ? value->integer() : std::nullopt;
  if (!number || *number < 0 || *number > kMost) return false;
  count = *number;
  return true;
}

std::optional<json::Object> find_object(json::Object object, std::string_view key) {
  const std::optional<Value> value = object.find(key);
  return value ? value->object() : std::nullopt;
}

struct ErrorType {
  std::string_view type;  // Anthropic's
  int status;
  std::string_view code;  // Bedrock's
};
constexpr std::array kErrors{
    ErrorType{"invalid_request_error", 400, "ValidationException"},
    ErrorType{"request_too_large", 413, ""},
    ErrorType{"permission_error", 403, "AccessDeniedException"},
    ErrorType{"not_found_error", 404, "ResourceNotFoundException"},
    ErrorType{"rate_limit_error", 429, "ThrottlingException"},
    ErrorType{"timeout_error", 408, "ModelTimeoutException"},
    ErrorType{"overloaded_error", 503, "ServiceUnavailableException"},
};

// Where deltas have what the model says.
constexpr std::array<std::string_view, 3> kSaid{"text", "thinking", "partial_json"};

}  // namespace

std::optional<std::string_view> find_text(json::Object object, std::string_view key) {
  const std::optional<Value> value = object.find(key);
  const auto text = value ? value->string() : std::nullopt;
  return text ? std::optional(text->escaped) : std::nullopt;
}

void restore(json::Object object, json::Object inner, std::string_view model, Edits& edits) {
  Pruner pruner(edits);
  for (const json::Member member : object) {
    const std::string_view slice = slice_of(member);
    member.key.starts_with(kInvocation) ? pruner.drop(slice) : pruner.keep(slice);
  }
  pruner.finish();
  if (const auto name = inner.find("model")) {
    edits.replace(name->raw(), "\"" + json::escape(model) + "\"");
  }
}

bedrock::ServiceError read_error(json::Object object) {
  bedrock::ServiceError error{.status = 500, .code = "InternalServerException"};
  const auto inner = find_object(object, "error");
  if (!inner) return error;
  const std::string_view type = find_text(*inner, "type").value_or("");
  const auto* known = std::ranges::find(kErrors, type, &ErrorType::type);
  if (known != kErrors.end()) {
    error.status = known->status;
    error.code = known->code;
  }
  error.message = json::decode({find_text(*inner, "message").value_or("")}).value_or("");
  return error;
}

void UsageReader::read(json::Object usage) {
  const bool input = take(usage, "input_tokens", usage_.input);
  const bool output = take(usage, "output_tokens", usage_.output);
  take(usage, "cache_read_input_tokens", usage_.cache_read);
  take(usage, "cache_creation_input_tokens", usage_.cache_write);
  if (const auto creation = find_object(usage, "cache_creation"))
    take(*creation, "ephemeral_1h_input_tokens", usage_.cache_write_hour);
  usage_.cache_write_hour = std::min(usage_.cache_write_hour, usage_.cache_write);
  std::int64_t reasoning = 0;
  const auto details = find_object(usage, "output_tokens_details");
  if (details && take(*details, "thinking_tokens", reasoning) && reasoning <= usage_.output)
    usage_.reasoning = reasoning;
  own_ = own_ || input || output;
}

void UsageReader::read_metrics(json::Object object) {
  const auto metrics = find_object(object, "amazon-bedrock-invocationMetrics");
  if (!metrics) return;
  measured_ = take(*metrics, "inputTokenCount", metrics_.input) || measured_;
  measured_ = take(*metrics, "outputTokenCount", metrics_.output) || measured_;
  take(*metrics, "cacheReadInputTokenCount", metrics_.cache_read);
  take(*metrics, "cacheWriteInputTokenCount", metrics_.cache_write);
}

std::optional<llm::Usage> UsageReader::counted() const {
  if (own_) return usage_;
  return measured_ ? std::optional(metrics_) : std::nullopt;
}

bool StreamObserver::is_open(std::int64_t block) const {
  return std::ranges::find(open_, block) != open_.end();
}

bool StreamObserver::delta(std::int64_t block, json::RawString said) {
  if (stopped_ || !is_open(block)) return false;
  said_ += said.escaped.size();
  return true;
}

Result<> StreamObserver::delta(json::Object object) {
  std::int64_t index = 0;
  if (!take(object, "index", index) || !is_open(index))
    return fail(Errc::malformed, "a delta belongs to no block");
  const auto delta = find_object(object, "delta");
  if (!delta) return fail(Errc::malformed, "a delta is missing");
  for (const std::string_view key : kSaid) said_ += find_text(*delta, key).value_or("").size();
  return {};
}

Result<> StreamObserver::event(std::string_view type, json::Object object) {
  usage_.read_metrics(object);
  if (type.empty()) return {};
  if (stopped_) return fail(Errc::malformed, "it goes on behind its end");
  if (type == "message_start") {
    const auto message = find_object(object, "message");
    if (!message || started_) return fail(Errc::malformed, "a message begins oddly");
    started_ = true;
    if (const auto usage = find_object(*message, "usage")) usage_.read(*usage);
    return {};
  }
  if (type == "ping") return {};
  if (!started_) return fail(Errc::malformed, "it has no beginning");
  if (type == "content_block_delta") return delta(object);
  std::int64_t index = 0;
  const bool numbered = take(object, "index", index);
  if (type == "content_block_start") {
    if (!numbered || reason_ || !find_object(object, "content_block") || is_open(index))
      return fail(Errc::malformed, "a block begins where none can");
    open_.push_back(index);
  } else if (type == "content_block_stop") {
    if (!numbered || std::erase(open_, index) == 0) return fail(Errc::malformed, "no block ends");
  } else if (type == "message_delta") {
    const auto delta = find_object(object, "delta");
    if (delta && find_text(*delta, "stop_reason")) reason_ = true;
    if (const auto usage = find_object(object, "usage")) usage_.read(*usage);
  } else if (type == "message_stop") {
    stopped_ = true;
  }
  return {};
}

}  // namespace gw::anthropic
