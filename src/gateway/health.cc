#include "gateway/health.h"

namespace gw::gateway {

namespace {
constexpr std::string_view kOk = R"({"status":"ok"})";
constexpr std::string_view kReady = R"({"status":"ready"})";
constexpr std::string_view kStopping = R"({"status":"stopping"})";
}  // namespace

io::Task<void> Healthz::handle(Context& context) { co_await respond_json(context, 200, kOk); }

io::Task<void> Readyz::handle(Context& context) {
  co_await respond_json(context, stopping_ ? 503 : 200, stopping_ ? kStopping : kReady);
}

}  // namespace gw::gateway
