// What one worker answers requests with under one snapshot of the configuration: its endpoints and
// their options. Connections, keys and what is learned live longer, in the Site.
#pragma once

#include <array>
#include <memory>

#include "gateway/bedrock/provider.h"
#include "gateway/doors/bedrock_door.h"
#include "gateway/doors/chat_door.h"
#include "gateway/doors/conversation_door.h"
#include "gateway/doors/count_door.h"
#include "gateway/doors/embeddings_door.h"
#include "gateway/doors/messages_door.h"
#include "gateway/doors/remote_media.h"
#include "gateway/doors/rerank_door.h"
#include "gateway/doors/responses_door.h"
#include "gateway/front/front.h"
#include "gateway/front/health.h"
#include "gateway/front/own_key.h"
#include "gateway/models/endpoint.h"
#include "gateway/snapshot.h"
#include "io/worker.h"
#include "upstream/call.h"

namespace gw::gateway {

// What a worker's services share, one after the other. Outlives them.
struct SiteResources {
  io::Worker& worker;
  io::Pool& pool;
  aws::SigningKeys& signing_keys;
  Upstreams& upstreams;
  credentials::Wallet& wallet;
  ModelDirectory& models;
  fetch::Connectors fetching;
  Load& load;
  Log& log;
  Recorder& recorder;
};

class Service {
 public:
  Service(std::shared_ptr<const Snapshot> snapshot, const SiteResources& resources);

  server::Handler& handler() { return front_; }

 private:
  const std::shared_ptr<const Snapshot> snapshot_;
  upstream::Shared upstream_;
  const UpstreamRules bedrock_rules_;
  BedrockProvider bedrock_;
  RemoteMedia remote_media_;
  std::array<Provider*, 1> providers_;  // the table: a further provider is a further line
  ChatReader chat_reader_;
  MessagesReader messages_reader_;
  MessagesReader messages_count_reader_;
  ResponsesReader responses_reader_;
  ResponsesReader responses_count_reader_;
  ConversationDoor chat_;
  ConversationDoor messages_;
  CountDoor messages_count_;
  ConversationDoor responses_;
  CountDoor responses_count_;
  ResponsesSocket responses_socket_;
  StoredResponses stored_responses_;
  EmbeddingsDoor embeddings_;
  RerankDoor rerank_;
  BedrockDoor bedrock_door_;
  Models models_;
  OwnKey own_key_;
  Healthz healthz_;
  Readyz readyz_;
  Endpoints endpoints_;
  Front front_;
};

// The handler of a worker's connections: each request is answered, to its end, by the service that
// is there when it begins.
class CurrentService final : public server::Handler {
 public:
  explicit CurrentService(std::shared_ptr<Service> service) : service_(std::move(service)) {}
  void replace(std::shared_ptr<Service> service) { service_ = std::move(service); }

  io::Task<void> handle(server::Request& request, server::Responder& responder) override;
  io::Task<void> refuse(server::Request& request, server::Responder& responder, int status,
                        std::string_view message) override;
  void no_connection(std::string_view peer, const Error& why) override;

 private:
  std::shared_ptr<Service> service_;
};

}  // namespace gw::gateway
