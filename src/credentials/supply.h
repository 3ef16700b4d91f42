// All that a process has of credentials: the identities and the thread that renews them.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "credentials/ambient.h"
#include "credentials/identity.h"
#include "credentials/refresher.h"
#include "credentials/wallet.h"

namespace gw::credentials {

class Supply {
 public:
  // `tls` outlives this object.
  Supply(AmbientOptions options, const io::TlsContext* tls, const std::optional<io::Proxy>& proxy,
         std::function<void(const Report&)> report);
  ~Supply() { refresher_.stop(); }
  Supply(const Supply&) = delete;
  Supply& operator=(const Supply&) = delete;

  // Whom the environment makes the process. Renewed from start() on.
  const std::shared_ptr<Identity>& ambient() const { return ambient_; }
  // A role, assumed by the ambient identity; the same one for equal roles. From any thread.
  std::shared_ptr<Identity> assumed(const aws::Role& role, const std::string& region);
  void start() { refresher_.start(); }
  void stop() { refresher_.stop(); }

 private:
  struct Assumed {
    aws::Role role;
    std::string region;
    std::weak_ptr<Identity> identity;
  };

  const AmbientOptions options_;
  Refresher refresher_;
  Fetcher fetcher_;
  Wallet wallet_;  // of the refresher's thread
  std::shared_ptr<Identity> ambient_;
  std::mutex mutex_;
  std::vector<Assumed> assumed_;
};

}  // namespace gw::credentials
