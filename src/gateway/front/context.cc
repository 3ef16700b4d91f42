#include "gateway/front/context.h"

#include "base/id.h"
#include "gateway/front/charging.h"

namespace gw::gateway {

namespace {

// The names are the client's: as many as a header field should hold.
constexpr std::size_t kMaxNames = 1024;

std::string join(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) {
    if (!joined.empty()) joined += ", ";
    if (joined.size() + name.size() > kMaxNames) return joined + "...";
    joined += name;
  }
  return joined;
}

// What the head of every answer tells about how it came to be.
void add_fields(Context& context) {
  server::Responder& out = context.responder;
  if (context.attempts > 0) out.field("x-gateway-attempts", context.attempts);
  if (!context.upstream_model.empty()) out.field("x-gateway-model", context.upstream_model);
  if (!context.target.empty()) out.field("x-gateway-target", context.target);
  if (!context.upstream_request_id.empty()) {
    out.field("x-amzn-requestid", context.upstream_request_id);
  }
  if (context.retry_is_pointless) out.field("x-should-retry", "false");
  add_limit_fields(context);
  if (const auto cost = context.cost()) out.field("x-gateway-cost-usd", tenancy::format_usd(*cost));
  if (!context.dropped_params.empty()) {
    out.field("x-gateway-dropped-params", join(context.dropped_params));
  }
}

void add_overhead(Context& context) {
  context.responder.field("x-gateway-overhead-us",
                          static_cast<std::uint64_t>(context.overhead().count()));
}

// Of a stream that keep-alives have begun.
io::Task<void> end(Context& context, std::string_view events) {
  const Result<> ended = co_await context.responder.end(events);
  if (!ended) context.outcome = Outcome::client_closed;
}

}  // namespace

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::client_error:
      return "client_error";
    case Outcome::upstream_error:
      return "upstream_error";
    case Outcome::gateway_error:
      return "gateway_error";
    case Outcome::client_closed:
      return "client_closed";
  }
  return "unknown";
}

Context::Context(server::Request& http_request, server::Responder& http_responder)
    : request(http_request),
      responder(http_responder),
      id(make_id("req_", 24)),
      started(Clock::now()),
      memory(http_request.body_memory()) {}

std::chrono::microseconds Context::overhead() const {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started -
                                                               upstream_wait);
}

std::optional<tenancy::Nanodollars> Context::cost() const {
  return usage && !cut_off ? cost_of(*usage) : std::nullopt;
}

std::optional<tenancy::Nanodollars> Context::cost_of(const llm::Usage& used) const {
  if (price == nullptr) return std::nullopt;
  return price->cost(
      {used.input, used.output, used.cache_read, used.cache_write, used.cache_write_hour},
      static_cast<std::int64_t>(calls / parts));
}

bool client_gone(Context& context) {
  const io::CancelScope& cancel = context.request.cancel();
  if (!cancel.canceled() || cancel.stopping()) return false;
  context.outcome = Outcome::client_closed;
  return true;
}

void begin_stream(Context& context, std::string_view content_type) {
  add_overhead(context);
  begin_waiting_stream(context, content_type);
}

void begin_waiting_stream(Context& context, std::string_view content_type) {
  add_fields(context);
  context.responder.field("cache-control", "no-cache");
  context.responder.field("x-accel-buffering", "no");
  context.responder.begin(200, content_type);
}

void note_failure(Context& context, const llm::Failure& failure) {
  if (context.outcome == Outcome::ok) {
    context.outcome = failure.status < 500 ? Outcome::client_error : Outcome::gateway_error;
  }
  context.error_code = failure.code.empty() ? std::string(name(failure.kind)) : failure.code;
  context.error_type = name(failure.kind);
  context.error_message = failure.message;
}

io::Task<void> respond_error(Context& context, const llm::Failure& failure) {
  note_failure(context, failure);
  // The same credentials are refused again.
  if (failure.status == 401) context.retry_is_pointless = true;
  if (!failure.retry_after.empty()) context.responder.field("retry-after", failure.retry_after);
  Buffer body;
  context.dialect->write_failure(failure, context.id, body);
  co_await respond_json(context, failure.status, body.view());
}

io::Task<void> respond_json(Context& context, int status, std::string_view body) {
  co_await respond(context, status, "application/json", body);
}

io::Task<void> respond(Context& context, int status, std::string_view content_type,
                       std::string_view body) {
  if (context.responder.started()) co_return co_await end(context, body);
  add_overhead(context);
  add_fields(context);
  const Result<> sent = co_await context.responder.send(status, content_type, body);
  if (!sent) context.outcome = Outcome::client_closed;
}

}  // namespace gw::gateway
