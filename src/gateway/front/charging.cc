#include "gateway/front/charging.h"

#include <algorithm>
#include <ctime>
#include <string>

#include "gateway/front/limit_words.h"

namespace gw::gateway {

namespace {

using tenancy::Rated;
using tenancy::Standing;

constexpr std::int64_t kTokensOfAPicture = 1600;
// What is said of a stream that nobody counted.
constexpr std::int64_t kBytesOfAToken = 4;

// A long string without blanks in it is a file in base64.
bool is_media(std::string_view text) {
  constexpr std::size_t kLeastBytes = 8192;
  constexpr std::size_t kLookedAt = 512;
  return text.size() >= kLeastBytes &&
         text.substr(0, kLookedAt).find_first_of(" \\") == std::string_view::npos;
}

llm::Failure refused(Context& context, const tenancy::Refusal& refusal) {
  if (!context.responder.started()) {
    const std::int64_t ms = milliseconds_of(refusal.wait);
    if (ms > 0) context.responder.field("retry-after-ms", static_cast<std::uint64_t>(ms));
  }
  context.retry_is_pointless = refusal.wait == 0;
  return to_failure(refusal);
}

std::optional<Standing> first_of(const Context& context, Rated a, Rated b, tenancy::Tick now) {
  const auto standing = context.charge->standing(a, now);
  return standing ? standing : context.charge->standing(b, now);
}

std::int64_t divided_up(std::int64_t amount, std::size_t parts) {
  const auto count = static_cast<std::int64_t>(parts);
  return (amount + count - 1) / count;
}

// The share of one part.
tenancy::Usage share_of(const tenancy::Usage& expected, std::size_t parts) {
  tenancy::Usage share{divided_up(expected.input, parts), divided_up(expected.output, parts), {}};
  if (expected.cost) share.cost = divided_up(*expected.cost, parts);
  return share;
}

// Of the models that may answer; nullopt: one of them has no price.
std::optional<tenancy::Nanodollars> dearest(const Context& context,
                                            std::span<const tenancy::Price* const> prices) {
  tenancy::Nanodollars most = 0;
  for (const tenancy::Price* const price : prices) {
    const auto cost = price == nullptr
                          ? std::nullopt
                          : price->most(context.expected.input, context.expected.output,
                                        static_cast<std::int64_t>(context.calls));
    if (!cost) return std::nullopt;
    most = std::max(most, *cost);
  }
  return most;
}

void learn(const Context& context) {
  if (!context.usage || context.cut_off || context.charged_model.empty()) return;
  const llm::Usage& usage = *context.usage;
  tenancy::Learnt& learnt = *context.grant->learnt;
  const auto calls = static_cast<std::int64_t>(context.calls);
  if (context.pictures == 0) {
    const std::int64_t input = usage.input + usage.cache_write + usage.cache_read;
    learnt.saw_input(context.charged_model, context.text_bytes, input / calls);
  }
  learnt.saw_output(context.key_id, context.charged_model, usage.output / calls);
}

}  // namespace

tenancy::Now now_of(Clock::time_point point) {
  constexpr tenancy::Tick kTicksOfANanosecond = 16;
  const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(point.time_since_epoch());
  return {since.count() * kTicksOfANanosecond, std::time(nullptr)};
}

llm::Expected<> charge_request(Context& context, tenancy::Charge& charge) {
  if (!context.grant->has_limits()) return {};
  context.charge = &charge;
  if (const auto refusal = charge.begin(*context.grant, now_of(context.started)))
    return std::unexpected(refused(context, *refusal));
  return {};
}

void note_body(Context& context, std::string_view body) {
  constexpr std::size_t kSmall = 16'384;
  context.text_bytes = static_cast<std::int64_t>(body.size());
  if (context.charge == nullptr || body.size() < kSmall) return;
  while (!body.empty()) {
    const std::string_view run = body.substr(0, body.find('"'));
    body.remove_prefix(std::min(body.size(), run.size() + 1));
    if (!is_media(run)) continue;
    ++context.pictures;
    context.text_bytes -= static_cast<std::int64_t>(run.size());
  }
}

llm::Expected<> charge_answer(Context& context, const ExpectedAnswer& expected) {
  if (context.charge == nullptr || !context.charge->has_more() || !context.spends_tokens) return {};
  const tenancy::Learnt& learnt = *context.grant->learnt;
  std::int64_t output = learnt.output_tokens(context.key_id, expected.model);
  if (expected.max_output) output = std::min(output, *expected.max_output);
  const auto calls = static_cast<std::int64_t>(context.calls);
  context.expected.input = calls * (learnt.input_tokens(expected.model, context.text_bytes) +
                                    context.pictures * kTokensOfAPicture);
  context.expected.output = calls * output;
  context.expected.cost = dearest(context, expected.prices);
  context.charged_model = expected.model;
  if (const auto& refusal = context.charge->reserve(context.expected, now_of(context.started)))
    return std::unexpected(refused(context, *refusal));
  return {};
}

std::optional<tenancy::Usage> used_by(const Context& context) {
  if (context.attempts == 0) return std::nullopt;
  if (!context.spends_tokens) return tenancy::Usage{0, 0, 0};
  if (context.usage && !context.cut_off) {
    const llm::Usage& usage = *context.usage;
    return tenancy::Usage{usage.input + usage.cache_write, usage.output, context.cost()};
  }
  if (context.parts_used) return context.parts_used;
  const auto said = (static_cast<std::int64_t>(context.said) + kBytesOfAToken - 1) / kBytesOfAToken;
  const bool failed = context.failed_attempts.size() >= context.attempts;
  const bool left = context.outcome == Outcome::client_closed && !failed;
  if (!left && said == 0) return tenancy::Usage{0, 0, 0};  // an error instead of an answer
  tenancy::Usage used = share_of(context.expected, context.parts);
  // Bedrock bills the whole answer, also when nobody waits for the end of it.
  used.output = left ? std::max(said, used.output) : said;
  if (!context.usage) return used;
  // Claude counts at the beginning of a stream, too: the input, and next to nothing of the output.
  llm::Usage usage = *context.usage;
  usage.output = std::max(usage.output, used.output);
  return tenancy::Usage{usage.input + usage.cache_write, usage.output, context.cost_of(usage)};
}

void settle(Context& context) {
  if (context.charge == nullptr) return;
  context.charge->settle(used_by(context), now_of(Clock::now()));
  learn(context);
}

void add_limit_fields(Context& context) {
  if (context.charge == nullptr) return;
  const tenancy::Now now = now_of(Clock::now());
  const auto add = [&](std::string_view what, const std::optional<Standing>& standing) {
    if (standing) add_limit(context, what, *standing, now.time);
  };
  add("requests", first_of(context, Rated::requests_per_minute, Rated::requests_per_day, now.tick));
  add("tokens", first_of(context, Rated::tokens_per_minute, Rated::tokens_per_day, now.tick));
  if (context.dialect != &kAnthropic) return;
  add("input-tokens", context.charge->standing(Rated::input_tokens_per_minute, now.tick));
  add("output-tokens", context.charge->standing(Rated::output_tokens_per_minute, now.tick));
}

}  // namespace gw::gateway
