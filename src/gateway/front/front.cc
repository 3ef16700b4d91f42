#include "gateway/front/front.h"

#include <ctime>
#include <string>

#include "base/ascii.h"
#include "gateway/front/charging.h"
#include "gateway/front/keys.h"
#include "gateway/front/routes.h"
#include "translate/errors.h"

namespace gw::gateway {

namespace {

using llm::Failure;
using llm::FailureKind;
using llm::invalid_request;

Failure not_found(std::string_view path) {
  Failure error = invalid_request("Unknown path " + std::string(path) + ". This gateway serves " +
                                  list_of_doors() + ".");
  error.status = 404;
  error.code = "unknown_url";
  return error;
}

Failure method_not_allowed(const http::RequestHead& head, std::string_view allow) {
  Failure error = invalid_request("Method " + head.method + " is not allowed for " +
                                  std::string(head.path()) + "; use " + std::string(allow) + ".");
  error.status = 405;
  error.code = "method_not_allowed";
  return error;
}

Failure encoded_body(std::string_view encoding) {
  Failure error = invalid_request("The body has the content-encoding '" + std::string(encoding) +
                                      "', and this gateway reads plain ones only. Switch the "
                                      "compression of requests off.",
                                  "content-encoding", "unsupported_content_encoding");
  error.status = 415;
  return error;
}

Failure foreign_page(const std::string& why) {
  Failure error(403, FailureKind::permission, why);
  error.code = "foreign_site";
  return error;
}

// /v1/models has answers for the clients of both APIs, who say which by a header. So do errors for
// paths of no door.
bool is_everybodys(const RouteMatch& route) {
  return route.dialect == &kOpenAi && (route.door == nullptr || route.door->door == Door::models);
}

// Another instance, or this one in a moment.
Failure overloaded() {
  return translate::to_failure(Error(Errc::busy, "this gateway has as much to do as it may"));
}

}  // namespace

io::Task<void> Front::handle(server::Request& request, server::Responder& responder) {
  Context context(request, responder);
  const RouteMatch route = find_route(door_paths(), request.head().method, request.head().path());
  context.dialect = route.dialect;
  context.door = route.door;
  if (is_everybodys(route) && !request.head().fields.get("anthropic-version").empty())
    context.dialect = &kAnthropic;
  prepare(context);
  if (options_.cors.is_preflight(request.head())) {
    co_await options_.cors.preflight(context);
  } else {
    io::Quota::Share place(&load_.requests);
    tenancy::Charge charge;
    const auto endpoint = admit(context, route, place, charge);
    if (endpoint) {
      co_await answer(context, **endpoint);
    } else {
      co_await respond_error(context, endpoint.error());
    }
    settle(context);
  }
  finish(context);
}

// What an endpoint throws is a bug. The request has its one record all the same.
io::Task<void> Front::answer(Context& context, Endpoint& endpoint) {
  std::string bug;
  try {
    co_await endpoint.handle(context);
    co_return;
  } catch (const std::exception& thrown) {
    bug = thrown.what();
  }
  if (!context.responder.started()) {
    const Failure error(500, FailureKind::server,
                        "The gateway failed to answer; its log says why.");
    co_await respond_error(context, error);
  }
  context.outcome = Outcome::gateway_error;
  context.error_message = bug;
}

io::Task<void> Front::refuse(server::Request& request, server::Responder& responder, int status,
                             std::string_view message) {
  Context context(request, responder);
  prepare(context);
  Failure error = invalid_request(std::string(message));
  error.status = status;
  co_await respond_error(context, error);
  finish(context);
}

// Anyone who scans ports causes these, so they are for those who look for them.
void Front::no_connection(std::string_view peer, const Error& why) {
  log_.debug(std::string(peer) + ": " + why.message);
}

void Front::prepare(Context& context) const {
  context.responder.field(kOpenAi.id_header, context.id);
  if (context.dialect->id_header != kOpenAi.id_header)
    context.responder.field(context.dialect->id_header, context.id);
  if (options_.simulated) context.responder.field("x-gateway-simulated", "true");
  options_.cors.allow(context);
}

// Admits the request before its body is read; `place` is what it then takes of the load. Load
// balancers ask for health without a key, and whatever the load is.
llm::Expected<Endpoint*> Front::admit(Context& context, const RouteMatch& route,
                                      io::Quota::Share& place, tenancy::Charge& charge) const {
  const http::RequestHead& head = context.request.head();
  const bool open = route.door != nullptr && route.door->open;
  if (!options_.directory->empty() && !open) {
    const auto key = find_key(*options_.directory, head.fields, std::time(nullptr));
    if (!key) return std::unexpected(key.error());
    context.grant = key->grant;
    context.key_id = key->grant.key->id;
    context.key_in = key->field;
  }
  const bool admitted =
      open || (!context.request.is_surplus() && place.grow_to(1, options_.max_requests));
  if (!admitted) return std::unexpected(overloaded());
  context.path_argument = route.argument;
  const bool guarded = route.door != nullptr && !open;
  if (const auto why = guarded ? options_.guard.object(head.fields) : std::nullopt)
    return std::unexpected(foreign_page(*why));
  const std::string_view encoding = head.fields.get("content-encoding");
  const bool plain = encoding.empty() || ascii::equal_ignoring_case(encoding, "identity");
  if (route.door != nullptr && !plain) {
    context.responder.field("accept-encoding", "identity");
    return std::unexpected(encoded_body(encoding));
  }
  if (route.door != nullptr) {
    // What is only looked at costs nothing.
    const bool charged = context.grant && route.door->method == "POST";
    if (const auto taken = charged ? charge_request(context, charge) : llm::Expected<>(); !taken)
      return std::unexpected(taken.error());
    return endpoints_.at(route.door->door);
  }
  if (route.allow.empty()) return std::unexpected(not_found(head.path()));
  context.responder.field("allow", route.allow);
  return std::unexpected(method_not_allowed(head, route.allow));
}

void Front::finish(const Context& context) {
  recorder_.record(make_record(context), options_.record);
}

}  // namespace gw::gateway
