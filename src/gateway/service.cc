#include "gateway/service.h"

namespace gw::gateway {

namespace {

upstream::Timeouts timeouts(const config::UpstreamSettings& settings) {
  upstream::Timeouts timeouts;
  timeouts.head = settings.first_byte_timeout;
  timeouts.idle = settings.idle_timeout;
  return timeouts;
}

}  // namespace

Service::Service(std::shared_ptr<const Snapshot> snapshot, const SiteResources& resources)
    : snapshot_(std::move(snapshot)),
      upstream_{resources.pool, resources.worker.deadlines(), resources.signing_keys,
                timeouts(snapshot_->settings.upstream)},
      bedrock_(snapshot_->bedrock, snapshot_->catalogue, upstream_),
      providers_{&bedrock_},
      chat_completions_(providers_, snapshot_->settings.server.max_body),
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
