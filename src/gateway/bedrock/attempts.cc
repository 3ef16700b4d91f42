#include "gateway/bedrock/attempts.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/id.h"
#include "bedrock/refusal.h"
#include "gateway/bedrock/model_request.h"
#include "io/clock.h"
#include "io/sleep.h"
#include "translate/without.h"

namespace gw::gateway {

namespace {

using std::chrono::milliseconds;

// How often a request is sent again without a member: a model that refuses more of them refuses the
// request.
constexpr std::size_t kMostRefusals = 8;

// In [0, 1).
double random() {
  constexpr unsigned kMantissa = 53;
  return static_cast<double>(random_u64() >> (64 - kMantissa)) / (1ULL << kMantissa);
}

// One model that hangs must not take what the others need.
Failed no_room(const Target& target) {
  Failed failed(llm::Failure(
      429, llm::FailureKind::rate_limit,
      "As many requests to " + target.model.value + " in " + std::string(target.caller.region()) +
          " are under way as this gateway allows at once (upstream.max_requests). Send the request "
          "again in a moment."));
  failed.error.code = "upstream_busy";
  failed.error.retry_after = "1";
  failed.error.retry = llm::Retry::elsewhere;
  failed.no_room = true;
  return failed;
}

// What OpenAI's SDKs send again by themselves.
bool invites_retry(int status) {
  return status == 408 || status == 409 || status == 429 || status >= 500;
}

}  // namespace

Attempts::Attempts(Context& context, const Calling& calling, const Target& target,
                   const Translator& translator, std::string_view model, Answer& answer,
                   Failover* failover)
    : context_(context),
      calling_(calling),
      translator_(translator),
      model_(model),
      answer_(answer),
      failover_(failover),
      begun_(Clock::now()) {
  const milliseconds total = calling.shared.timeouts.total;
  if (total > milliseconds(0)) end_by_ = io::coarse_now() + total;
  use(target);
}

void Attempts::use(const Target& target) {
  target_ = &target;
  profile_.emplace(target, calling_.rules.profile_geographies, target.upstream->profile);
  without_ = target.upstream->shared->refused();
  learned_.clear();
}

io::Task<void> Attempts::run() {
  target_->upstream->retry_budget.request(calling_.rules.retry.percent);
  for (bool again = true; again;) {
    auto exchange = translator_.translate(profile_->target(), without_);
    if (!exchange) {
      const llm::Failure& error = exchange.error();
      if (failover_ == nullptr || !failed_) co_return co_await answer_.fail(error);
      failover_->exclude();  // that this target cannot take it is not what the client should hear
      again = co_await another();
      continue;
    }
    exchange_.emplace(*std::move(exchange));
    context_.dropped_params = exchange_->dropped;
    if (profile_->switched()) context_.upstream_model = profile_->target().model.value;
    if (failover_ != nullptr) failover_->begin();
    const unsigned before = context_.attempts;
    const Relayed relayed = co_await attempt();
    if (failover_ != nullptr) failover_->end(relayed);
    if (relayed) co_return settle();
    context_.memory.release();
    const Failed& failed = relayed.error();
    if (fall_back(failed) || switch_profile(failed)) continue;
    if (context_.attempts > before) note(failed.error);
    failed_ = failed;
    again = co_await another();
  }
}

void Attempts::note(const llm::Failure& error) {
  context_.failed_attempts.push_back(
      {context_.target, context_.region,
       error.code.empty() ? std::string(name(error.kind)) : error.code, context_.upstream_status});
}

io::Task<Relayed> Attempts::attempt() {
  const Target& target = profile_->target();
  io::Quota::Share place(&target.upstream->shared->calls);
  if (!place.grow_to(1, calling_.rules.calls)) co_return std::unexpected(no_room(target));
  ++context_.attempts;
  context_.region = target.caller.region();
  context_.upstream_status = 0;
  context_.upstream_error.clear();
  context_.server_address = target.endpoint.host;
  context_.server_port = target.endpoint.port;
  if (!context_.first_attempt) context_.first_attempt = Clock::now();
  if (const tenancy::Prices* const prices = calling_.rules.prices)
    context_.price = prices->find(target.model.value, target.caller.region());
  const ModelRequest request(exchange_->upstream);
  upstream::Outgoing outgoing = request.outgoing();
  outgoing.streamed = exchange_->upstream.stream;
  outgoing.end_by = end_by_;

  std::optional<upstream::Call> call;
  Result<> started;
  for (bool again = true; again;) {  // at once, with a corrected clock or renewed credentials
    const upstream::Target to{target.endpoint, target.caller.region(), kService,
                              target.access.credentials()};
    call.emplace(calling_.shared, context_.request.cancel(), context_.upstream_wait);
    started = co_await call->start(to, outgoing);
    again = started && Access::refused(*call);
    if (again) again = co_await target.access.mend(*call);
  }
  if (!started) {
    const Error& error = started.error();
    co_return failed_or_gone(context_, error);
  }
  if (failover_ != nullptr) failover_->answered();
  exchange_->upstream.body.release();
  const RelayContext about{target.rules, model_, target.caller.owner()};
  co_return co_await relay(context_, answer_, *call, *exchange_, about);
}

// What the model has refused is left out, each member once: it names one after the other. Nothing
// is wrong with the upstream: the next attempt follows at once, and is none of the retries. A
// refusal of what the request has not got, or cannot do without, is the client's.
bool Attempts::fall_back(const Failed& failed) {
  auto refused = bedrock::find_refused(failed.error.status, failed.error.upstream_message);
  if (!refused || refusals_ == kMostRefusals) return false;
  const std::string& spelled = refused->field.empty() ? refused->member : refused->field;
  std::vector<std::string> without = without_;
  const auto add = [&](std::string member) {
    if (!member.empty() && !translate::is_refused(member, without))
      without.push_back(std::move(member));
  };
  // A field of that name that the client has sent goes alone: the model may well take the
  // parameter, and the requests of others must not be without it because of this one.
  add(translate::own_field(spelled));
  if (!changes(without)) {
    without = without_;
    add(refused->member);
    add(refused->field);
    if (without.size() == without_.size() || !changes(without)) return false;
  }
  if (refused->lasting) {
    learned_.insert(learned_.end(), without.begin() + std::ssize(without_), without.end());
  }
  without_ = std::move(without);
  ++refusals_;
  --context_.attempts;
  return true;
}

// Whether the request becomes another one without these. Translated anew, since its body is gone:
// refusals are few.
bool Attempts::changes(std::span<const std::string> without) const {
  const auto before = translator_.translate(profile_->target(), without_);
  const auto after = translator_.translate(profile_->target(), without);
  return before && after && !bedrock::is_same(before->upstream, after->upstream);
}

// The target has answered. Only now it is known that the model can do without what it has refused:
// a message that a client's own words have got into teaches nothing.
void Attempts::settle() {
  profile_->settle();
  if (!learned_.empty() && context_.outcome == Outcome::ok)
    target_->upstream->shared->learn_refused(learned_);
}

// Not there on demand: a profile is asked at once instead. That is none of the retries either.
bool Attempts::switch_profile(const Failed& failed) {
  if (!profile_->move_on(failed.error)) return false;
  --context_.attempts;
  return true;
}

// Whether there is another attempt, at another target or at the same one; else the client has been
// answered. A target that has not been tried gets it at once: its breaker sees to it that an outage
// is not amplified, so no budget is spent. The bounds hold.
io::Task<bool> Attempts::another() {
  const llm::Retry retry = failed_->error.retry;
  const auto elapsed = std::chrono::duration_cast<milliseconds>(Clock::now() - begun_);
  if (io::coarse_now() >= end_by_) {
    co_await give_up(GiveUp::tried);
    co_return false;
  }
  if (failover_ != nullptr && retry != llm::Retry::never &&
      policy::within_bounds(calling_.rules.retry, context_.attempts, elapsed)) {
    const Failover::Next next = co_await failover_->next();
    if (next.target == nullptr) {
      co_await give_up(GiveUp::pointless);
      co_return false;
    }
    if (next.target != target_) use(*next.target);
    if (next.fresh) {
      target_->upstream->retry_budget.request(calling_.rules.retry.percent);
      co_return true;
    }
  }
  if (retry == llm::Retry::soon || retry == llm::Retry::later) {
    co_return co_await wait_for_another(elapsed);
  }
  co_await give_up(GiveUp::pointless);
  co_return false;
}

// Decides, and answers the client when it was the last attempt.
io::Task<bool> Attempts::wait_for_another(milliseconds elapsed) {
  policy::Attempted so_far{context_.attempts, elapsed, policy::Failure::transient,
                           failed_->retry_after};
  if (failed_->error.retry == llm::Retry::later) so_far.failure = policy::Failure::throttled;
  const auto pause =
      policy::next_attempt(calling_.rules.retry, so_far, target_->upstream->retry_budget, random());
  if (!pause) {
    const bool tried = context_.attempts > 1 || pause.error() == policy::GiveUp::budget;
    co_await give_up(tried ? GiveUp::tried : GiveUp::untried);
    co_return false;
  }
  const auto from = Clock::now();
  co_await io::sleep(*pause, context_.request.cancel());
  context_.upstream_wait += Clock::now() - from;
  co_return !client_gone(context_);
}

io::Task<void> Attempts::give_up(GiveUp why) {
  const llm::Failure& error = failed_->error;
  const bool stopping = context_.request.cancel().stopping();  // another instance can
  // The SDKs would multiply what was tried here already, or cannot help.
  const bool pointless = why != GiveUp::untried && !stopping && !failed_->no_room;
  context_.retry_is_pointless = invites_retry(error.status) && pointless;
  const bool ours = stopping || failed_->no_room;
  context_.outcome = ours ? Outcome::gateway_error : Outcome::upstream_error;
  co_await answer_.fail(error);
}

}  // namespace gw::gateway
