// Requests signed by AWS's own signer (npm @smithy/signature-v4).
#pragma once

#include <string>
#include <vector>

#include "aws/sigv4.h"

namespace gw::aws::vectors {

inline constexpr std::string_view kAccessKeyId = "AKIDEXAMPLE";
inline constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
inline constexpr std::string_view kSessionToken =
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfI"
    "eoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0"
    "wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDry"
    "pNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";
inline constexpr std::int64_t kTime = 1717072560;  // 2024-05-30T12:36:00Z
inline constexpr std::string_view kAmzDate = "20240530T123600Z";

inline constexpr std::string_view kBody =
    R"({"messages":[{"role":"user","content":[{"text":"hi"}]}]})";
inline constexpr std::string_view kBodySha256 =
    "c3335e07d6e89650bf94cb98664be69f8774dbc3198df221f113db0a59ea14f0";
inline constexpr std::string_view kEmptySha256 =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

struct Vector {
  std::string given;
  std::string method;
  std::string path;
  std::string query;
  std::vector<Header> headers;
  std::string_view body;
  std::string_view session_token;
  bool send_content_sha256 = true;
  std::string region = "us-east-1";
  std::string service = "bedrock";

  std::string canonical_path;
  std::string canonical_headers;  // with the line that names them
  std::string signed_headers;
  std::string_view payload_sha256;
  std::string canonical_sha256;
  std::string signature;

