#include "gateway/admin/admin_front.h"

#include <string>

#include "gateway/front/request_body.h"

namespace gw::gateway {

namespace {

void prepare_admin_answer(Context& context) {
  context.responder.field(kOpenAi.id_header, context.id);
  context.responder.field("cache-control", "no-store");
  context.responder.field("x-content-type-options", "nosniff");
}

llm::Failure no_such_admin_path(std::string_view path) {
  llm::Failure failure = llm::invalid_request("The admin listener has no path " +
                                              std::string(path) + " (docs/operations.md).");
  failure.status = 404;
  failure.code = "unknown_url";
  return failure;
}

llm::Failure no_such_admin_method(const http::RequestHead& head, const std::string& allow) {
  llm::Failure failure = llm::invalid_request("Method " + head.method + " is not allowed for " +
                                              std::string(head.path()) + "; use " + allow + ".");
  failure.status = 405;
  failure.code = "method_not_allowed";
  return failure;
}

bool only_reads(const http::RequestHead& head) {
  return head.method == "GET" || head.method == "HEAD";
}

}  // namespace

io::Task<void> AdminFront::handle(server::Request& request, server::Responder& responder) {
  Context context(request, responder);
  prepare_admin_answer(context);
  const auto endpoint = admit(context);
  if (endpoint) {
    co_await (*endpoint)->handle(context);
  } else {
    co_await respond_error(context, endpoint.error());
  }
  finish(context);
}

io::Task<void> AdminFront::refuse(server::Request& request, server::Responder& responder,
                                  int status, std::string_view message) {
  Context context(request, responder);
  prepare_admin_answer(context);
  llm::Failure failure = llm::invalid_request(std::string(message));
  failure.status = status;
  co_await respond_error(context, failure);
  finish(context);
}

// A page of another site can make browsers send forms and texts, but no JSON: bodies of other types
// are refused whoever asks.
llm::Expected<Endpoint*> AdminFront::admit(Context& context) const {
  const http::RequestHead& head = context.request.head();
  if (auto why = access_.object(head.fields)) return std::unexpected(*std::move(why));
  const AdminMatch match = find_admin_route(routes_, head.method, head.path());
  if (match.endpoint == nullptr && match.allow.empty())
    return std::unexpected(no_such_admin_path(head.path()));
  if (match.endpoint == nullptr) {
    context.responder.field("allow", match.allow);
    return std::unexpected(no_such_admin_method(head, match.allow));
  }
  if (head.has_body) {
    if (auto why = refuse_content_type(head.fields)) return std::unexpected(*std::move(why));
  }
  context.path_argument = match.argument;
  return match.endpoint;
}

// Who was turned away, and who changed something. Scrapes come all the time and change nothing.
void AdminFront::finish(const Context& context) {
  const http::RequestHead& head = context.request.head();
  const int status = context.responder.status();
  const bool turned_away = status == 401 || status == 403;
  if (only_reads(head) && !turned_away) return;
  const std::string line = "admin: " + head.method + " " + std::string(head.path()) + " from " +
                           std::string(context.request.peer()) + ": " + std::to_string(status);
  turned_away ? log_.warning(line) : log_.info(line);
}

}  // namespace gw::gateway
