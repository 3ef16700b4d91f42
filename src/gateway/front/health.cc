#include "gateway/front/health.h"

namespace gw::gateway {

namespace {
constexpr std::string_view kOk = R"({"status":"ok"})";
constexpr std::string_view kReady = R"({"status":"ready"})";
constexpr std::string_view kStopping = R"({"status":"stopping"})";
}  // namespace

io::Task<void> Healthz::handle(Context& context) { co_await respond_json(context, 200, kOk); }

io::Task<void> Readyz::handle(Context& context) {
  const bool ready = phase_ == io::Phase::running;
  co_await respond_json(context, ready ? 200 : 503, ready ? kReady : kStopping);
}

}  // namespace gw::gateway
