#include "gateway/doors/operation_door.h"

#include <string>

#include "base/ascii.h"
#include "gateway/front/charging.h"
#include "gateway/front/request_body.h"

namespace gw::gateway {

namespace {

bool wants_dry_run(const http::RequestHead& head) {
  if (ascii::equal_ignoring_case(head.fields.get("x-gateway-dry-run"), "true")) return true;
  std::string_view query = head.query();
  while (!query.empty()) {
    if (ascii::take_until('&', query) == "dry_run=true") return true;
  }
  return false;
}

llm::Failure dry_run_is_off() {
  llm::Failure failure = llm::invalid_request(
      "This gateway does not show the requests it would send; its operator can allow it with "
      "chat.dry_run = true.",
      "dry_run", "dry_run_disabled");
  failure.status = 403;
  return failure;
}

}  // namespace

io::Task<std::optional<std::string_view>> read_json_body(Context& context, std::size_t body_bytes) {
  if (const auto refused = refuse_content_type(context.request.head().fields)) {
    co_await respond_error(context, *refused);
    co_return std::nullopt;
  }
  const Result<std::string_view> body = co_await context.request.read_body(body_bytes);
  if (!body && client_gone(context)) co_return std::nullopt;
  if (body) note_body(context, *body);
  context.started = Clock::now();  // the client's upload is not the gateway's time
  if (body) co_return *body;
  const llm::Failure failure = unreadable_body(body.error(), body_bytes);
  co_await respond_error(context, failure);
  co_return std::nullopt;
}

llm::Expected<> note_dry_run(Context& context, bool allowed) {
  context.dry_run = wants_dry_run(context.request.head());
  if (context.dry_run && !allowed) return std::unexpected(dry_run_is_off());
  return {};
}

}  // namespace gw::gateway
