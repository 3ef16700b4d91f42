#include "gateway/bedrock/provider.h"

#include <algorithm>
#include <array>
#include <list>
#include <optional>
#include <span>
#include <string>

#include "base/id.h"
#include "bedrock/inference_profile.h"
#include "gateway/bedrock/dry_run.h"
#include "gateway/bedrock/failover.h"
#include "gateway/front/charging.h"
#include "gateway/front/keys.h"
#include "translate/without.h"

namespace gw::gateway {

namespace {

constexpr std::string_view kRoleHeader = "x-aws-role-arn";

class OperationTranslator final : public Translator {
 public:
  OperationTranslator(const Operation& operation, const BedrockOptions& options,
                      const Context& context)
      : operation_(operation), guardrails_(options.guardrails), key_(context.key_id) {
    options_.strict = options.strict;
    options_.policy = options.policy;
    if (!options.attribute || !context.grant) return;
    options_.attribution = {context.key_id, context.grant->key->team};
  }

  llm::Expected<translate::Exchange> translate(
      const Target& target, std::span<const std::string> without) const override {
    translate::Options options = options_;
    options.guardrail = bedrock::find_guardrail(guardrails_, key_, target.model.value);
    options.memory = target.memory;
    if (without.empty()) return operation_.exchange(target.model, target.rules, options);
    options.without = without;
    return operation_.exchange(
        target.model, reduced_.emplace_back(translate::without(without, target.rules)), options);
  }