  std::string canonical_request() const {
    return method + '\n' + canonical_path + '\n' + query + '\n' + canonical_headers + '\n' +
           signed_headers + '\n' + std::string(payload_sha256);
  }
  std::string scope() const { return "20240530/" + region + '/' + service + "/aws4_request"; }
  SigningInput input() const {
    return {method, path, query, headers, body, service, region, kTime, send_content_sha256};
  }
  Credentials credentials() const {
    return {std::string(kAccessKeyId), Secret(kSecret), Secret(session_token)};
  }
};

inline Vector converse() {
  const std::string host = "bedrock-runtime.us-east-1.amazonaws.com";
  return {.given = "a base model, Converse",
          .method = "POST",
          .path = "/model/anthropic.claude-3-sonnet-20240229-v1%3A0/converse",
          .headers = {{"content-type", "application/json"},
                      {"host", "bedrock-runtime.us-east-1.amazonaws.com"}},
          .body = kBody,
          .canonical_path = "/model/anthropic.claude-3-sonnet-20240229-v1%253A0/converse",
          .canonical_headers = "content-type:application/json\nhost:" + host +
                               "\nx-amz-content-sha256:" + std::string(kBodySha256) +
                               "\nx-amz-date:20240530T123600Z\n",
          .signed_headers = "content-type;host;x-amz-content-sha256;x-amz-date",
          .payload_sha256 = kBodySha256,
          .canonical_sha256 = "9f185c06d6ea1c2d9dd2275497fac6145d7bfca39b6e2b2ee66a4fb85ad98eeb",
          .signature = "56860d4388eab10ce831f133174d52bc2314fab13689cb035271ffcaca5a6ecd"};
}

inline Vector profile_arn() {
  Vector v = converse();
  v.given = "the ARN of an inference profile, ConverseStream";
  v.path =
      "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2F"
      "us.anthropic.claude-3-sonnet-20240229-v1%3A0/converse-stream";
  v.canonical_path =
      "/model/arn%253Aaws%253Abedrock%253Aus-east-1%253A123456789012%253Ainference-profile%252F"
      "us.anthropic.claude-3-sonnet-20240229-v1%253A0/converse-stream";
  v.canonical_sha256 = "6806be8ba12937202b298920cb9b803793dfdc53487da9ceeb98d8f065100a7c";
  v.signature = "5f89279e55429e514137db309d9b1f17b4ef5b951edc59ce1f2b550e75c98052";
  return v;
}

inline Vector session_token() {
  Vector v = converse();
  v.given = "a session token";
  v.session_token = kSessionToken;
  v.canonical_headers += "x-amz-security-token:" + std::string(kSessionToken) + '\n';
  v.signed_headers += ";x-amz-security-token";
  v.canonical_sha256 = "d23d3f0a9c0654f9db34e584f935a1b6d6180d9328664373a23af621d80a6408";
  v.signature = "3502caf7b1f46a687606bb78b296a0a15b2477767eb7842387539ac40f7a99c7";
  return v;
}

inline Vector without_content_sha256() {
  Vector v = converse();
  v.given = "no x-amz-content-sha256, as botocore sends it";
  v.send_content_sha256 = false;
  v.canonical_headers =
      "content-type:application/json\nhost:bedrock-runtime.us-east-1.amazonaws.com\n"
      "x-amz-date:20240530T123600Z\n";
  v.signed_headers = "content-type;host;x-amz-date";
  v.canonical_sha256 = "79f0897ecffe5fe4947b0a852a05322b17dd3101262d9244c5de5f9c91a887ab";
  v.signature = "3d218623bcca865ac0007502dddf525aa6e83273320539c5cb0e1a9c2dc92bb3";
  return v;
}

inline Vector invoke() {
  const std::string sha256 = "ee9ef87bd5a357cff93b1d83d1e8a1b47fb3fa2e94251711c6a30250119e6369";
  Vector v = converse();
  v.given = "InvokeModel in another region, with two spaces in a header";
  v.path = v.canonical_path = "/model/amazon.titan-text-express-v1/invoke";
  v.headers = {{"accept", "application/json"},
               {"content-type", "application/json"},
               {"host", "bedrock-runtime.eu-west-1.amazonaws.com"},
               {"x-amzn-bedrock-request-metadata", R"({"a":  "b"})"},
               {"x-amzn-bedrock-trace", "ENABLED"}};
  v.body = R"({"inputText":"hi"})";
  v.region = "eu-west-1";
  v.canonical_headers =
      "accept:application/json\ncontent-type:application/json\n"
      "host:bedrock-runtime.eu-west-1.amazonaws.com\nx-amz-content-sha256:" +
      sha256 +
      "\nx-amz-date:20240530T123600Z\n"
      "x-amzn-bedrock-request-metadata:{\"a\": \"b\"}\nx-amzn-bedrock-trace:ENABLED\n";
  v.signed_headers =
      "accept;content-type;host;x-amz-content-sha256;x-amz-date;x-amzn-bedrock-request-metadata;"
      "x-amzn-bedrock-trace";
  v.payload_sha256 = "ee9ef87bd5a357cff93b1d83d1e8a1b47fb3fa2e94251711c6a30250119e6369";
  v.canonical_sha256 = "0e0969448fab28fa8013a1fc7b1c94b0834868a2c5ea616e93e06fbe5b032c4a";
  v.signature = "6a1a145709f96c5fd43de422ddd63249cf7c583fab5b2bc1ead79ca3885dde94";
  return v;
}

inline Vector query() {
  Vector v = converse();
  v.given = "GET with a query and no body";
  v.method = "GET";
  v.path = v.canonical_path = "/async-invoke";
  v.query = "maxResults=5&statusEquals=Completed&submitTimeAfter=1970-01-01T00%3A00%3A00Z";
  v.headers = {{"host", "bedrock-runtime.us-east-1.amazonaws.com"}};
  v.body = "";
  v.canonical_headers = "host:bedrock-runtime.us-east-1.amazonaws.com\nx-amz-content-sha256:" +
                        std::string(kEmptySha256) + "\nx-amz-date:20240530T123600Z\n";
  v.signed_headers = "host;x-amz-content-sha256;x-amz-date";
  v.payload_sha256 = kEmptySha256;
  v.canonical_sha256 = "4fea7d2ef06b86dfa2558714941c8839995dec8f23dc238e9dfed36b646309f4";
  v.signature = "c8aac73b1c0ef186cded6700cde9e0ff90dbd1c4a07f34c8cff42a945d8fcb0e";
  return v;
}

inline Vector sts() {
  Vector v = converse();
  v.given = "a form for STS";
  v.path = v.canonical_path = "/";
  v.headers = {{"content-type", "application/x-www-form-urlencoded"},
               {"host", "sts.us-east-1.amazonaws.com"}};
  v.body =
      "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdemo"
      "&RoleSessionName=gw&DurationSeconds=3600";
  v.service = "sts";
  v.payload_sha256 = "f3e4f7815ba60fd53242eaa15e0dacbf9e7ecf60a529aa29d5207214e092d85a";
  v.canonical_headers =
      "content-type:application/x-www-form-urlencoded\nhost:sts.us-east-1.amazonaws.com\n"
      "x-amz-content-sha256:" +
      std::string(v.payload_sha256) + "\nx-amz-date:20240530T123600Z\n";
  v.canonical_sha256 = "4dd07e598878c70169a7d3e98bb8a03a2745ae1b4d2e2d8fb9f6132b71f296de";
  v.signature = "9c998d2e03b4e81551fad934e3af08b4298ea8025c9520741605bc4b4eb6f782";
  return v;
}

inline Vector literal_colon() {
  Vector v = converse();
  v.given = "a colon that is not encoded on the wire";
  v.path = "/model/anthropic.claude-3-sonnet-20240229-v1:0/converse";
  v.canonical_path = "/model/anthropic.claude-3-sonnet-20240229-v1%3A0/converse";
  v.canonical_sha256 = "57d9db52725d96fd21f8e25689df9c3abf2eff57b99a4b34250b41f0f0afcbcd";
  v.signature = "2e6d9bb5e6237db68e03b04f4aa38612feb2ebca0e202da33be0cbf1978d695c";
  return v;
}

inline std::vector<Vector> all() {
  return {converse(), profile_arn(), session_token(), without_content_sha256(),
          invoke(),   query(),       sts(),           literal_colon()};
}

}  // namespace gw::aws::vectors
