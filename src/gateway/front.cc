#include "gateway/front.h"

#include <string>

#include "gateway/routes.h"
#include "translate/errors.h"

namespace gw::gateway {

namespace {

using openai::ApiError;
using openai::invalid_request;

ApiError wrong_key() {
  ApiError error(401, "authentication_error",
                 "This gateway needs one of its keys, as 'Authorization: Bearer KEY' or "
                 "'x-api-key: KEY'; the request had none, or a wrong one.");
  error.code = "invalid_api_key";
  return error;
}

ApiError not_found(std::string_view path) {
  ApiError error = invalid_request("Unknown path " + std::string(path) +
                                   ". This gateway serves POST /v1/chat/completions, "
                                   "GET /healthz and GET /readyz.");
  error.status = 404;
  error.code = "unknown_url";
  return error;
}

ApiError method_not_allowed(const http::RequestHead& head, std::string_view allow) {
  ApiError error = invalid_request("Method " + head.method + " is not allowed for " +
                                   std::string(head.path()) + "; use " + std::string(allow) + ".");
  error.status = 405;
  error.code = "method_not_allowed";
  return error;
}

// Another instance, or this one in a moment.
ApiError overloaded() {
  return translate::to_api_error(Error(Errc::busy, "this gateway has as much to do as it may"));
}

// Load balancers ask for health without a key.
bool is_public(std::string_view path) {
  return path.starts_with("/healthz") || path.starts_with("/readyz");
}

}  // namespace

io::Task<void> Front::handle(server::Request& request, server::Responder& responder) {
  Context context(request, responder);
  prepare(context);
  if (options_.cors.is_preflight(request.head())) {
    co_await options_.cors.preflight(context);
  } else {
    io::Quota::Share place(&load_.requests);
    const auto endpoint = find_endpoint(context, place);
    if (endpoint) {
      co_await (*endpoint)->handle(context);
    } else {
      co_await respond_error(context, endpoint.error());
    }
  }
  finish(context);
}

io::Task<void> Front::refuse(server::Request& request, server::Responder& responder, int status,
                             std::string_view message) {
  Context context(request, responder);
  prepare(context);
  ApiError error = invalid_request(std::string(message));
  error.status = status;
  co_await respond_error(context, error);
  finish(context);
}

// Anyone who scans ports causes these, so they are for those who look for them.
void Front::no_connection(std::string_view peer, const Error& why) {
  log_.debug(std::string(peer) + ": " + why.message);
}

void Front::prepare(Context& context) const {
  context.responder.field("x-request-id", context.id);
  if (options_.simulated) context.responder.field("x-gateway-simulated", "true");
  options_.cors.allow(context);
}

// Admits the request before its body is read; `place` is what it then takes of the load.
std::expected<Endpoint*, openai::ApiError> Front::find_endpoint(Context& context,
                                                                io::Quota::Share& place) const {
  const http::RequestHead& head = context.request.head();
  if (options_.keys.required() && !is_public(head.path())) {
    const auto key = options_.keys.admit(head.fields);
    if (!key) return std::unexpected(wrong_key());
    context.key_id = *key;
  }
  const bool admitted = is_public(head.path()) ||
                        (!context.request.is_surplus() && place.grow_to(1, options_.max_requests));
  if (!admitted) return std::unexpected(overloaded());
  context.authorization_claimed = options_.keys.claim_authorization(head.fields);
  const RouteMatch match = find_route(routes_, head.method, head.path());
  if (match.endpoint != nullptr) return match.endpoint;
  if (match.allow.empty()) return std::unexpected(not_found(head.path()));
  context.responder.field("allow", match.allow);
  return std::unexpected(method_not_allowed(head, match.allow));
}

void Front::finish(const Context& context) {
  if (options_.access_log) log_.access(context);
}

}  // namespace gw::gateway
