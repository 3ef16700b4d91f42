// The form of a request that Signature Version 4 hashes, for the services whose paths are encoded
// twice (all but S3). Knows nothing of keys: shared by the signer and the verifier.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace gw::aws {

struct Header {
  std::string_view name;
  std::string_view value;
};

struct CanonicalRequest {
  std::string text;
  std::size_t signed_headers_at = 0;
  std::size_t signed_headers_size = 0;

  // "content-type;host;x-amz-date": a part of the text, valid as long as it.
  std::string_view signed_headers() const {
    return std::string_view(text).substr(signed_headers_at, signed_headers_size);
  }
};

// `path` and `query` as on the wire: percent-encoded once, the query without '?'. `headers` are
// those to sign, sorted, their names in lower case.
CanonicalRequest canonical_request(std::string_view method, std::string_view path,
                                   std::string_view query, std::span<const Header> headers,
                                   std::string_view payload_hash);

}  // namespace gw::aws
