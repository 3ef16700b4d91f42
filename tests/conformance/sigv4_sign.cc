// Signs one request a line, so that tests/e2e/sigv4.test.ts can compare with AWS's own signer.
// In: base64 fields between tabs, in the order of `Field`. Out: the Authorization header.
#include <array>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "aws/sigv4.h"
#include "base/ascii.h"
#include "base/encoding.h"

namespace {

enum Field {
  kMethod,
  kPath,
  kQuery,
  kHeaders,  // "name:value", ended by NUL, sorted by name
  kBody,
  kService,
  kRegion,
  kTime,
  kSendContentSha256,  // "1" or "0"
  kAccessKeyId,
  kSecretAccessKey,
  kSessionToken,
  kFields
};

std::array<std::string, kFields> decode(std::string_view line) {
  std::array<std::string, kFields> fields;
  for (std::string& field : fields) {
    gw::Buffer decoded;
    if (!gw::append_base64_decoded(gw::ascii::take_until('\t', line), decoded)) std::abort();
    field = decoded.view();
  }
  return fields;
}

std::string authorization(const std::array<std::string, kFields>& fields,
                          gw::aws::SigningKeys& keys) {
  std::vector<gw::aws::Header> headers;
  for (std::string_view rest = fields[kHeaders]; !rest.empty();) {
    std::string_view value = gw::ascii::take_until('\0', rest);
    const std::string_view name = gw::ascii::take_until(':', value);
    headers.push_back({name, value});
  }
  const gw::aws::Credentials credentials{fields[kAccessKeyId], gw::Secret(fields[kSecretAccessKey]),
                                         gw::Secret(fields[kSessionToken])};
  const gw::aws::SigningInput input{.method = fields[kMethod],
                                    .path = fields[kPath],
                                    .query = fields[kQuery],
                                    .headers = headers,
                                    .body = fields[kBody],
                                    .service = fields[kService],
                                    .region = fields[kRegion],
                                    .time = std::stoll(fields[kTime]),
                                    .send_content_sha256 = fields[kSendContentSha256] == "1"};
  return gw::aws::sign(input, credentials, keys).authorization;
}

}  // namespace

int main() {
  gw::aws::SigningKeys keys;
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << authorization(decode(line), keys) << '\n';
  }
}
