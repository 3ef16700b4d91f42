// Requests to the Security Token Service and its answers (query protocol, version 2011-06-15).
// https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/issued.h"
#include "base/secret.h"

namespace gw::aws {

inline constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

// A role to be assumed, and as what. Two that are equal give the same credentials.
struct Role {
  std::string arn;
  std::string session_name;  // 2 to 64 of [\w+=,.@-]
  std::string external_id;   // empty: none
  std::uint32_t duration_seconds = 3600;
  std::vector<std::pair<std::string, std::string>> tags;  // of the session

  friend bool operator==(const Role&, const Role&) = default;
};

// "arn:aws:iam::123456789012:role/path/name", of any partition.
bool is_role_arn(std::string_view arn);
// Each character that a session name must not have becomes '-'; cut at 64, filled up to 2.
std::string to_session_name(std::string_view text);

// The bodies of requests. A web identity token is a secret.
std::string assume_role_form(const Role& role);
Secret web_identity_form(const Role& role, std::string_view token);
std::string caller_identity_form();

// The answer to either way of assuming a role. Errors: invalid; what is missing.
Result<Issued> parse_assumed_role(std::string_view xml);
// "arn:aws:sts::123456789012:assumed-role/name/session"; "" when the answer has none.
std::string parse_caller_arn(std::string_view xml);

struct StsError {
  std::string code;     // "AccessDenied"; empty when the body says none
  std::string message;  // at most a few hundred bytes
};
StsError parse_sts_error(std::string_view body);

}  // namespace gw::aws
