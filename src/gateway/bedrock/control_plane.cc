#include "gateway/bedrock/control_plane.h"

#include "gateway/bedrock/target.h"

namespace gw::gateway {

namespace {
constexpr std::chrono::seconds kListPatience{5};
}  // namespace

io::Task<Result<ControlAnswer>> ask_control_plane(upstream::Shared& shared,
                                                  const aws::Endpoint& endpoint,
                                                  std::string_view region, Access& access,
                                                  std::string_view path, std::size_t limit,
                                                  io::CancelScope& cancel) {
  upstream::Outgoing outgoing;
  outgoing.method = "GET";
  outgoing.path = path;
  outgoing.content_type = "application/json";
  for (;;) {
    const upstream::Target target{endpoint, region, kService, access.credentials()};
    std::chrono::nanoseconds waited{0};
    upstream::Call call(shared, cancel, waited);
    const Result<> started = co_await call.start(target, outgoing);
    if (!started) co_return std::unexpected(started.error());
    Buffer body;
    const Result<> read = co_await call.read_all(limit, body);
    if (!read) co_return std::unexpected(read.error());
    if (Access::refused(call)) {
      const bool again = co_await access.mend(call);
      if (again) continue;
    }
    const http::ResponseHead& head = call.head();
    co_return ControlAnswer{head.status, std::string(head.fields.get("x-amzn-errortype")),
                            std::string(body.view())};
  }
}

upstream::Shared with_short_patience(upstream::Shared shared) {
  shared.timeouts.head = kListPatience;
  shared.timeouts.idle = kListPatience;
  return shared;
}

}  // namespace gw::gateway
