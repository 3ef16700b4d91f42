#include "gateway/admin/admin_status.h"

#include "aws/time.h"
#include "config/command_line.h"
#include "json/write.h"

namespace gw::gateway {

io::Task<void> AdminStatus::handle(Context& context) {
  const auto up = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - since_);
  Buffer body;
  json::Writer writer(body);
  writer.begin_object();
  writer.member("version", config::version());
  writer.member("started_at", aws::format_iso8601(started_));
  writer.member("uptime_seconds", up.count());
  writer.end_object();
  co_await respond_json(context, 200, body.view());
}

}  // namespace gw::gateway
