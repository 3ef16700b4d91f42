#include "gateway/doors/conversation_door.h"

#include <string>

#include "base/ascii.h"
#include "gateway/doors/choices.h"
#include "gateway/doors/keep_alive.h"
#include "gateway/doors/operation_door.h"
#include "gateway/front/charging.h"
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

}  // namespace

io::Task<std::unique_ptr<Conversation>> read_conversation(Context& context,
                                                          const ConversationReader& reader,
                                                          std::size_t body_bytes) {
  const auto body = co_await read_json_body(context, body_bytes);
  if (!body) co_return nullptr;
  auto conversation = reader.read(*body, context.request.head().fields);
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
  if (const auto noted = note_dry_run(context, limits_.dry_run); !noted)
    co_return co_await respond_error(context, noted.error());
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
