#include "gateway/doors/conversation_door.h"

#include <string>

#include "base/ascii.h"
#include "gateway/doors/choices.h"
#include "gateway/doors/keep_alive.h"
#include "gateway/front/charging.h"
#include "gateway/front/request_body.h"
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
  std::string_view query = head.query();
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

io::Task<std::unique_ptr<Conversation>> read_conversation(Context& context,
                                                          const ConversationReader& reader,
                                                          std::size_t body_bytes) {
  const http::Fields& fields = context.request.head().fields;
  if (const auto refused = refuse_content_type(fields)) {
    co_await respond_error(context, *refused);
    co_return nullptr;
  }
  const Result<std::string_view> body = co_await context.request.read_body(body_bytes);
  if (!body && client_gone(context)) co_return nullptr;
  if (body) note_body(context, *body);
  context.started = Clock::now();  // the client's upload is not the gateway's time
  auto conversation = body ? reader.read(*body, fields)
                           : std::unexpected(unreadable_body(body.error(), body_bytes));
  if (!conversation) {
    co_await respond_error(context, conversation.error());
    co_return nullptr;
  }
  context.model = (*conversation)->model();
  context.stream = (*conversation)->stream();
  context.calls = (*conversation)->choices();
  co_return *std::move(conversation);
}

io::Task<void> ConversationDoor::handle(Context& context) {
  const auto provider = choose_provider(context);
  if (!provider) co_return co_await respond_error(context, provider.error());
  const auto conversation = co_await read_conversation(context, reader_, limits_.body_bytes);
  if (conversation == nullptr) co_return;
  context.dry_run = wants_dry_run(context.request.head());
  if (context.dry_run && !limits_.dry_run) {
    const Failure failure = dry_run_is_off();
    co_return co_await respond_error(context, failure);
  }
  ClientAnswer answer(context, *conversation);
  const bool pings = context.stream && !context.dry_run;
  const KeepAlive keep_alive(context, *conversation, pings ? limits_.ping : kNoPings);
  io::BodyMemory fetched = context.request.body_memory();
  llm::Request* const request = conversation->with_media();
  if (request != nullptr && remote_media_.wanted(*request)) {
    const auto there = co_await fetch_media(context, *request, fetched);
    if (client_gone(context)) co_return;
    if (!there) {
      const Failure& failure = there.error();
      co_return co_await answer.fail(failure);
    }
  }
  if (conversation->choices() > 1 && !context.dry_run) {
    co_return co_await answer_choices(context, **provider, *conversation, answer);
  }
  co_await (*provider)->serve(context, *conversation, answer);
}

// By the head alone: a body that nobody will look at is not read.
llm::Expected<Provider*> ConversationDoor::choose_provider(const Context& context) const {
  const http::Fields& fields = context.request.head().fields;
  const std::string_view name = fields.get("x-provider");
  Provider* provider = find_provider(providers_, name);
  if (provider == nullptr) return std::unexpected(unknown_provider(providers_, name));
  return provider;
}

io::Task<llm::Expected<>> ConversationDoor::fetch_media(Context& context, llm::Request& request,
                                                        io::BodyMemory& memory) {
  const Clock::time_point begun = Clock::now();
  auto fetched = co_await remote_media_.fetch(request, context.request.cancel(), memory);
  context.started += Clock::now() - begun;  // other people's time, as the upload
  if (!fetched && context.request.cancel().stopping())
    co_return std::unexpected(translate::to_failure(Error(Errc::canceled, "")));
  co_return fetched;
}

}  // namespace gw::gateway
