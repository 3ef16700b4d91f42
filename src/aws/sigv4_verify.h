// The other side of Signature Version 4: what a service does with a signed request. For the
// simulator and for tests. Pure: the time is an argument.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "aws/canonical_request.h"
#include "aws/credentials.h"
#include "aws/sigv4.h"

namespace gw::aws {

inline constexpr std::int64_t kMaxClockSkewSeconds = 5 * 60;

// The parts of an Authorization header; views into it.
struct Authorization {
  std::string_view access_key_id;
  Scope scope;
  std::string_view signed_headers;
  std::string_view signature;
};

// nullopt unless it has the form that sign() writes; blanks around the commas do not matter.
std::optional<Authorization> parse_authorization(std::string_view value);

struct SignedRequest {
  std::string_view method;
  std::string_view path;            // as received
  std::string_view query;           // as received, without '?'
  std::span<const Header> headers;  // all, in any order, names in any case
  std::string_view body;
};

struct Refusal {
  enum class Reason {
    missing,          // MissingAuthenticationTokenException, 403
    malformed,        // IncompleteSignatureException, 400
    unknown_key,      // UnrecognizedClientException, 403: or a session token that is not the key's
    wrong_scope,      // InvalidSignatureException, 403: as all that follow
    unsigned_header,  // host, or an x-amz- header that is there, is not signed
    expired,
    not_yet_current,
    mismatch,
  };
  Reason reason;
  std::string message;  // as AWS words it
};

// The credentials of an access key id, or null.
using FindCredentials = std::function<const Credentials*(std::string_view access_key_id)>;

// nullopt: the signature is good for `service` and `region` at `now` (seconds since the epoch).
std::optional<Refusal> verify(const SignedRequest& request, std::string_view service,
                              std::string_view region, std::int64_t now,
                              const FindCredentials& find_credentials);

std::optional<std::int64_t> parse_amz_date(std::string_view text);

}  // namespace gw::aws
