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
  co_await dispatch(context);
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

io::Task<void> Front::dispatch(Context& context) {
  const http::RequestHead& head = context.request.head();
  if (options_.cors.is_preflight(head)) co_return co_await options_.cors.preflight(context);
  if (options_.keys.required() && !is_public(head.path())) {
    const auto key = options_.keys.admit(head.fields);
    if (!key) {
      const ApiError error = wrong_key();
      co_return co_await respond_error(context, error);
    }
    context.key_id = *key;
  }
  io::Quota::Share place(&load_.requests);
  const bool admitted = is_public(head.path()) ||
                        (!context.request.is_surplus() && place.grow_to(1, options_.max_requests));
  if (!admitted) {
    const ApiError error = overloaded();
    co_return co_await respond_error(context, error);
  }
  context.authorization_claimed = options_.keys.claim_authorization(head.fields);
  const RouteMatch match = find_route(routes_, head.method, head.path());
  if (match.endpoint != nullptr) co_return co_await match.endpoint->handle(context);
  if (match.allow.empty()) {
    const ApiError error = not_found(head.path());
    co_return co_await respond_error(context, error);
  }
  context.responder.field("allow", match.allow);
  const ApiError error = method_not_allowed(head, match.allow);
  co_await respond_error(context, error);
}

void Front::finish(const Context& context) {
  if (options_.access_log) log_.access(context);
}

}  // namespace gw::gateway
