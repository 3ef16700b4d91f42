#include "gateway/doors/part.h"

#include <algorithm>

#include "gateway/front/charging.h"

namespace gw::gateway {

Part::Part(Context& whole) : request(whole.request), context(request, whole.responder) {
  context.id = whole.id;
  context.started = whole.started;
  context.model = whole.model;
  context.stream = whole.stream;
  context.key_id = whole.key_id;
  context.key_in = whole.key_in;
  context.grant = whole.grant;
  context.charge = whole.charge;
  context.calls = whole.calls;
  context.parts = whole.calls;
  context.text_bytes = whole.text_bytes;
  context.pictures = whole.pictures;
  context.dialect = whole.dialect;
}

void take_over(const Context& part, Context& whole) {
  whole.upstream_request_id = part.upstream_request_id;
  whole.upstream_model = part.upstream_model;
  whole.target = part.target;
  whole.dropped_params = part.dropped_params;
  whole.attempts = part.attempts;
  whole.retry_is_pointless = part.retry_is_pointless;
  whole.region = part.region;
  whole.server_address = part.server_address;
  whole.server_port = part.server_port;
  whole.upstream_status = part.upstream_status;
  whole.upstream_error = part.upstream_error;
  whole.price = part.price;
}

namespace {

tenancy::Usage plus(const tenancy::Usage& a, const tenancy::Usage& b) {
  tenancy::Usage sum{a.input + b.input, a.output + b.output, {}};
  if (a.cost && b.cost) sum.cost = *a.cost + *b.cost;
  return sum;
}

}  // namespace

void add_up(const Context& part, Context& whole) {
  if (!part.charged_model.empty()) {
    whole.charged_model = part.charged_model;
    whole.expected = part.expected;
  }
  if (const auto used = used_by(part))
    whole.parts_used = whole.parts_used ? plus(*whole.parts_used, *used) : *used;
  whole.cut_off |= part.cut_off || !part.usage;
  whole.upstream_wait = std::max(whole.upstream_wait, part.upstream_wait);
  whole.attempts += part.attempts;
  whole.said += part.said;
  whole.failed_attempts.insert(whole.failed_attempts.end(), part.failed_attempts.begin(),
                               part.failed_attempts.end());
  if (part.first_attempt && (!whole.first_attempt || *part.first_attempt < *whole.first_attempt))
    whole.first_attempt = part.first_attempt;
  if (part.first_token && (!whole.first_token || *part.first_token < *whole.first_token))
    whole.first_token = part.first_token;
  if (part.usage) whole.usage = whole.usage ? llm::sum(*whole.usage, *part.usage) : *part.usage;
}

}  // namespace gw::gateway
