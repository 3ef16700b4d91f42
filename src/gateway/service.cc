#include "gateway/service.h"

#include <algorithm>

#include "gateway/models/names.h"

namespace gw::gateway {

namespace {

upstream::Timeouts timeouts(const config::UpstreamSettings& settings) {
  upstream::Timeouts timeouts;
  timeouts.head = settings.first_byte_timeout;
  timeouts.content = settings.first_content_timeout;
  timeouts.idle = settings.idle_timeout;
  timeouts.total = settings.total_timeout;
  return timeouts;
}

ConversationLimits limits(const config::Settings& settings) {
  ConversationLimits limits;
  limits.body_bytes = settings.server.max_body;
  limits.dry_run = settings.chat.dry_run;
  limits.ping = settings.server.ping_interval;
  return limits;
}

OperationLimits operation_limits(const config::Settings& settings) {
  return {settings.server.max_body, settings.chat.dry_run};
}

EmbeddingsOptions embeddings_options(const Snapshot& snapshot) {
  const config::EmbeddingSettings& settings = snapshot.settings.embeddings;
  return {operation_limits(snapshot.settings), settings.parallel_calls, settings.query_models,
          snapshot.vocabulary};
}

CountOptions count_options(const config::Settings& settings) {
  return {settings.server.max_body, settings.tokens.estimate};
}

fetch::Fetcher make_fetcher(const config::MediaSettings& settings, const SiteResources& resources) {
  policy::FetchPolicy policy;
  policy.hosts = settings.fetch_hosts;
  policy.http = settings.fetch_http;
  policy.private_origins = settings.fetch_private_origins;
  fetch::Limits limits;
  limits.bytes = settings.fetch_size;
  limits.time = settings.fetch_timeout;
  return {std::move(policy), limits, resources.fetching, resources.worker.deadlines(),
          resources.worker.executor()};
}

UpstreamRules upstream_rules(const Snapshot& snapshot) {
  const config::Settings& settings = snapshot.settings;
  UpstreamRules rules;
  rules.retry.attempts = static_cast<unsigned>(settings.retry.attempts);
  rules.calls = config::bound(settings.upstream.max_requests);
  rules.retry.time = settings.retry.time;
  const auto total = settings.upstream.total_timeout;
  if (total.count() > 0) rules.retry.time = std::min(rules.retry.time, total);
  rules.retry.percent = static_cast<unsigned>(settings.retry.budget);
  rules.profile_geographies = settings.aws.profile_geographies;
  rules.prices = &snapshot.bedrock.prices;
  return rules;
}

}  // namespace

Service::Service(std::shared_ptr<const Snapshot> snapshot, const SiteResources& resources)
    : snapshot_(std::move(snapshot)),
      upstream_{resources.pool, resources.worker.deadlines(), resources.signing_keys,
                timeouts(snapshot_->settings.upstream)},
      bedrock_rules_(upstream_rules(*snapshot_)),
      bedrock_(snapshot_->bedrock, snapshot_->catalogue,
               {upstream_, resources.upstreams, bedrock_rules_}, resources.wallet),
      remote_media_(make_fetcher(snapshot_->settings.media, resources)),
      providers_{&bedrock_},
      chat_reader_(
          {snapshot_->settings.chat.max_choices, snapshot_->settings.reasoning.think_tags}),
      messages_reader_(anthropic::Purpose::answer),
      messages_count_reader_(anthropic::Purpose::count),
      responses_reader_(ResponsesReader::Purpose::answer, snapshot_->settings.responses.seal_key),
      responses_count_reader_(ResponsesReader::Purpose::count,
                              snapshot_->settings.responses.seal_key),
      chat_(chat_reader_, providers_, remote_media_, limits(snapshot_->settings)),
      messages_(messages_reader_, providers_, remote_media_, limits(snapshot_->settings)),
      messages_count_(messages_count_reader_, bedrock_, write_messages_count,
                      count_options(snapshot_->settings)),
      responses_(responses_reader_, providers_, remote_media_, limits(snapshot_->settings)),
      responses_count_(responses_count_reader_, bedrock_, write_responses_count,
                       count_options(snapshot_->settings)),
      embeddings_(bedrock_, embeddings_options(*snapshot_)),
      rerank_(bedrock_, operation_limits(snapshot_->settings)),
      bedrock_door_(bedrock_, operation_limits(snapshot_->settings)),
      models_({bedrock_, snapshot_->bedrock, snapshot_->catalogue, resources.models,
               resources.wallet, upstream_, snapshot_->settings.demo},
              configured_names(snapshot_->settings), snapshot_->settings.listing.refresh_after),
      readyz_(resources.worker.phase()),
      endpoints_{{Door::chat, &chat_},
                 {Door::messages, &messages_},
                 {Door::messages_count, &messages_count_},
                 {Door::responses, &responses_},
                 {Door::responses_count, &responses_count_},
                 {Door::responses_socket, &responses_socket_},
                 {Door::stored_responses, &stored_responses_},
                 {Door::embeddings, &embeddings_},
                 {Door::rerank, &rerank_},
                 {Door::bedrock, &bedrock_door_},
                 {Door::models, &models_},
                 {Door::own_key, &own_key_},
                 {Door::hello, &healthz_},
                 {Door::healthz, &healthz_},
                 {Door::readyz, &readyz_}},
      front_(endpoints_, snapshot_->front, resources.load, resources.log, resources.recorder) {
  upstream_.clock.correctable = snapshot_->settings.aws.correct_clock;
}

io::Task<void> CurrentService::handle(server::Request& request, server::Responder& responder) {
  const std::shared_ptr<Service> service = service_;
  co_await service->handler().handle(request, responder);
}

io::Task<void> CurrentService::refuse(server::Request& request, server::Responder& responder,
                                      int status, std::string_view message) {
  const std::shared_ptr<Service> service = service_;
  co_await service->handler().refuse(request, responder, status, message);
}

void CurrentService::no_connection(std::string_view peer, const Error& why) {
  service_->handler().no_connection(peer, why);
}

}  // namespace gw::gateway
