#include "aws/sigv4_verify.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <vector>

#include "base/ascii.h"
#include "base/encoding.h"

namespace gw::aws {
namespace {

using Reason = Refusal::Reason;

// <access key id>/<date>/<region>/<service>/aws4_request; the id itself may have slashes.
bool parse_credential(std::string_view value, Authorization& out) {
  std::array<std::string_view, 4> parts;  // from the end
  for (std::string_view& part : parts) {
    const std::size_t slash = value.rfind('/');
    if (slash == std::string_view::npos) return false;
    part = value.substr(slash + 1);
    value = value.substr(0, slash);
  }
  out.access_key_id = value;
  out.scope = {parts[3], parts[2], parts[1]};
  return parts[0] == "aws4_request" && !value.empty();
}

std::string joined_values(std::span<const Header> headers, std::string_view name) {
  std::string values;
  bool first = true;
  for (const Header& header : headers) {
    if (!ascii::equal_ignoring_case(header.name, name)) continue;
    if (!first) values.push_back(',');
    values.append(header.value);
    first = false;
  }
  return values;
}

bool lists(std::string_view signed_headers, std::string_view name) {
  while (!signed_headers.empty()) {
    if (ascii::equal_ignoring_case(ascii::take_until(';', signed_headers), name)) return true;
  }
  return false;
}

bool must_be_signed(std::string_view name) {
  return ascii::equal_ignoring_case(name, "host") ||
         ascii::starts_with_ignoring_case(name, "x-amz-");
}

CanonicalRequest canonical_form(const SignedRequest& request, std::string_view signed_headers) {
  // By name, in lower case: a client that lists them otherwise has signed something else.
  std::map<std::string, std::string> values;
  while (!signed_headers.empty()) {
    const std::string_view name = ascii::take_until(';', signed_headers);
    values.emplace(ascii::to_lower(name), joined_values(request.headers, name));
  }
  std::vector<Header> headers;
  headers.reserve(values.size());
  for (const auto& [name, value] : values) headers.push_back({name, value});
  return canonical_request(request.method, request.path, request.query, headers,
                           to_hex(sha256(request.body)));
}

std::optional<Refusal> check_scope(const Scope& scope, std::string_view service,
                                   std::string_view region, std::string_view amz_date) {
  const std::string start = "Credential should be scoped to ";
  if (scope.service != service) {
    return Refusal{Reason::wrong_scope, start + "correct service: '" + std::string(service) + "'."};
  }
  if (scope.region != region) {
    return Refusal{Reason::wrong_scope,
                   start + "a valid region, not '" + std::string(scope.region) + "'."};
  }
  if (scope.date != amz_date.substr(0, 8)) {
    return Refusal{Reason::wrong_scope,
                   "Date in Credential scope does not match YYYYMMDD from "
                   "ISO-8601 version of date from HTTP."};
  }
  return std::nullopt;
}

std::optional<Refusal> check_time(std::int64_t signed_at, std::int64_t now) {
  if (signed_at < now - kMaxClockSkewSeconds) {
    return Refusal{Reason::expired, "Signature expired: " + format_amz_date(signed_at) +
                                        " is now earlier than " +
                                        format_amz_date(now - kMaxClockSkewSeconds) + " (" +
                                        format_amz_date(now) + " - 5 min.)"};
  }
  if (signed_at > now + kMaxClockSkewSeconds) {
    return Refusal{Reason::not_yet_current,
                   "Signature not yet current: " + format_amz_date(signed_at) +
                       " is still later than " + format_amz_date(now + kMaxClockSkewSeconds) +
                       " (" + format_amz_date(now) + " + 5 min.)"};
  }
  return std::nullopt;
}

std::optional<Refusal> check_coverage(const SignedRequest& request,
                                      std::string_view signed_headers) {
  for (const Header& header : request.headers) {
    if (!must_be_signed(header.name) || lists(signed_headers, header.name)) continue;
    return Refusal{Reason::unsigned_header, "'" + std::string(header.name) +
                                                "' must be a 'SignedHeader' in the AWS "
                                                "Authorization."};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Authorization> parse_authorization(std::string_view value) {
  if (!value.starts_with(kAlgorithm)) return std::nullopt;
  value.remove_prefix(kAlgorithm.size());
  Authorization result;
  while (!value.empty()) {
    std::string_view content = ascii::trim(ascii::take_until(',', value));
    const std::string_view name = ascii::take_until('=', content);
    if (name == "Credential") {
      if (!parse_credential(content, result)) return std::nullopt;
    } else if (name == "SignedHeaders") {
      result.signed_headers = content;
    } else if (name == "Signature") {
      result.signature = content;
    } else {
      return std::nullopt;
    }
  }
  if (result.access_key_id.empty() || result.signed_headers.empty() || result.signature.empty()) {
    return std::nullopt;
  }
  return result;
}

std::optional<std::int64_t> parse_amz_date(std::string_view text) {
  constexpr std::string_view kForm = "ddddddddTddddddZ";
  if (text.size() != kForm.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kForm[i] == 'd' ? !ascii::is_digit(text[i]) : text[i] != kForm[i]) return std::nullopt;
  }
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (const char digit : text.substr(at, size)) value = 10 * value + (digit - '0');
    return value;
  };
  using namespace std::chrono;
  const year_month_day date(year(number(0, 4)), month(static_cast<unsigned>(number(4, 2))),
                            day(static_cast<unsigned>(number(6, 2))));
  const hours hour(number(9, 2));
  const minutes minute(number(11, 2));
  const seconds second(number(13, 2));
  if (!date.ok() || hour > hours(23) || minute > minutes(59) || second > seconds(59)) {
    return std::nullopt;
  }
  return (sys_days(date) + hour + minute + second).time_since_epoch().count();
}

std::optional<Refusal> verify(const SignedRequest& request, std::string_view service,
                              std::string_view region, std::int64_t now,
                              const FindCredentials& find_credentials) {
  const std::string header = joined_values(request.headers, "authorization");
  if (!header.starts_with(kAlgorithm)) {
    return Refusal{Reason::missing, "Missing Authentication Token"};
  }
  const auto authorization = parse_authorization(header);
  if (!authorization) {
    return Refusal{Reason::malformed,
                   "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders' "
                   "parameters."};
  }
  const std::string amz_date = joined_values(request.headers, "x-amz-date");
  const auto signed_at = parse_amz_date(amz_date);
  if (!signed_at) {
    return Refusal{Reason::malformed,
                   "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' "
                   "header."};
  }
  const Credentials* credentials = find_credentials(authorization->access_key_id);
  if (credentials == nullptr || Secret(joined_values(request.headers, "x-amz-security-token")) !=
                                    credentials->session_token) {
    return Refusal{Reason::unknown_key, "The security token included in the request is invalid."};
  }
  if (auto refusal = check_scope(authorization->scope, service, region, amz_date)) return refusal;
  if (auto refusal = check_time(*signed_at, now)) return refusal;
  if (auto refusal = check_coverage(request, authorization->signed_headers)) return refusal;

  const CanonicalRequest canonical = canonical_form(request, authorization->signed_headers);
  const SigningKey key =
      derive_signing_key(credentials->secret_access_key.reveal(), authorization->scope);
  const Digest expected =
      HmacKey(view(key)).sign(string_to_sign(amz_date, authorization->scope, canonical.text));
  if (canonical.signed_headers() != authorization->signed_headers ||
      !equal_in_constant_time(to_hex(expected), authorization->signature)) {
    return Refusal{Reason::mismatch,
                   "The request signature we calculated does not match the signature you "
                   "provided. Check your AWS Secret Access Key and signing method. Consult the "
                   "service documentation for details."};
  }
  return std::nullopt;
}

}  // namespace gw::aws
