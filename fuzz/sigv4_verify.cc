// What is signed verifies, whatever the request; what anyone makes up does not.
// The input: path, query, a header's value, body and Authorization, between NULs.
#include "aws/sigv4_verify.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/ascii.h"

namespace gw::aws {
namespace {

constexpr std::int64_t kNow = 1717072560;
constexpr std::string_view kHost = "bedrock-runtime.us-east-1.amazonaws.com";

struct Input {
  std::string_view path, query, value, body, authorization;
};

Input parse(std::string_view bytes) {
  Input input;
  for (std::string_view* part :
       {&input.path, &input.query, &input.value, &input.body, &input.authorization}) {
    *part = ascii::take_until('\0', bytes);
  }
  return input;
}

bool accepts(const Input& input, std::string_view amz_date, std::string_view authorization,
             const Credentials& known) {
  const std::array headers{Header{"Authorization", authorization}, Header{"Accept", input.value},
                           Header{"X-Amz-Date", amz_date}, Header{"Host", kHost}};
  const SignedRequest request{"POST", input.path, input.query, headers, input.body};
  return !verify(request, "bedrock", "us-east-1", kNow, [&](std::string_view) { return &known; });
}

void check(const Input& input) {
  const Credentials known{"AKIDEXAMPLE", Secret("a secret that no input knows"), Secret()};
  const std::array headers{Header{"accept", input.value}, Header{"host", kHost}};
  SigningKeys keys;
  const Signature signature = sign({.method = "POST",
                                    .path = input.path,
                                    .query = input.query,
                                    .headers = headers,
                                    .body = input.body,
                                    .service = "bedrock",
                                    .region = "us-east-1",
                                    .time = kNow,
                                    .send_content_sha256 = false},
                                   known, keys);
  if (!accepts(input, signature.amz_date, signature.authorization, known)) std::abort();
  if (accepts(input, signature.amz_date, input.authorization, known)) std::abort();
  if (const auto time = parse_amz_date(input.value)) {
    if (format_amz_date(*time) != input.value) std::abort();
  }
}

}  // namespace
}  // namespace gw::aws

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gw::aws::check(gw::aws::parse({reinterpret_cast<const char*>(data), size}));
  return 0;
}
