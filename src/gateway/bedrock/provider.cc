#include "gateway/bedrock/provider.h"

#include <ctime>

#include "base/id.h"
#include "bedrock/inference_profile.h"
#include "gateway/bedrock/dry_run.h"
#include "gateway/bedrock/relay.h"
#include "translate/chat_request.h"

namespace gw::gateway {

namespace {

constexpr std::string_view kService = "bedrock";  // the signing name of all of Bedrock's hosts

// The names are the client's: as many as a header field should hold.
constexpr std::size_t kMaxNames = 1024;

std::string join(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) {
    if (!joined.empty()) joined += ", ";
    if (joined.size() + name.size() > kMaxNames) return joined + "...";
    joined += name;
  }
  return joined;
}

}  // namespace

io::Task<const bedrock::ModelRules*> BedrockProvider::find_rules(std::string_view model,
                                                                 const Caller& caller) {
  const bedrock::ModelRules& rules = catalogue_.find(model);
  const bool known = !rules.pattern.empty();
  if (known || !options_.resolve_profiles || !bedrock::is_application_profile(model))
    co_return &rules;
  const aws::Endpoint endpoint = options_.control_endpoint
                                     ? *options_.control_endpoint
                                     : aws::regional_endpoint("bedrock", caller.region());
  const upstream::Target target{endpoint, caller.region(), kService, caller.credentials()};
  const std::string behind = co_await profiles_.model_of(model, target);
  co_return &catalogue_.find(behind.empty() ? model : behind);
}

io::Task<void> BedrockProvider::chat(Context& context, const openai::ChatRequest& request) {
  const std::string_view named = options_.aliases.resolve(request.model);
  if (named != request.model) {
    context.upstream_model = named;
    context.responder.field("x-gateway-model", named);
  }
  const Result<bedrock::ModelId> model = bedrock::parse_model_id(named);
  if (!model) {
    const openai::ApiError error = openai::invalid_request(model.error().message, "model");
    co_return co_await respond_error(context, error);
  }
  const Claim claim{context.request.head().fields, context.authorization_claimed, model->region};
  const auto caller = identify_caller(claim, options_.ambient);
  if (!caller) {
    const openai::ApiError& error = caller.error();
    co_return co_await respond_error(context, error);
  }
  const bedrock::ModelRules* found = co_await find_rules(model->value, *caller);
  const bedrock::ModelRules& rules = *found;
  const std::string id =
      context.choice ? std::string(context.choice->id) : make_id("chatcmpl-", 29);
  translate::ChatOptions chat_options;
  chat_options.strict = options_.strict;
  chat_options.policy = options_.policy;
  chat_options.id = id;
  chat_options.created = context.choice ? context.choice->created : std::time(nullptr);
  if (context.choice) chat_options.choice = context.choice->index;
  auto exchange = translate::translate_chat(request, *model, rules, chat_options);
  if (!exchange) {
    const openai::ApiError& error = exchange.error();
    co_return co_await respond_error(context, error);
  }
  if (!exchange->dropped.empty()) {
    context.responder.field("x-gateway-dropped-params", join(exchange->dropped));
  }

  const aws::Endpoint endpoint = options_.endpoint
                                     ? *options_.endpoint
                                     : aws::regional_endpoint("bedrock-runtime", caller->region());
  if (context.dry_run) {
    Buffer shown;
    write_dry_run({*exchange, endpoint, caller->region(), caller->credentials(), rules, request.n},
                  shown);
    co_return co_await respond_json(context, 200, shown.view());
  }
  const upstream::Target target{endpoint, caller->region(), kService, caller->credentials()};
  std::vector<aws::Header> headers;
  for (const auto& [name, value] : exchange->upstream.headers) headers.push_back({name, value});
  upstream::Outgoing outgoing;
  outgoing.method = "POST";
  outgoing.path = exchange->upstream.path;
  outgoing.content_type = "application/json";
  outgoing.headers = headers;
  outgoing.body = exchange->upstream.body.view();

  upstream::Call call(upstream_, context.request.cancel());
  const Result<> started = co_await call.start(target, outgoing);
  context.upstream_wait = call.waited();
  if (!started) {
    if (started.error().code == Errc::canceled) {
      context.outcome = Outcome::client_closed;
      co_return;
    }
    context.outcome = Outcome::upstream_error;
    const openai::ApiError error = translate::to_api_error(started.error());
    co_return co_await respond_error(context, error);
  }
  exchange->upstream.body.release();
  const RelayContext about{rules, request.model, caller->owner()};
  co_await relay(context, call, *exchange, about);
}

}  // namespace gw::gateway