 private:
  const Operation& operation_;
  const std::vector<bedrock::GuardrailRule>& guardrails_;
  const std::string_view key_;
  translate::Options options_;
  mutable std::list<bedrock::ModelRules> reduced_;  // exchanges refer to them
};

// "amazon.nova-lite-v1:0[1m]"
llm::Failure no_such_name(std::string_view name) {
  const std::string id(name.substr(0, name.find('[')));
  llm::Failure answer(404, llm::FailureKind::invalid_request,
                      "The model '" + std::string(name) + "' is not available: no model id has " +
                          "brackets. Use '" + id + "'.");
  answer.param = "model";
  answer.code = translate::kModelNotFound;
  return answer;
}

llm::Failure outside(const Error& error) {
  llm::Failure answer(
      403, llm::FailureKind::permission,
      "This gateway keeps data where its operator says (aws.residency): " + error.message + ".");
  answer.param = "model";
  answer.code = "residency";
  return answer;
}

}  // namespace

// An application inference profile that says nothing about the model behind it.
bool BedrockProvider::is_opaque_profile(const bedrock::ModelRules& rules,
                                        std::string_view model) const {
  const bool known = !rules.pattern.empty();
  return !known && options_.resolve_profiles && bedrock::is_application_profile(model);
}

io::Task<const bedrock::ModelRules*> BedrockProvider::find_rules(std::string_view model,
                                                                 const Caller& caller,
                                                                 Access& access) {
  const bedrock::ModelRules& rules = catalogue_.find(model);
  if (!is_opaque_profile(rules, model)) co_return &rules;
  const auto endpoint = control_endpoint(options_, caller.region());
  if (!endpoint) co_return &rules;
  const std::string behind = co_await profiles_.model_of(model, *endpoint, caller.region(), access);
  co_return &catalogue_.find(behind.empty() ? model : behind);
}

Result<aws::Endpoint> control_endpoint(const BedrockOptions& options, std::string_view region) {
  if (options.control_endpoint) return *options.control_endpoint;
  return aws::regional_endpoint(aws::kBedrock.host, region, options.variant);
}

llm::Expected<Caller> BedrockProvider::identify(Context& context,
                                                std::string_view model_region) const {
  const Claim claim{context.request.head().fields, context.key_in, model_region};
  auto caller = identify_caller(claim, options_.ambient);
  if (!caller) return caller;
  if (options_.residency.limited()) {
    const auto inside = options_.residency.check(caller->region(), "");
    if (!inside) return std::unexpected(outside(inside.error()));
  }
  if (auto assumed = assume_role(context, "", *caller); !assumed) {
    return std::unexpected(std::move(assumed.error()));
  }
  return caller;
}

// The gateway's own credentials may be those of a role for this request.
llm::Expected<> BedrockProvider::assume_role(Context& context, std::string_view model,
                                             Caller& caller, std::string_view named) const {
  const std::string_view asked_for = context.request.head().fields.get(kRoleHeader);
  if (caller.own() && !asked_for.empty()) {
    return std::unexpected(llm::invalid_request(
        "The header x-aws-role-arn is for requests without AWS credentials: the gateway assumes "
        "roles with its own only.",
        kRoleHeader, "ambiguous_credentials"));
  }
  if (caller.own()) return {};
  if (!named.empty()) {
    caller.act_as(options_.assume(options_.roles.named(named, {model, context.key_id, {}})));
    return {};
  }
  if (options_.roles.empty() && asked_for.empty()) return {};
  const auto role = options_.roles.choose({model, context.key_id, asked_for});
  if (!role) {
    llm::Failure error(403, llm::FailureKind::permission,
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

io::Task<void> BedrockProvider::serve(Context& context, const Operation& operation,
                                      Answer& answer) {
  const std::string_view named = options_.aliases.resolve(operation.model());
  const ModelRoute* route = routes_.find(operation.model());
  if (route == nullptr && named != operation.model()) route = routes_.find(named);
  if (route != nullptr) co_return co_await serve_by_route(context, operation, *route, answer);
  if (named != operation.model()) context.upstream_model = named;
  auto addressed = address(context, named);
  if (!addressed) co_return co_await answer.fail(addressed.error());
  auto& [model, caller, endpoint] = *addressed;
  if (!may_use(context, {operation.model(), model.value})) {
    const llm::Failure failure = model_not_allowed(operation.model());
    co_return co_await answer.fail(failure);
  }
  const std::array<Priced, 1> priced{{{model.value, caller.region()}}};
  const auto charged = charge(context, operation, priced);
  if (!charged) co_return co_await answer.fail(charged.error());
  Access access(caller, wallet_, context.request.cancel());
  if (!access.ready()) {
    const auto obtained = co_await access.obtain();
    if (!obtained) co_return co_await answer.fail(obtained.error());
  }
  const bedrock::ModelRules* rules = &catalogue_.find(model.value);
  if (is_opaque_profile(*rules, model.value))
    rules = co_await find_rules(model.value, caller, access);
  std::optional<CallerReasoning> memory;
  if (options_.reasoning != nullptr) {
    memory.emplace(*options_.reasoning, context.request.head().fields, caller.own(), model.value);
  }
  auto upstream = calling_.upstreams.find(caller.region(), model.value);
  Target target(std::move(model), *rules, caller, access, std::move(endpoint), std::move(upstream),
                options_.residency);
  if (memory) target.memory = &*memory;
  const OperationTranslator translator(operation, options_, context);
  if (context.dry_run) co_return co_await show(context, translator, target, operation, answer);
  Attempts attempts(context, calling_, target, translator, operation.model(), answer);
  co_await attempts.run();
}

llm::Expected<> BedrockProvider::charge(Context& context, const Operation& operation,
                                        std::span<const Priced> models) const {
  if (context.charge == nullptr || context.dry_run) return {};
  std::optional<std::int64_t> most = operation.max_output();
  if (!most) {
    const std::int64_t known = catalogue_.find(models.front().model).max_output;
    if (known > 0) most = known;
  }
  std::array<const tenancy::Price*, config::Route::kMostTargets> prices{};
  std::ranges::transform(models, prices.begin(), [this](const Priced& each) {
    return options_.prices.find(each.model, each.region);
  });
  return charge_answer(context,
                       {models.front().model, most, std::span(prices).first(models.size())});
}

// All that can be said without waiting.
llm::Expected<BedrockProvider::Addressed> BedrockProvider::address(Context& context,
                                                                   std::string_view named) const {
  Result<bedrock::ModelId> model = bedrock::parse_model_id(named);
  if (!model) return std::unexpected(llm::invalid_request(model.error().message, "model"));
  const Claim claim{context.request.head().fields, context.key_in, model->region};
  auto caller = identify_caller(claim, options_.ambient);
  if (!caller) return std::unexpected(std::move(caller.error()));
  if (auto own = options_.own_names.resolve(model->value, caller->region(), options_.residency)) {
    context.upstream_model = model->value = *std::move(own);
  } else if (model->value.contains('[')) {  // of a name that has no counterpart
    return std::unexpected(no_such_name(model->value));
  }
  if (options_.residency.limited()) {
    const auto inside = options_.residency.check(caller->region(), model->value);
    if (!inside) return std::unexpected(outside(inside.error()));
  }
  if (auto assumed = assume_role(context, model->value, *caller); !assumed) {
    return std::unexpected(std::move(assumed.error()));
  }
  auto endpoint = endpoint_of(caller->region());
  if (!endpoint) return std::unexpected(llm::invalid_request(endpoint.error().message, "model"));
  return Addressed{*std::move(model), *std::move(caller), *std::move(endpoint)};
}

// The targets of a route for one request.
class BedrockProvider::Maker final : public TargetMaker {
 public:
  // All outlive it. `caller`: with the region of no target.
  Maker(BedrockProvider& provider, Context& context, const Caller& caller)
      : provider_(provider), context_(context), caller_(caller) {}

  io::Task<std::expected<std::unique_ptr<PreparedTarget>, llm::Failure>> make(
      const RoutedTarget& routed) override {
    const config::RouteTarget& to = *routed.config;
    auto made =
        std::make_unique<PreparedTarget>(Caller(caller_.own(), caller_.ambient(), to.region));
    const auto assumed = provider_.assume_role(context_, to.model.value, made->caller, to.role);
    if (!assumed) co_return std::unexpected(assumed.error());
    made->access.emplace(made->caller, provider_.wallet_, context_.request.cancel());
    if (!made->access->ready()) {
      const auto obtained = co_await made->access->obtain();
      if (!obtained) co_return std::unexpected(obtained.error());
    }
    const auto endpoint =
        to.endpoint ? Result<aws::Endpoint>(*to.endpoint) : provider_.endpoint_of(to.region);
    if (!endpoint) {
      co_return std::unexpected(llm::invalid_request(endpoint.error().message, "model"));
    }
    const bedrock::ModelRules* const rules =
        co_await provider_.find_rules(to.model.value, made->caller, *made->access);
    made->target.emplace(to.model, *rules, made->caller, *made->access, *endpoint, routed.upstream,
                         routed.residency);
    if (provider_.options_.reasoning != nullptr) {
      made->memory.emplace(*provider_.options_.reasoning, context_.request.head().fields,
                           made->caller.own(), to.model.value);
      made->target->memory = &*made->memory;
    }
    co_return made;
  }

 private:
  BedrockProvider& provider_;
  Context& context_;
  const Caller& caller_;
};

io::Task<void> BedrockProvider::serve_by_route(Context& context, const Operation& operation,
                                               const ModelRoute& route, Answer& answer) {
  if (!may_use(context, {operation.model(), ""})) {
    const llm::Failure failure = model_not_allowed(operation.model());
    co_return co_await answer.fail(failure);
  }
  std::vector<Priced> priced;
  if (context.charge != nullptr) {
    for (const config::RouteTarget& each : route.config->targets)
      priced.push_back({each.model.value, each.region});
  }
  const auto charged = charge(context, operation, priced);
  if (!charged) co_return co_await answer.fail(charged.error());
  const Claim claim{context.request.head().fields, context.key_in};
  const auto caller = identify_caller(claim, options_.ambient);
  if (!caller) {
    const llm::Failure& error = caller.error();
    co_return co_await answer.fail(error);
  }
  Maker maker(*this, context, *caller);
  const std::uint64_t seed = route.config->sticky ? operation.key() : random_u64();
  Failover failover(context, route, maker, seed);
  if (caller->own()) {
    failover.restrict_to(aws::region_of_api_key(caller->own()->api_key.reveal()));
  }
  const auto first = co_await failover.first();
  if (!first) {
    const llm::Failure& error = first.error();
    co_return co_await answer.fail(error);
  }
  const OperationTranslator translator(operation, options_, context);
  if (context.dry_run) co_return co_await show(context, translator, **first, operation, answer);
  Attempts attempts(context, calling_, **first, translator, operation.model(), answer, &failover);
  co_await attempts.run();
}

io::Task<void> BedrockProvider::show(Context& context, const Translator& translator,
                                     const Target& target, const Operation& operation,
                                     Answer& answer) {
  const auto exchange = translator.translate(target, target.upstream->shared->refused());
  if (!exchange) {
    const llm::Failure& error = exchange.error();
    co_return co_await answer.fail(error);
  }
  context.dropped_params = exchange->dropped;
  Buffer shown;
  write_dry_run({*exchange, target.endpoint, target.caller.region(), target.access.credentials(),
                 target.rules, operation.calls()},
                shown);
  co_await respond_json(context, 200, shown.view());
}

}  // namespace gw::gateway
