// Who may call: signatures, session tokens and API keys, checked as AWS checks them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/credentials.h"
#include "http/head.h"
#include "simulator/issuer.h"
#include "simulator/refusal.h"

namespace gw::simulator {

struct Access {
  // Any credentials are good, as long as the request is signed or has an API key.
  bool accept_any = false;
  std::vector<aws::Credentials> keys;
  std::vector<std::string> expired_tokens;  // session tokens that have had their time
  std::vector<std::string> api_keys;        // for Authorization: Bearer
  const Issuer* issuer = nullptr;           // of further keys, until they expire
};

// The keys of AWS's own examples, and a pair for temporary credentials with an expired token beside
// the good one.
Access example_access();

// nullopt: the caller may pass. `now`: seconds since the epoch.
std::optional<Refusal> refuse_access(const Access& access, const http::RequestHead& head,
                                     std::string_view body, std::int64_t now);

// The same for a request to another service, which has to be signed for it (its signing name).
std::optional<Refusal> refuse_signature(const Access& access, std::string_view service,
                                        const http::RequestHead& head, std::string_view body,
                                        std::int64_t now);

}  // namespace gw::simulator
