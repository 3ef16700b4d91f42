// What the attempts of one request are signed with: the caller's own credentials, or the gateway's,
// which may have to be waited for at the beginning, and renewed when AWS says that they have
// expired.
#pragma once

#include "credentials/wallet.h"
#include "gateway/bedrock/caller.h"
#include "upstream/call.h"

namespace gw::gateway {

class Access {
 public:
  // All outlive this object.
  Access(const Caller& caller, credentials::Wallet& wallet, io::CancelScope& cancel);

  // False: nothing is at hand, so obtain() comes before anything else.
  bool ready() const { return caller_.own() || held_ != nullptr; }
  // Waits, not long. Errors: 401 or 503 that say why there are none; nobody hears of it when the
  // client has gone.
  io::Task<llm::Expected<>> obtain();
  // Valid until the next mend().
  const aws::Credentials& credentials() const {
    return caller_.own() ? *caller_.own() : held_->credentials;
  }

  // After the head of an answer: true when the same request should be sent again at once, since its
  // refusal was about a clock that has been corrected, or about credentials that have been renewed.
  // At most once for each of the two.
  static bool refused(const upstream::Call& call) { return call.head().status == 403; }
  io::Task<bool> mend(upstream::Call& call);

 private:
  const Caller& caller_;
  credentials::Wallet& wallet_;
  io::CancelScope& cancel_;
  credentials::Held held_;
  bool clock_corrected_ = false;
  bool renewed_ = false;
};

}  // namespace gw::gateway
