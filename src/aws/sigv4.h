// Signature Version 4 in the Authorization header.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
// Pure: the time is an argument. Derived keys are cached by SigningKeys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/canonical_request.h"
#include "aws/credentials.h"
#include "aws/sha256.h"

namespace gw::aws {

inline constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

// What a signature is valid for: a day, a region, a service.
struct Scope {
  std::string_view date;  // 20240530
  std::string_view region;
  std::string_view service;  // the signing name: "bedrock", also for bedrock-runtime
};

struct SigningInput {
  std::string_view method;
  std::string_view path;   // as on the wire: percent-encoded once
  std::string_view query;  // as on the wire, without '?'
  // Every header to sign but those the signer adds itself: names in lower case, sorted; `host` must
  // be there.
  std::span<const Header> headers;
  std::string_view body;
  std::string_view service;
  std::string_view region;
  std::int64_t time = 0;            // seconds since the epoch
  bool send_content_sha256 = true;  // adds and signs x-amz-content-sha256
};

using SigningKey = Digest;
SigningKey derive_signing_key(std::string_view secret, const Scope& scope);

// A few derived keys, by what they derive from; the least recently used goes, wiped. Of the secrets
// only hashes are kept: they are the clients', and stay with them. Not shared between threads.
class SigningKeys {
 public:
  explicit SigningKeys(std::size_t capacity = 64) : capacity_(capacity) {}
  // Valid until the next call.
  const HmacKey& get(const Credentials& credentials, const Scope& scope);

 private:
  struct Entry {
    std::string access_key_id;
    Digest secret_hash;
    std::string date;
    std::string region;
    std::string service;
    HmacKey key;
    std::uint64_t last_used;

    bool derives_from(const Credentials& credentials, const Digest& hash, const Scope& scope) const;
  };

  std::size_t capacity_;
  std::uint64_t uses_ = 0;
  std::vector<Entry> entries_;
};

// The headers to add to the request.
struct Signature {
  std::string amz_date;
  std::string content_sha256;  // empty when not sent
  std::string authorization;
  // x-amz-security-token is the credentials' own token, when there is one; it is signed.
};

Signature sign(const SigningInput& input, const Credentials& credentials, SigningKeys& keys);

// What the derived key signs.
std::string string_to_sign(std::string_view amz_date, const Scope& scope,
                           std::string_view canonical_request);
std::string format_amz_date(std::int64_t time);  // 20240530T123600Z

}  // namespace gw::aws
