#include "gateway/bedrock/provider.h"

#include <ctime>
#include <optional>

#include "base/id.h"
#include "bedrock/inference_profile.h"
#include "gateway/bedrock/dry_run.h"
#include "translate/chat_request.h"

namespace gw::gateway {

namespace {

constexpr std::string_view kRoleHeader = "x-aws-role-arn";

class ChatTranslator final : public Translator {
 public:
  ChatTranslator(const openai::ChatRequest& request, const BedrockOptions& options,
                 const Context& context, CallerReasoning* memory)
      : request_(request),
        id_(context.choice ? std::string(context.choice->id) : make_id("chatcmpl-", 29)),
        guardrails_(options.guardrails),
        key_(context.key_id) {
    const std::optional<ChoicePart>& choice = context.choice;
    options_.strict = options.strict;
    options_.policy = options.policy;
    options_.memory = memory;
    options_.id = id_;
    options_.created = choice ? choice->created : std::time(nullptr);
    if (choice) options_.choice = choice->index;
  }

  std::expected<translate::Exchange, openai::ApiError> translate(
      const Target& target, const translate::Features& without) const override {
    translate::ChatOptions options = options_;
    options.guardrail = bedrock::find_guardrail(guardrails_, key_, target.model.value);
    if (!without.any())
      return translate::translate_chat(request_, target.model, target.rules, options);
    const bedrock::ModelRules reduced = translate::without(without, target.rules);
    return translate::translate_chat(request_, target.model, reduced, options);
  }

 private:
  const openai::ChatRequest& request_;
  const std::string id_;
  const std::vector<bedrock::GuardrailRule>& guardrails_;
  const std::string_view key_;
  translate::ChatOptions options_;
};

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
  if (named != request.model) context.upstream_model = named;
  Result<bedrock::ModelId> model = bedrock::parse_model_id(named);
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
  co_await answer(context, request, *std::move(model), *caller, access);
}

io::Task<void> BedrockProvider::answer(Context& context, const openai::ChatRequest& request,
                                       bedrock::ModelId model, const Caller& caller,
                                       Access& access) {
  const bedrock::ModelRules* rules = co_await find_rules(model.value, caller, access);
  std::optional<CallerReasoning> memory;
  if (options_.reasoning != nullptr) {
    memory.emplace(*options_.reasoning, context.request.head().fields, caller.own(), model.value);
  }
  const auto endpoint = endpoint_of(caller.region());
  if (!endpoint) {
    const openai::ApiError error = openai::invalid_request(endpoint.error().message, "model");
    co_return co_await respond_error(context, error);
  }
  const Target target(std::move(model), *rules, caller, access, *endpoint);
  const ChatTranslator translator(request, options_, context, memory ? &*memory : nullptr);
  if (context.dry_run) co_return co_await show(context, translator, target, request.n);
  Attempts attempts(context, calling_, target, translator, request.model);
  co_await attempts.run();
}

io::Task<void> BedrockProvider::show(Context& context, const Translator& translator,
                                     const Target& target, std::size_t calls) {
  const auto exchange = translator.translate(target, {});
  if (!exchange) {
    const openai::ApiError& error = exchange.error();
    co_return co_await respond_error(context, error);
  }
  context.dropped_params = exchange->dropped;
  Buffer shown;
  write_dry_run({*exchange, target.endpoint, target.caller.region(), target.access.credentials(),
                 target.rules, calls},
                shown);
  co_await respond_json(context, 200, shown.view());
}

}  // namespace gw::gateway
