#include "gateway/chat_completions.h"

#include <string>

#include "base/ascii.h"
#include "gateway/choices.h"
#include "gateway/keep_alive.h"
#include "openai/chat_extensions.h"
#include "openai/chat_guardrail.h"
#include "translate/errors.h"

namespace gw::gateway {

namespace {

using openai::ApiError;
using openai::invalid_request;

constexpr std::chrono::milliseconds kNoPings{0};

bool is_json(std::string_view content_type) {
  const std::string_view type = ascii::trim(content_type.substr(0, content_type.find(';')));
  return ascii::equal_ignoring_case(type, "application/json");
}

Provider* find_provider(std::span<Provider* const> providers, std::string_view name) {
  if (name.empty()) return providers.front();
  for (Provider* provider : providers) {
    if (ascii::equal_ignoring_case(provider->name(), name)) return provider;
  }
  return nullptr;
}

ApiError unknown_provider(std::span<Provider* const> providers, std::string_view name) {
  std::string message = "The header x-provider names '" + std::string(name) + "'; supported: ";
  for (const Provider* provider : providers) {
    if (provider != providers.front()) message += ", ";
    message += provider->name();
  }
  return invalid_request(message + ".", "x-provider", "unsupported_provider");
}

ApiError unsupported_media_type(std::string_view content_type) {
  ApiError error = invalid_request("Content-Type must be application/json, not '" +
                                   std::string(content_type) + "'.");
  error.status = 415;
  return error;
}

ApiError unreadable_body(const Error& error, std::size_t limit) {
  const bool ours = error.code == Errc::canceled || error.code == Errc::busy;
  if (ours) return translate::to_api_error(error);
  ApiError answer = invalid_request("The request body could not be read: " + error.message);
  if (error.code == Errc::too_large) {
    answer.status = 413;
    answer.message = "The request body is larger than this gateway's limit of " +
                     std::to_string(limit) + " bytes (server.max_body).";
    answer.code = "request_too_large";
  } else if (error.code == Errc::timeout) {
    answer.status = 408;
  }
  return answer;
}

ApiError too_many_choices(std::size_t n, std::size_t limit) {
  return invalid_request("Invalid 'n': " + std::to_string(n) + " choices are more than the " +
                             std::to_string(limit) +
                             " that this gateway asks for at once (chat.max_choices).",
                         "n", "integer_above_max_value");
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

ApiError dry_run_is_off() {
  ApiError error = invalid_request(
      "This gateway does not show the requests it would send; its operator can allow it with "
      "chat.dry_run = true.",
      "dry_run", "dry_run_disabled");
  error.status = 403;
  return error;
}

openai::OptionHeaders option_headers(const http::Fields& fields) {
  openai::OptionHeaders headers;
  headers.anthropic_beta = fields.get("anthropic-beta");
  headers.latency = fields.get("x-amzn-bedrock-performanceconfig-latency");
  headers.service_tier = fields.get("x-amzn-bedrock-service-tier");
  return headers;
}

openai::GuardrailHeaders guardrail_headers(const http::Fields& fields) {
  openai::GuardrailHeaders headers;
  headers.identifier = fields.get("x-amzn-bedrock-guardrailidentifier");
  headers.version = fields.get("x-amzn-bedrock-guardrailversion");
  headers.trace = fields.get("x-amzn-bedrock-trace");
  return headers;
}

openai::Expected<> apply_headers(const http::Fields& fields, openai::ChatRequest& request) {
  openai::Expected<> applied = openai::apply_headers(option_headers(fields), request);
  if (!applied) return applied;
  return openai::apply_guardrail_headers(guardrail_headers(fields), request);
}

}  // namespace

io::Task<void> ChatCompletions::handle(Context& context) {
  const auto provider = choose_provider(context);
  if (!provider) co_return co_await respond_error(context, provider.error());
  const Result<std::string_view> body = co_await context.request.read_body(limits_.body_bytes);
  if (!body && client_gone(context)) co_return;
  context.started = Clock::now();  // the client's upload is not the gateway's time
  auto request = understand(context, body);
  if (!request) co_return co_await respond_error(context, request.error());
  const KeepAlive keep_alive(context, context.stream && !context.dry_run ? limits_.ping : kNoPings);
  io::BodyMemory fetched = context.request.body_memory();
  if (remote_media_.wanted(*request)) {
    const bool answered = co_await fetch_media(context, *request, fetched);
    if (answered) co_return;
  }
  if (request->n > 1 && !context.dry_run) {
    co_return co_await answer_choices(context, **provider, *request);
  }
  co_await (*provider)->chat(context, *request);
}

// By the head alone: a body that nobody will look at is not read.
std::expected<Provider*, openai::ApiError> ChatCompletions::choose_provider(
    const Context& context) const {
  const http::Fields& fields = context.request.head().fields;
  const std::string_view name = fields.get("x-provider");
  Provider* provider = find_provider(providers_, name);
  if (provider == nullptr) return std::unexpected(unknown_provider(providers_, name));
  if (is_json(fields.get("content-type"))) return provider;
  return std::unexpected(unsupported_media_type(fields.get("content-type")));
}

// The request in the body, with what its head adds; notes what the access log wants to know.
std::expected<openai::ChatRequest, openai::ApiError> ChatCompletions::understand(
    Context& context, const Result<std::string_view>& body) const {
  if (!body) return std::unexpected(unreadable_body(body.error(), limits_.body_bytes));
  auto request = openai::parse_chat_request(*body);
  if (!request) return request;
  const http::RequestHead& head = context.request.head();
  if (auto applied = apply_headers(head.fields, *request); !applied) {
    return std::unexpected(std::move(applied.error()));
  }
  context.model = request->model;
  context.stream = request->stream;
  context.dry_run = wants_dry_run(head);
  if (context.dry_run && !limits_.dry_run) return std::unexpected(dry_run_is_off());
  if (request->n > 1 && request->n > limits_.choices) {
    return std::unexpected(too_many_choices(request->n, limits_.choices));
  }
  return request;
}

// True when the request has been answered, with an error.
io::Task<bool> ChatCompletions::fetch_media(Context& context, openai::ChatRequest& request,
                                            io::BodyMemory& memory) {
  const Clock::time_point begun = Clock::now();
  const auto fetched = co_await remote_media_.fetch(request, context.request.cancel(), memory);
  context.started += Clock::now() - begun;  // other people's time, as the upload
  if (client_gone(context)) co_return true;
  if (!fetched) {
    const bool stopping = context.request.cancel().stopping();
    const ApiError error =
        stopping ? translate::to_api_error(Error(Errc::canceled, "")) : fetched.error();
    co_await respond_error(context, error);
  }
  co_return !fetched;
}

}  // namespace gw::gateway
