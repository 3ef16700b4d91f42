#include "aws/sigv4.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>

#include <openssl/crypto.h>

#include "base/encoding.h"

namespace gw::aws {
namespace {

constexpr std::string_view kTerminator = "aws4_request";

void append_scope(const Scope& scope, std::string& out) {
  out.append(scope.date).append("/").append(scope.region).append("/");
  out.append(scope.service).append("/").append(kTerminator);
}

bool by_name(const Header& a, const Header& b) { return a.name < b.name; }

// The request's headers and the signer's own, sorted.
std::vector<Header> headers_to_sign(const SigningInput& input, const Signature& signature,
                                    std::string_view session_token) {
  std::array<Header, 3> added;
  std::size_t count = 0;
  if (input.send_content_sha256) {
    added[count++] = {"x-amz-content-sha256", signature.content_sha256};
  }
  added[count++] = {"x-amz-date", signature.amz_date};
  if (!session_token.empty()) added[count++] = {"x-amz-security-token", session_token};

  std::vector<Header> headers;
  headers.reserve(input.headers.size() + count);
  std::merge(input.headers.begin(), input.headers.end(), added.begin(), added.begin() + count,
             std::back_inserter(headers), by_name);
  return headers;
}

void append_digits(unsigned value, std::size_t width, std::string& out) {
  out.append(width, '0');
  for (auto digit = out.rbegin(); value > 0; value /= 10, ++digit) {
    *digit = static_cast<char>('0' + value % 10);
  }
}

}  // namespace

SigningKey derive_signing_key(std::string_view secret, const Scope& scope) {
  constexpr std::string_view kPrefix = "AWS4";
  std::string first;
  first.reserve(kPrefix.size() + secret.size());  // growing would leave copies behind
  first.append(kPrefix).append(secret);
  SigningKey key = HmacKey(first).sign(scope.date);
  OPENSSL_cleanse(first.data(), first.size());
  for (const std::string_view part : {scope.region, scope.service, kTerminator}) {
    key = HmacKey(view(key)).sign(part);
  }
  return key;
}

bool SigningKeys::Entry::derives_from(const Credentials& credentials, const Digest& hash,
                                      const Scope& scope) const {
  return access_key_id == credentials.access_key_id && date == scope.date &&
         region == scope.region && service == scope.service &&
         equal_in_constant_time(view(secret_hash), view(hash));
}

const HmacKey& SigningKeys::get(const Credentials& credentials, const Scope& scope) {
  ++uses_;
  const Digest hash = sha256(credentials.secret_access_key.reveal());
  for (Entry& entry : entries_) {
    if (!entry.derives_from(credentials, hash, scope)) continue;
    entry.last_used = uses_;
    return entry.key;
  }
  if (entries_.size() >= capacity_ && !entries_.empty()) {
    entries_.erase(std::ranges::min_element(entries_, {}, &Entry::last_used));
  }
  SigningKey key = derive_signing_key(credentials.secret_access_key.reveal(), scope);
  entries_.push_back({credentials.access_key_id, hash, std::string(scope.date),
                      std::string(scope.region), std::string(scope.service), HmacKey(view(key)),
                      uses_});
  OPENSSL_cleanse(key.data(), key.size());
  return entries_.back().key;
}

std::string string_to_sign(std::string_view amz_date, const Scope& scope,
                           std::string_view canonical_request) {
  const Digest digest = sha256(canonical_request);
  std::string text;
  text.reserve(256);
  text.append(kAlgorithm).append("\n").append(amz_date).append("\n");
  append_scope(scope, text);
  text.push_back('\n');
  text.resize(text.size() + 2 * digest.size());
  write_hex(digest, text.data() + text.size() - 2 * digest.size());
  return text;
}

Signature sign(const SigningInput& input, const Credentials& credentials, SigningKeys& keys) {
  Signature result;
  result.amz_date = format_amz_date(input.time);
  result.content_sha256 = to_hex(sha256(input.body));
  const Scope scope{std::string_view(result.amz_date).substr(0, 8), input.region, input.service};

  const auto headers = headers_to_sign(input, result, credentials.session_token.reveal());
  CanonicalRequest request =
      canonical_request(input.method, input.path, input.query, headers, result.content_sha256);
  const Digest signature =
      keys.get(credentials, scope).sign(string_to_sign(result.amz_date, scope, request.text));

  std::string& authorization = result.authorization;
  authorization.reserve(320 + request.signed_headers().size());
  authorization.append(kAlgorithm).append(" Credential=").append(credentials.access_key_id);
  authorization.push_back('/');
  append_scope(scope, authorization);
  authorization.append(", SignedHeaders=").append(request.signed_headers());
  authorization.append(", Signature=");
  authorization.resize(authorization.size() + 2 * signature.size());
  write_hex(signature, authorization.data() + authorization.size() - 2 * signature.size());
  if (!input.send_content_sha256) result.content_sha256.clear();
  wipe(request.text);  // the session token is in it
  return result;
}

std::string format_amz_date(std::int64_t time) {
  using namespace std::chrono;
  const sys_seconds moment{seconds(time)};
  const auto day = floor<days>(moment);
  const year_month_day date(day);
  const hh_mm_ss clock(moment - day);
  std::string text;
  text.reserve(16);
  append_digits(static_cast<unsigned>(static_cast<int>(date.year())), 4, text);
  append_digits(static_cast<unsigned>(date.month()), 2, text);
  append_digits(static_cast<unsigned>(date.day()), 2, text);
  text.push_back('T');
  append_digits(static_cast<unsigned>(clock.hours().count()), 2, text);
  append_digits(static_cast<unsigned>(clock.minutes().count()), 2, text);
  append_digits(static_cast<unsigned>(clock.seconds().count()), 2, text);
  text.push_back('Z');
  return text;
}

}  // namespace gw::aws
