#include "gateway/front/own_key.h"

#include <algorithm>
#include <limits>
#include <string>

#include "aws/time.h"
#include "gateway/front/charging.h"
#include "json/write.h"
#include "tenancy/words.h"

namespace gw::gateway {

namespace {

void write_time(std::string_view name, tenancy::Time time, json::Writer& json) {
  json.key(name);
  time == 0 || time == std::numeric_limits<tenancy::Time>::max()
      ? json.null()
      : json.string(aws::format_iso8601(time));
}

void write_limits(const tenancy::Scope& scope, const tenancy::Now& now, json::Writer& json) {
  json.key("limits").begin_object();
  for (const auto& [name, standing] : tenancy::standings(scope, now.tick)) {
    json.key(name).begin_object();
    json.member("limit", standing.limit).member("remaining", standing.remaining);
    const tenancy::Tick milliseconds = standing.until_full / (tenancy::kSecond / 1000);
    json.member("reset_seconds", static_cast<double>(milliseconds) / 1000);
    json.end_object();
  }
  if (const std::int64_t most = scope.terms->limits.concurrency; most > 0) {
    const std::int64_t used = scope.meter->in_flight.load(std::memory_order_relaxed);
    json.key("concurrency").begin_object();
    json.member("limit", most).member("remaining", std::max<std::int64_t>(most - used, 0));
    json.end_object();
  }
  json.end_object();
}

void write_budgets(const tenancy::Scope& scope, const tenancy::Now& now, json::Writer& json) {
  json.key("budgets").begin_array();
  for (const tenancy::Budget& budget : scope.terms->budgets) {
    const auto& sum = scope.meter->spent[static_cast<std::size_t>(budget.window)];
    const tenancy::Nanodollars spent = sum.of(tenancy::window_number(budget.window, now.time));
    const tenancy::Nanodollars left = std::max<tenancy::Nanodollars>(budget.amount - spent, 0);
    json.begin_object().member("usd", tenancy::format_usd(budget.amount));
    json.member("window", name(budget.window)).member("on_exceed", name(budget.on_exceed));
    json.member("used_usd", tenancy::format_usd(spent));
    json.member("remaining_usd", tenancy::format_usd(left));
    write_time("ends_at", tenancy::window_end(budget.window, now.time), json);
    json.end_object();
  }
  json.end_array();
}

void write_scope(const tenancy::Scope& scope, const tenancy::Now& now, json::Writer& json) {
  json.member("id", scope.id).key("models").begin_array();
  for (const std::string& pattern : scope.terms->models) json.string(pattern);
  json.end_array();
  write_limits(scope, now, json);
  write_budgets(scope, now, json);
}

llm::Failure no_key() {
  llm::Failure failure = llm::invalid_request("This gateway has no keys: everybody may use it.");
  failure.status = 404;
  failure.code = "no_key";
  return failure;
}

}  // namespace

io::Task<void> OwnKey::handle(Context& context) {
  if (!context.grant) {
    const llm::Failure failure = no_key();
    co_return co_await respond_error(context, failure);
  }
  const tenancy::Now now = now_of(Clock::now());
  const auto scopes = context.grant->used_scopes();
  Buffer body;
  json::Writer json(body);
  json.begin_object().member("object", "gateway.key");
  json.key("name");
  context.grant->key->name.empty() ? json.null() : json.string(context.grant->key->name);
  write_time("expires_at", context.grant->key->expires_at, json);
  write_scope(scopes.front(), now, json);
  json.key("teams").begin_array();
  for (const tenancy::Scope& team : scopes.subspan(1)) {
    json.begin_object();
    write_scope(team, now, json);
    json.end_object();
  }
  json.end_array().end_object();
  co_await respond_json(context, 200, body.view());
}

}  // namespace gw::gateway
