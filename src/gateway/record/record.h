// The one record of a request that has ended: what the log, and whatever else reports on requests,
// reads. Nothing in it is a secret, a prompt or an answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateway/front/context.h"
#include "llm/answer.h"

namespace gw::gateway {

// Views live as long as the request. What is "" or 0 is not known, or does not apply.
struct Record {
  std::chrono::system_clock::time_point ended;

  // Who asked, and for what. What the client sends to name its request is as it was sent.
  std::string_view id;
  std::string_view client_id;      // x-request-id
  std::string_view traceparent;    // W3C trace context
  std::string_view peer;           // address
  std::string_view forwarded_for;  // x-forwarded-for
  std::string_view key_id;
  std::string_view team;  // of that key
  std::string_view method;
  std::string_view path;
  std::string_view route;  // of the door: "/v1/chat/completions"; "" where there is none
  bool probe = false;      // asks for health

  // What it was told.
  int status = 0;
  Outcome outcome = Outcome::ok;
  std::string_view error;  // code
  std::string_view error_type;
  std::string_view error_message;
  std::uint64_t bytes = 0;

  // What was done for it.
  std::string_view model;
  std::string_view upstream_model;
  std::string_view target;
  std::string_view region;
  bool stream = false;
  unsigned attempts = 0;
  std::span<const FailedAttempt> failed_attempts;
  std::string_view server_address;  // of the last attempt
  std::uint16_t server_port = 0;
  int upstream_status = 0;  // of the last attempt, as the next two
  std::string_view upstream_error;
  std::string_view upstream_request_id;
  std::span<const std::string> dropped_params;
  std::optional<llm::Usage> usage;
  std::uint64_t said = 0;                    // bytes, where nobody counted tokens
  std::optional<tenancy::Nanodollars> cost;  // nullopt: not known

  std::chrono::nanoseconds total{0};
  std::chrono::nanoseconds upstream_wait{0};
  std::chrono::nanoseconds called{0};                   // since the first attempt began
  std::optional<std::chrono::nanoseconds> first_token;  // of a stream
};

// Of a request that ends now.
Record make_record(const Context& context);

}  // namespace gw::gateway
