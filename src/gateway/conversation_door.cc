#include "gateway/conversation_door.h"

#include <string>

#include "base/ascii.h"
#include "gateway/choices.h"
#include "gateway/keep_alive.h"
#include "gateway/request_body.h"
#include "translate/errors.h"

namespace gw::gateway {

namespace {

using llm::Failure;
using llm::invalid_request;

constexpr std::chrono::milliseconds kNoPings{0};

Provider* find_provider(std::span<Provider* const> providers, std::string_view name) {
  if (name.empty()) return providers.front();
  for (Provider* provider : providers) {
    if (ascii::equal_ignoring_case(provider->name(), name)) return provider;
  }
  return nullptr;
}

Failure unknown_provider(std::span<Provider* const> providers, std::string_view name) {
  std::string message = "The header x-provider names '" + std::string(name) + "'; supported: ";
  for (const Provider* provider : providers) {
    if (provider != providers.front()) message += ", ";
    message += provider->name();
  }
  return invalid_request(message + ".", "x-provider", "unsupported_provider");
}

// ?dry_run=true, or the header x-gateway-dry-run.
bool wants_dry_run(const http::RequestHead& head) {
  if (ascii::equal_ignoring_case(head.fields.get("x-gateway-dry-run"), "true")) return true;
  std::string_view query = head.target;
  ascii::take_until('?', query);
  while (!query.empty()) {
    if (ascii::take_until('&', query) == "dry_run=true") return true;
  }
  return false;
}

Failure dry_run_is_off() {
  Failure failure = invalid_request(
      "This gateway does not show the requests it would send; its operator can allow it with "
      "chat.dry_run = true.",
      "dry_run", "dry_run_disabled");
  failure.status = 403;
  return failure;
}

}  // namespace

io::Task<void> ConversationDoor::handle(Context& context) {
  const auto provider = choose_provider(context);
  if (!provider) co_return co_await respond_error(context, provider.error());
  const Result<std::string_view> body = co_await context.request.read_body(limits_.body_bytes);
  if (!body && client_gone(context)) co_return;
  context.started = Clock::now();  // the client's upload is not the gateway's time
  auto conversation = understand(context, body);
  if (!conversation) co_return co_await respond_error(context, conversation.error());
  const KeepAlive keep_alive(context, context.stream && !context.dry_run ? limits_.ping : kNoPings);
  io::BodyMemory fetched = context.request.body_memory();
  llm::Request& request = (*conversation)->request();
  if (remote_media_.wanted(request)) {
    const bool answered = co_await fetch_media(context, request, fetched);
    if (answered) co_return;
  }
  if ((*conversation)->choices() > 1 && !context.dry_run) {
    co_return co_await answer_choices(context, **provider, **conversation);
  }
  ClientAnswer answer(context);
  co_await (*provider)->converse(context, **conversation, answer);
}

// By the head alone: a body that nobody will look at is not read.
llm::Expected<Provider*> ConversationDoor::choose_provider(const Context& context) const {
  const http::Fields& fields = context.request.head().fields;
  const std::string_view name = fields.get("x-provider");
  Provider* provider = find_provider(providers_, name);
  if (provider == nullptr) return std::unexpected(unknown_provider(providers_, name));
  if (auto refused = refuse_content_type(fields)) return std::unexpected(*std::move(refused));
  return provider;
}

// The request in the body, with what its head adds; notes what the access log wants to know.
llm::Expected<std::unique_ptr<ReadConversation>> ConversationDoor::understand(
    Context& context, const Result<std::string_view>& body) const {
  if (!body) return std::unexpected(unreadable_body(body.error(), limits_.body_bytes));
  auto conversation = reader_.read(*body, context);
  if (!conversation) return conversation;
  const llm::Request& request = (*conversation)->request();
  context.model = request.model;
  context.stream = request.stream;
  context.dry_run = wants_dry_run(context.request.head());
  if (context.dry_run && !limits_.dry_run) return std::unexpected(dry_run_is_off());
  return conversation;
}

// True when the request has been answered, with an error.
io::Task<bool> ConversationDoor::fetch_media(Context& context, llm::Request& request,
                                             io::BodyMemory& memory) {
  const Clock::time_point begun = Clock::now();
  const auto fetched = co_await remote_media_.fetch(request, context.request.cancel(), memory);
  context.started += Clock::now() - begun;  // other people's time, as the upload
  if (client_gone(context)) co_return true;
  if (!fetched) {
    const bool stopping = context.request.cancel().stopping();
    const Failure failure =
        stopping ? translate::to_failure(Error(Errc::canceled, "")) : fetched.error();
    co_await respond_error(context, failure);
  }
  co_return !fetched;
}

}  // namespace gw::gateway
