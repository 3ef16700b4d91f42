#include "gateway/health.h"

namespace gw::gateway {

io::Task<void> Healthz::handle(Context& context) {
  co_await respond_json(context, 200, R"({"status":"ok"})");
}

io::Task<void> Readyz::handle(Context& context) {
  if (stopping_) {
    co_await respond_json(context, 503, R"({"status":"stopping"})");
  } else {
    co_await respond_json(context, 200, R"({"status":"ready"})");
  }
}

}  // namespace gw::gateway
