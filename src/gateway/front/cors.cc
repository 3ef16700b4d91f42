#include "gateway/front/cors.h"

#include <algorithm>

#include "gateway/front/doors.h"

namespace gw::gateway {

namespace {

// What a page may read of an answer besides the simple fields.
constexpr std::string_view kExposed =
    "x-request-id, request-id, x-amzn-requestid, x-gateway-attempts, x-gateway-cost-usd, "
    "x-gateway-dropped-params, "
    "x-gateway-estimated, x-gateway-model, x-gateway-overhead-us, x-gateway-simulated, "
    "x-gateway-target, retry-after, retry-after-ms, x-should-retry, x-ratelimit-limit-requests, "
    "x-ratelimit-remaining-requests, x-ratelimit-reset-requests, x-ratelimit-limit-tokens, "
    "x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens";
constexpr std::string_view kMaxAge = "86400";  // seconds; browsers cap it themselves

}  // namespace

bool Cors::allowed(std::string_view origin) const {
  return !origin.empty() && std::any_of(origins_.begin(), origins_.end(), [&](const auto& known) {
    return known == "*" || known == origin;
  });
}

void Cors::allow(Context& context) const {
  if (origins_.empty()) return;
  context.responder.field("vary", "Origin");
  const std::string_view origin = context.request.head().fields.get("origin");
  if (!allowed(origin)) return;
  context.responder.field("access-control-allow-origin", origin);
  context.responder.field("access-control-expose-headers", kExposed);
}

bool Cors::is_preflight(const http::RequestHead& head) const {
  return head.method == "OPTIONS" && allowed(head.fields.get("origin")) &&
         !head.fields.get("access-control-request-method").empty();
}

io::Task<void> Cors::preflight(Context& context) const {
  const std::string_view headers =
      context.request.head().fields.get("access-control-request-headers");
  context.responder.field("access-control-allow-methods", list_of_methods() + ", OPTIONS");
  if (!headers.empty()) context.responder.field("access-control-allow-headers", headers);
  context.responder.field("access-control-max-age", kMaxAge);
  const std::string_view nothing;
  const Result<> sent = co_await context.responder.send(204, nothing, nothing);
  if (!sent) context.outcome = Outcome::client_closed;
}

}  // namespace gw::gateway
