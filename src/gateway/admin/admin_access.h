// Who may use the admin listener: whoever has the token, or, on loopback without one, everybody on
// this machine but the pages of other sites.
#pragma once

#include <optional>

#include "aws/sha256.h"
#include "base/result.h"
#include "config/settings.h"
#include "http/head.h"
#include "llm/failure.h"

namespace gw::gateway {

// "admin.listen" says that there is no admin listener.
bool has_admin_listener(const config::AdminSettings& settings);
// Refuses an admin listener that the network could use without a token.
Result<> check_admin(const config::AdminSettings& settings);

class AdminAccess {
 public:
  // `token`: plain or "sha256:...", as gateway keys are; empty: none is needed.
  explicit AdminAccess(const Secret& token);
  // Why the request must not be answered; nullopt when it may.
  std::optional<llm::Failure> object(const http::Fields& fields) const;

 private:
  std::optional<aws::Digest> token_;
};

}  // namespace gw::gateway
