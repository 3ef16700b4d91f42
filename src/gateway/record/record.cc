#include "gateway/record/record.h"

namespace gw::gateway {

Record make_record(const Context& context) {
  const http::RequestHead& head = context.request.head();
  Record record;
  record.ended = std::chrono::system_clock::now();
  record.id = context.id;
  record.client_id = head.fields.get("x-request-id");
  record.traceparent = head.fields.get("traceparent");
  record.peer = context.request.peer();
  record.forwarded_for = head.fields.get("x-forwarded-for");
  record.key_id = context.key_id;
  if (context.grant) record.team = context.grant->key->team;
  record.cost = context.cost();
  record.method = head.method;
  record.path = head.path();
  if (context.door != nullptr) record.route = context.door->path;
  record.probe = context.door != nullptr && context.door->open;
  record.status = context.responder.status();
  record.outcome = context.outcome;
  record.error = context.error_code;
  record.error_type = context.error_type;
  record.error_message = context.error_message;
  record.bytes = context.responder.bytes_sent();
  record.model = context.model;
  record.upstream_model = context.upstream_model;
  record.target = context.target;
  record.region = context.region;
  record.stream = context.stream;
  record.attempts = context.attempts;
  record.failed_attempts = context.failed_attempts;
  record.server_address = context.server_address;
  record.server_port = context.server_port;
  record.upstream_status = context.upstream_status;
  record.upstream_error = context.upstream_error;
  record.upstream_request_id = context.upstream_request_id;
  record.dropped_params = context.dropped_params;
  record.usage = context.usage;
  record.said = context.said;
  const Clock::time_point now = Clock::now();
  record.total = now - context.started;
  if (context.first_attempt) record.called = now - *context.first_attempt;
  record.upstream_wait = context.upstream_wait;
  if (context.first_token) record.first_token = *context.first_token - context.started;
  return record;
}

}  // namespace gw::gateway
