// The admin listener as a server's handler: checks who asks, and finds the endpoint. Errors have
// the shape of OpenAI's.
#pragma once

#include <memory>
#include <vector>

#include "gateway/admin/admin_access.h"
#include "gateway/admin/admin_routes.h"
#include "gateway/log.h"
#include "server/handler.h"

namespace gw::gateway {

class AdminFront final : public server::Handler {
 public:
  // What is given by reference outlives this object.
  AdminFront(const std::vector<AdminRoute>& routes, AdminAccess access, Log& log)
      : routes_(routes), access_(access), log_(log) {}

  // Requests that begin from now on are let in by this. On the worker.
  void set_access(AdminAccess access) { access_ = access; }

  io::Task<void> handle(server::Request& request, server::Responder& responder) override;
  io::Task<void> refuse(server::Request& request, server::Responder& responder, int status,
                        std::string_view message) override;

 private:
  llm::Expected<Endpoint*> admit(Context& context) const;
  void finish(const Context& context);

  const std::vector<AdminRoute>& routes_;
  AdminAccess access_;
  Log& log_;
};

}  // namespace gw::gateway
