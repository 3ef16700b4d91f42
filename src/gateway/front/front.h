// The gateway as a server's handler: gives every request its id, admits it, finds its endpoint, and
// reports how it ended.
#pragma once

#include <map>
#include <memory>
#include <string_view>

#include "gateway/front/browser_guard.h"
#include "gateway/front/cors.h"
#include "gateway/front/endpoint.h"
#include "gateway/front/load.h"
#include "gateway/front/routes.h"
#include "gateway/log.h"
#include "gateway/record/recorder.h"
#include "tenancy/directory.h"

namespace gw::gateway {

// What stands behind each door.
using Endpoints = std::map<Door, Endpoint*>;

struct FrontOptions {
  std::shared_ptr<const tenancy::Directory> directory;  // empty: everybody may pass
  Cors cors;
  bool simulated = false;  // say so in every answer
  RecordOptions record;
  std::size_t max_requests = io::Quota::kUnlimited;
  BrowserGuard guard;
};

class Front final : public server::Handler {
 public:
  // What is given outlives this object.
  Front(const Endpoints& endpoints, const FrontOptions& options, Load& load, Log& log,
        Recorder& recorder)
      : endpoints_(endpoints), options_(options), load_(load), log_(log), recorder_(recorder) {}

  io::Task<void> handle(server::Request& request, server::Responder& responder) override;
  io::Task<void> refuse(server::Request& request, server::Responder& responder, int status,
                        std::string_view message) override;
  void no_connection(std::string_view peer, const Error& why) override;

 private:
  void prepare(Context& context) const;
  llm::Expected<Endpoint*> admit(Context& context, const RouteMatch& route, io::Quota::Share& place,
                                 tenancy::Charge& charge) const;
  io::Task<void> answer(Context& context, Endpoint& endpoint);
  void finish(const Context& context);

  const Endpoints& endpoints_;
  const FrontOptions& options_;
  Load& load_;
  Log& log_;
  Recorder& recorder_;
};

}  // namespace gw::gateway
