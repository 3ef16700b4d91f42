#include "gateway/front/limit_words.h"

#include <algorithm>

#include "anthropic/api_error.h"
#include "aws/time.h"
#include "tenancy/words.h"

namespace gw::gateway {

namespace {

using tenancy::Limited;
using tenancy::Refusal;

constexpr std::int64_t kMsOfASecond = 1000;

std::string owner_of(const Refusal& refusal) {
  return std::string(refusal.of_team ? "team '" : "key '") + std::string(refusal.owner) + "'";
}

// "tokens per minute (TPM)".
std::string words_of(std::string_view limit) {
  std::string words = "requests";
  if (limit.starts_with("tp")) words = "tokens";
  if (limit == "itpm") words = "input tokens";
  if (limit == "otpm") words = "output tokens";
  words += limit.ends_with('d') ? " per day (" : " per minute (";
  for (const char c : limit) words += static_cast<char>(c & ~0x20);
  return words + ")";
}

std::string numbers_of(const Refusal& refusal) {
  return "Limit " + std::to_string(refusal.allowed) + ", Used " + std::to_string(refusal.used) +
         ", Requested " + std::to_string(refusal.requested) + ".";
}

llm::Failure rate_failure(const Refusal& refusal) {
  const bool requests = refusal.what == Limited::requests;
  const std::int64_t ms = milliseconds_of(refusal.wait);
  llm::Failure failure(
      429, requests ? llm::FailureKind::request_rate : llm::FailureKind::token_rate,
      "Rate limit reached for " + owner_of(refusal) + " on " + words_of(refusal.limit) + ": " +
          numbers_of(refusal) +
          (ms > 0 ? " Please try again in " + go_duration(ms) + "."
                  : " The request is larger than the limit: shorten it, or ask the gateway's "
                    "operator for more."));
  failure.code = "rate_limit_exceeded";
  if (ms > 0) failure.retry_after = std::to_string((ms + kMsOfASecond - 1) / kMsOfASecond);
  return failure;
}

llm::Failure concurrency_failure(const Refusal& refusal) {
  llm::Failure failure(429, llm::FailureKind::request_rate,
                       "As many requests of " + owner_of(refusal) +
                           " are being answered as it may have at once: " + numbers_of(refusal) +
                           " Send the request again when one of them has ended.");
  failure.code = "concurrency_limit_exceeded";
  failure.retry_after = "1";
  return failure;
}

llm::Failure budget_failure(const Refusal& refusal) {
  const bool total = refusal.limit == name(tenancy::Window::total);
  std::string message = "The budget of " + owner_of(refusal) + " is used up: $" +
                        tenancy::format_usd(refusal.used) + " of $" +
                        tenancy::format_usd(refusal.allowed) +
                        (total ? " in all" : " this " + std::string(refusal.limit)) +
                        " are spent or reserved, and this request may cost $" +
                        tenancy::format_usd(refusal.requested) + ".";
  if (!total)
    message += " The next " + std::string(refusal.limit) + " begins at " +
               aws::format_iso8601(refusal.ends) + ".";
  llm::Failure failure(429, llm::FailureKind::quota, std::move(message));
  failure.code = anthropic::kSpendLimit;
  return failure;
}

llm::Failure unpriced_failure(const Refusal& refusal) {
  llm::Failure failure(403, llm::FailureKind::permission,
                       "There is a budget for " + owner_of(refusal) +
                           ", and this gateway does not know what the model costs. Its operator "
                           "can give it a price ([[price]]), or allow the key models without one "
                           "(allow_unpriced).");
  failure.param = "model";
  failure.code = "model_not_priced";
  return failure;
}

}  // namespace

std::int64_t milliseconds_of(tenancy::Tick ticks) {
  constexpr tenancy::Tick kMs = tenancy::kSecond / kMsOfASecond;
  return (ticks + kMs - 1) / kMs;
}

std::string go_duration(std::int64_t milliseconds) {
  constexpr std::int64_t kMinute = 60;
  if (milliseconds == 0) return "0s";
  if (milliseconds < kMsOfASecond) return std::to_string(milliseconds) + "ms";
  std::int64_t seconds = milliseconds / kMsOfASecond;
  std::string text;
  if (seconds >= kMinute * kMinute) text += std::to_string(seconds / (kMinute * kMinute)) + "h";
  if (seconds >= kMinute) text += std::to_string(seconds / kMinute % kMinute) + "m";
  seconds %= kMinute;
  text += std::to_string(seconds);
  if (const std::int64_t rest = milliseconds % kMsOfASecond; rest > 0) {
    std::string digits = std::to_string(kMsOfASecond + rest).substr(1);
    while (digits.back() == '0') digits.pop_back();
    text += "." + digits;
  }
  return text + "s";
}

void add_limit(Context& context, std::string_view what, const tenancy::Standing& standing,
               tenancy::Time now) {
  server::Responder& out = context.responder;
  const std::int64_t ms = milliseconds_of(standing.until_full);
  const auto limit = static_cast<std::uint64_t>(standing.limit);
  const auto remaining = static_cast<std::uint64_t>(standing.remaining);
  if (context.dialect == &kAnthropic) {
    const std::string name = "anthropic-ratelimit-" + std::string(what);
    out.field(name + "-limit", limit);
    out.field(name + "-remaining", remaining);
    out.field(name + "-reset", aws::format_iso8601(now + (ms + kMsOfASecond - 1) / kMsOfASecond));
    return;
  }
  out.field("x-ratelimit-limit-" + std::string(what), limit);
  out.field("x-ratelimit-remaining-" + std::string(what), remaining);
  out.field("x-ratelimit-reset-" + std::string(what), go_duration(ms));
}

llm::Failure to_failure(const Refusal& refusal) {
  switch (refusal.what) {
    case Limited::concurrency:
      return concurrency_failure(refusal);
    case Limited::budget:
      return budget_failure(refusal);
    case Limited::unpriced:
      return unpriced_failure(refusal);
    case Limited::requests:
    case Limited::tokens:
    case Limited::too_many_tokens:
      break;
  }
  return rate_failure(refusal);
}

}  // namespace gw::gateway
