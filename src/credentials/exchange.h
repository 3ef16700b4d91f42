// Short exchanges with the services that hand out credentials: STS, the SSO portal, the endpoints
// of containers and instances. Whole answers, small, and bounded in time.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "io/pool.h"
#include "io/system_connector.h"
#include "upstream/call.h"

namespace gw::credentials {

struct Question {
  const aws::Endpoint& endpoint;
  std::string_view peer;  // for messages: "STS"
  upstream::Outgoing request;
  // Who signs, and for what; nobody unless it is said.
  const aws::Credentials* signer = nullptr;
  std::string_view region = {};
  std::string_view service = {};
  std::chrono::milliseconds time{5'000};  // for the head of the answer, and between its pieces
};

struct Answer {
  int status = 0;
  std::string error_type;  // x-amzn-errortype
  Secret body;             // credentials, as a rule
  // Seconds that the service's clock is ahead of ours; 0 unless it is minutes. A time in the body
  // is the service's.
  std::int64_t ahead = 0;
};

class Exchange {
 public:
  // `tls` may be null: then only plain destinations can be asked. The worker and `tls` outlive it.
  Exchange(io::Worker& worker, const io::TlsContext* tls, const io::ConnectLimits& limits);

  // Errors: those of upstream::Call. The question must stay until completion.
  io::Task<Result<Answer>> ask(const Question& question, io::CancelScope& cancel);
  // Closes what nobody uses; to be called now and then.
  void expire() { pool_.expire(); }

 private:
  io::Worker& worker_;
  std::unique_ptr<io::Connector> connector_;
  io::Pool pool_;
  aws::SigningKeys signing_keys_{4};
  upstream::Clock clock_;
};

}  // namespace gw::credentials
