#include "gateway/bedrock/provider.h"

#include <ctime>
#include <optional>

#include "base/id.h"
#include "bedrock/inference_profile.h"
#include "gateway/bedrock/access.h"
#include "gateway/bedrock/dry_run.h"
#include "gateway/bedrock/relay.h"
#include "translate/chat_request.h"

namespace gw::gateway {

namespace {

constexpr std::string_view kRoleHeader = "x-aws-role-arn";
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
                                                                 const Caller& caller,
                                                                 const Access& access) {
  const bedrock::ModelRules& rules = catalogue_.find(model);
  const bool known = !rules.pattern.empty();
  if (known || !options_.resolve_profiles || !bedrock::is_application_profile(model))
    co_return &rules;
  const auto endpoint =
      options_.control_endpoint
          ? Result<aws::Endpoint>(*options_.control_endpoint)
          : aws::regional_endpoint(aws::kBedrock.host, caller.region(), options_.variant);
  if (!endpoint) co_return &rules;
  const upstream::Target target{*endpoint, caller.region(), kService, access.credentials()};
  const std::string behind = co_await profiles_.model_of(model, target);
  co_return &catalogue_.find(behind.empty() ? model : behind);
}

// The gateway's own credentials may be those of a role for this request.
std::expected<void, openai::ApiError> BedrockProvider::assume_role(Context& context,
                                                                   std::string_view model,
                                                                   Caller& caller) const {
  const std::string_view asked_for = context.request.head().fields.get(kRoleHeader);
  if (caller.own() && !asked_for.empty()) {
    return std::unexpected(openai::invalid_request(
        "The header x-aws-role-arn is for requests without AWS credentials: the gateway assumes "
        "roles with its own only.",
        kRoleHeader, "ambiguous_credentials"));
  }
  if (caller.own() || (options_.roles.empty() && asked_for.empty())) return {};
  const auto role = options_.roles.choose({model, context.key_id, asked_for});
  if (!role) {
    openai::ApiError error(403, "permission_error",
                           role.error().message +
                               ". Its operator allows roles by "
                               "aws.allowed_roles.");
    error.param = kRoleHeader;
    error.code = "role_not_allowed";
    return std::unexpected(std::move(error));
  }
  if (*role) caller.act_as(options_.assume(**role));
  return {};
}

Result<aws::Endpoint> BedrockProvider::endpoint_of(std::string_view region) const {
  if (options_.endpoint) return *options_.endpoint;
  return aws::regional_endpoint(aws::kBedrockRuntime.host, region, options_.variant);
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
  auto caller = identify_caller(claim, options_.ambient);
  if (!caller) {
    const openai::ApiError& error = caller.error();
    co_return co_await respond_error(context, error);
  }
  const auto assumed = assume_role(context, model->value, *caller);
  if (!assumed) {
    const openai::ApiError& error = assumed.error();
    co_return co_await respond_error(context, error);
  }
  Access access(*caller, wallet_, context.request.cancel());
  if (!access.ready()) {
    const auto obtained = co_await access.obtain();
    if (!obtained) {
      const openai::ApiError& error = obtained.error();
      co_return co_await respond_error(context, error);
    }
  }
  co_await answer(context, request, *model, *caller, access);
}

io::Task<void> BedrockProvider::answer(Context& context, const openai::ChatRequest& request,
                                       const bedrock::ModelId& model, const Caller& caller,
                                       Access& access) {
  const bedrock::ModelRules* found = co_await find_rules(model.value, caller, access);
  const bedrock::ModelRules& rules = *found;
  std::optional<CallerReasoning> memory;
  if (options_.reasoning != nullptr) {
    memory.emplace(*options_.reasoning, context.request.head().fields, caller.own(), model.value);
  }
  const std::string id =
      context.choice ? std::string(context.choice->id) : make_id("chatcmpl-", 29);
  translate::ChatOptions chat_options;
  chat_options.strict = options_.strict;
  chat_options.policy = options_.policy;
  chat_options.memory = memory ? &*memory : nullptr;
  chat_options.id = id;
  chat_options.created = context.choice ? context.choice->created : std::time(nullptr);
  if (context.choice) chat_options.choice = context.choice->index;
  auto exchange = translate::translate_chat(request, model, rules, chat_options);
  if (!exchange) {
    const openai::ApiError& error = exchange.error();
    co_return co_await respond_error(context, error);
  }
  if (!exchange->dropped.empty()) {
    context.responder.field("x-gateway-dropped-params", join(exchange->dropped));
  }
  const auto endpoint = endpoint_of(caller.region());
  if (!endpoint) {
    const openai::ApiError error = openai::invalid_request(endpoint.error().message, "model");
    co_return co_await respond_error(context, error);
  }
  if (context.dry_run) {
    Buffer shown;
    write_dry_run({*exchange, *endpoint, caller.region(), access.credentials(), rules, request.n},
                  shown);
    co_return co_await respond_json(context, 200, shown.view());
  }
  const upstream::Target target{*endpoint, caller.region(), kService, access.credentials()};
  const RelayContext about{rules, request.model, caller.owner()};
  co_await call(context, target, access, *exchange, about);
}

// `target` says where; as whom says `access`, anew for each attempt.
io::Task<void> BedrockProvider::call(Context& context, const upstream::Target& target,
                                     Access& access, translate::Exchange& exchange,
                                     const RelayContext& about) {
  std::vector<aws::Header> headers;
  for (const auto& [name, value] : exchange.upstream.headers) headers.push_back({name, value});
  upstream::Outgoing outgoing;
  outgoing.method = "POST";
  outgoing.path = exchange.upstream.path;
  outgoing.content_type = "application/json";
  outgoing.headers = headers;
  outgoing.body = exchange.upstream.body.view();

  std::optional<upstream::Call> attempt;
  Result<> started;
  for (bool again = true; again;) {
    const upstream::Target anew{target.endpoint, target.region, target.service,
                                access.credentials()};
    attempt.emplace(upstream_, context.request.cancel());
    started = co_await attempt->start(anew, outgoing);
    context.upstream_wait = attempt->waited();
    again = started && Access::refused(*attempt);
    if (again) again = co_await access.mend(*attempt);
  }
  if (!started) {
    if (started.error().code == Errc::canceled) {
      context.outcome = Outcome::client_closed;
      co_return;
    }
    context.outcome = Outcome::upstream_error;
    const openai::ApiError error = translate::to_api_error(started.error());
    co_return co_await respond_error(context, error);
  }
  exchange.upstream.body.release();
  co_await relay(context, *attempt, exchange, about);
}

}  // namespace gw::gateway
