// One request on its way through the gateway: the HTTP exchange, its id, and what its record will
// say about it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/front/dialect.h"
#include "gateway/front/doors.h"
#include "llm/answer.h"
#include "llm/failure.h"
#include "server/handler.h"
#include "tenancy/charge.h"
#include "tenancy/directory.h"
#include "tenancy/prices.h"

namespace gw::gateway {

// Where a gateway key was found: the field is then not AWS's.
enum class KeyField { none, authorization, x_api_key };

using Clock = std::chrono::steady_clock;

// How a request ended, from the client's point of view.
enum class Outcome {
  ok,
  client_error,    // refused: the request was at fault
  upstream_error,  // Bedrock, or the way to it, failed
  gateway_error,   // this side failed
  client_closed,   // the client did not wait for the end
};
std::string_view name(Outcome outcome);

// A call to Bedrock that failed, of those that the retries are made of.
struct FailedAttempt {
  std::string target;  // as Context::target
  std::string region;
  std::string reason;  // code of the llm::Failure, or name() of its kind
  int status = 0;      // Bedrock's; 0: it did not answer
};

struct Context {
  Context(server::Request& http_request, server::Responder& http_responder);

  server::Request& request;
  server::Responder& responder;
  std::string id;  // x-request-id
  Clock::time_point started;
  KeyField key_in = KeyField::none;     // the field that holds the gateway key
  std::string_view key_id;              // of the gateway key that admits it; "" when none is needed
  std::optional<tenancy::Grant> grant;  // of that key

  // What it takes of that key's limits (charging.h).
  tenancy::Charge* charge = nullptr;  // null: there are no limits
  bool spends_tokens = true;          // asks for an answer
  std::size_t calls = 1;              // of which the request consists
  std::int64_t text_bytes = 0;        // of the body, without its pictures
  std::int64_t pictures = 0;
  tenancy::Usage expected;                   // reserved
  std::string charged_model;                 // for which
  std::size_t parts = 1;                     // which share what is reserved; this is one of them
  std::optional<tenancy::Usage> parts_used;  // what its own parts have used, where it has any
  const tenancy::Price* price = nullptr;     // of the model that answers; null: not known

  io::BodyMemory memory;              // for what is held of the answer
  const Dialect* dialect = &kOpenAi;  // the client's, as far as its path tells
  const DoorPath* door = nullptr;     // null: its path and method have none

  std::string path_argument;  // of doors that have one, as it was sent (doors.h)
  bool dry_run = false;       // show the upstream request instead of sending it

  // For the record (record/record.h), and where they are set for the answer's head.
  Outcome outcome = Outcome::ok;
  std::string model;           // as the client named it
  std::string upstream_model;  // what an alias or a route stood for, else empty; x-gateway-model
  std::string target;          // of a route, "region/model", else empty; x-gateway-target
  std::string upstream_request_id;  // x-amzn-requestid
  unsigned attempts = 0;            // upstream; x-gateway-attempts
  std::vector<FailedAttempt> failed_attempts;
  std::optional<Clock::time_point> first_attempt;  // when it began
  std::string server_address;                      // of the last one
  std::uint16_t server_port = 0;
  bool retry_is_pointless = false;          // for the client: x-should-retry
  std::vector<std::string> dropped_params;  // x-gateway-dropped-params
  std::string error_code;                   // of the answer, or of what broke the stream
  std::string_view error_type;              // name() of its kind
  std::string error_message;                // as the client was told
  std::string region;                       // of the last attempt, as the next two
  int upstream_status = 0;
  std::string upstream_error;                    // Bedrock's name for it: "ThrottlingException"
  std::optional<Clock::time_point> first_token;  // of a stream: when something was there to pass on
  bool stream = false;
  std::chrono::nanoseconds upstream_wait{0};
  std::optional<llm::Usage> usage;  // as far as upstream counted
  bool cut_off = false;             // an answer was left before its end: `usage` is not all of it
  std::uint64_t said = 0;  // bytes of what the model said in a stream, whether counted or not

  // Time spent in the gateway itself so far.
  std::chrono::microseconds overhead() const;
  // What it costs; nullopt: not known.
  std::optional<tenancy::Nanodollars> cost() const;
  // What so many tokens would cost; nullopt: not known.
  std::optional<tenancy::Nanodollars> cost_of(const llm::Usage& used) const;
};

// Whether nobody is there to be told how it ends; the outcome is then noted.
bool client_gone(Context& context);
// Begins a stream; its head leaves with the first write.
void begin_stream(Context& context, std::string_view content_type);
// The same while the answer is still waited for: the overhead is not known yet.
void begin_waiting_stream(Context& context, std::string_view content_type);
// For the record: the request has failed, and how.
void note_failure(Context& context, const llm::Failure& failure);
// Answer whole: with the dialect's error, with JSON, with anything. A stream that keep-alives have
// begun ends with the body instead, which then is events.
io::Task<void> respond_error(Context& context, const llm::Failure& error);
io::Task<void> respond_json(Context& context, int status, std::string_view body);
io::Task<void> respond(Context& context, int status, std::string_view content_type,
                       std::string_view body);

}  // namespace gw::gateway
