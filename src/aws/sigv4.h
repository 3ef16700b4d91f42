// Signature Version 4, header form, for the services whose paths are encoded twice (all but S3).
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
// Pure: the time is an argument. Derived keys are cached by SigningKeys.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/credentials.h"

namespace gw::aws {

struct Header {
  std::string_view name;  // lower case
  std::string_view value;
};

struct SigningInput {
  std::string_view method;
  std::string_view path;   // as on the wire: percent-encoded once
  std::string_view query;  // as on the wire, without '?'
  // Every header to sign but those the signer adds itself; sorted by name; `host` must be there.
  std::span<const Header> headers;
  std::string_view body;
  std::string_view service;
  std::string_view region;
  std::int64_t time = 0;            // seconds since the epoch
  bool send_content_sha256 = true;  // adds and signs x-amz-content-sha256
};

using SigningKey = std::array<unsigned char, 32>;
SigningKey derive_signing_key(std::string_view secret, std::string_view date,
                              std::string_view region, std::string_view service);

// A few derived keys, by what they derive from; the least recently used goes, wiped. Not shared
// between threads.
class SigningKeys {
 public:
  explicit SigningKeys(std::size_t capacity = 64) : capacity_(capacity) {}
  ~SigningKeys();
  const SigningKey& get(const Credentials& credentials, std::string_view date,
                        std::string_view region, std::string_view service);

 private:
  struct Entry;
  std::size_t capacity_;
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

// For tests and for the simulator, which verifies.
std::string canonical_request(const SigningInput& input, std::string_view amz_date,
                              std::string_view content_sha256, std::string_view session_token,
                              std::string& signed_headers);
std::string format_amz_date(std::int64_t time);  // 20240530T123600Z

}  // namespace gw::aws
