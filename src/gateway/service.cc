#include "gateway/service.h"

namespace gw::gateway {

namespace {

upstream::Timeouts timeouts(const config::UpstreamSettings& settings) {
  upstream::Timeouts timeouts;
  timeouts.head = settings.first_byte_timeout;
  timeouts.idle = settings.idle_timeout;
  return timeouts;
}

ChatLimits chat_limits(const config::Settings& settings) {
  ChatLimits limits;
  limits.body_bytes = settings.server.max_body;
  limits.choices = settings.chat.max_choices;
  limits.dry_run = settings.chat.dry_run;
  return limits;
}

}  // namespace

Service::Service(std::shared_ptr<const Snapshot> snapshot, const SiteResources& resources)
    : snapshot_(std::move(snapshot)),
      upstream_{resources.pool, resources.worker.deadlines(), resources.signing_keys,
                timeouts(snapshot_->settings.upstream)},
      bedrock_(snapshot_->bedrock, snapshot_->catalogue, upstream_),
      providers_{&bedrock_},
      chat_completions_(providers_, chat_limits(snapshot_->settings)),
      readyz_(resources.worker.stopping()),
      routes_{Route{"POST", "/v1/chat/completions", &chat_completions_},
              Route{"GET", "/healthz", &healthz_}, Route{"GET", "/readyz", &readyz_}},
      front_(routes_, snapshot_->front, resources.log) {}

io::Task<void> CurrentService::handle(server::Request& request, server::Responder& responder) {
  const std::shared_ptr<Service> service = service_;
  co_await service->handler().handle(request, responder);
}

io::Task<void> CurrentService::refuse(server::Request& request, server::Responder& responder,
                                      int status, std::string_view message) {
  const std::shared_ptr<Service> service = service_;
  co_await service->handler().refuse(request, responder, status, message);
}

}  // namespace gw::gateway
