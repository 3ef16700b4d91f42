#include "aws/sigv4_verify.h"

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "aws/vectors.h"

namespace gw::aws {
namespace {

using Reason = Refusal::Reason;

// A signed request as it arrives, to be tampered with.
struct Arrived {
  std::string method, path, query, body;
  std::vector<std::pair<std::string, std::string>> headers;

  explicit Arrived(const vectors::Vector& v)
      : method(v.method), path(v.path), query(v.query), body(v.body) {
    SigningKeys keys;
    const Signature signature = sign(v.input(), v.credentials(), keys);
    for (const Header& header : v.headers) set(header.name, header.value);
    set("X-Amz-Date", signature.amz_date);
    if (!signature.content_sha256.empty()) set("X-Amz-Content-Sha256", signature.content_sha256);
    if (!v.session_token.empty()) set("X-Amz-Security-Token", v.session_token);
    set("Authorization", signature.authorization);
    set("User-Agent", "added after signing");
  }

  void set(std::string_view name, std::string_view value) {
    remove(name);
    headers.emplace_back(name, value);
  }
  void remove(std::string_view name) {
    std::erase_if(headers, [&](const auto& header) { return header.first == name; });
  }
  void replace_in_authorization(std::string_view what, std::string_view with) {
    for (auto& [name, value] : headers) {
      if (name == "Authorization") value.replace(value.find(what), what.size(), with);
    }
  }

  std::optional<Refusal> verify(const vectors::Vector& v, std::int64_t now = vectors::kTime) const {
    std::vector<Header> views;
    for (const auto& [name, value] : headers) views.push_back({name, value});
    const Credentials known = v.credentials();
    return aws::verify({method, path, query, views, body}, v.service, v.region, now,
                       [&](std::string_view id) -> const Credentials* {
                         return id == known.access_key_id ? &known : nullptr;
                       });
  }
};

TEST(Verify, AcceptsWhatAwsOwnSignerSigned) {
  for (const vectors::Vector& v : vectors::all()) {
    const auto refusal = Arrived(v).verify(v);
    EXPECT_FALSE(refusal.has_value()) << v.given << ": " << refusal->message;
  }
}

TEST(Verify, AcceptsFiveMinutesOfClockSkewAndNoMore) {
  const vectors::Vector v = vectors::converse();
  const Arrived request(v);
  EXPECT_FALSE(request.verify(v, vectors::kTime + 300).has_value());
  EXPECT_FALSE(request.verify(v, vectors::kTime - 300).has_value());
  EXPECT_EQ(request.verify(v, vectors::kTime + 301).value().reason, Reason::expired);
  EXPECT_EQ(request.verify(v, vectors::kTime - 301).value().reason, Reason::not_yet_current);
  EXPECT_EQ(request.verify(v, vectors::kTime + 301).value().message,
            "Signature expired: 20240530T123600Z is now earlier than 20240530T123601Z "
            "(20240530T124101Z - 5 min.)");
}

struct Tampering {
  std::string when;
  std::function<void(Arrived&)> tamper;
  Reason expected;
};

TEST(Verify, GivenATamperedRequestThenItSaysWhatIsWrong) {
  const vectors::Vector v = vectors::session_token();
  for (const Tampering& c : std::vector<Tampering>{
           {"no authorization", [](Arrived& r) { r.remove("Authorization"); }, Reason::missing},
           {"a bearer token", [](Arrived& r) { r.set("Authorization", "Bearer key"); },
            Reason::missing},
           {"no signature",
            [](Arrived& r) { r.replace_in_authorization(", Signature=", ", Signatur="); },
            Reason::malformed},
           {"an empty signature",
            [](Arrived& r) {
              r.set("Authorization",
                    "AWS4-HMAC-SHA256 Credential=a/20240530/r/s/aws4_request, SignedHeaders=host, "
                    "Signature=");
            },
            Reason::malformed},
           {"a scope without a region",
            [](Arrived& r) { r.replace_in_authorization("us-east-1/", ""); }, Reason::malformed},
           {"another terminator",
            [](Arrived& r) { r.replace_in_authorization("aws4_request", "aws5_request"); },
            Reason::malformed},
           {"no date", [](Arrived& r) { r.remove("X-Amz-Date"); }, Reason::malformed},
           {"a date in another form",
            [](Arrived& r) { r.set("X-Amz-Date", "2024-05-30T12:36:00Z"); }, Reason::malformed},
           {"an unknown key",
            [](Arrived& r) { r.replace_in_authorization("AKIDEXAMPLE", "AKIDANOTHER"); },
            Reason::unknown_key},
           {"no session token", [](Arrived& r) { r.remove("X-Amz-Security-Token"); },
            Reason::unknown_key},
           {"another session token", [](Arrived& r) { r.set("X-Amz-Security-Token", "token"); },
            Reason::unknown_key},
           {"the name of the host as service",
            [](Arrived& r) { r.replace_in_authorization("/bedrock/", "/bedrock-runtime/"); },
            Reason::wrong_scope},
           {"another region",
            [](Arrived& r) { r.replace_in_authorization("us-east-1", "us-west-2"); },
            Reason::wrong_scope},
           {"another day",
            [](Arrived& r) { r.replace_in_authorization("/20240530/", "/20240529/"); },
            Reason::wrong_scope},
           {"a host that is not signed",
            [](Arrived& r) { r.replace_in_authorization(";host;", ";"); }, Reason::unsigned_header},
           {"an x-amz header that is not signed", [](Arrived& r) { r.set("X-Amz-Target", "x"); },
            Reason::unsigned_header},
           {"another method", [](Arrived& r) { r.method = "PUT"; }, Reason::mismatch},
           {"another path", [](Arrived& r) { r.path += "-stream"; }, Reason::mismatch},
           {"an escape decoded on the way",
            [](Arrived& r) { r.path.replace(r.path.find("%3A"), 3, ":"); }, Reason::mismatch},
           {"a query", [](Arrived& r) { r.query = "a=1"; }, Reason::mismatch},
           {"another body", [](Arrived& r) { r.body += ' '; }, Reason::mismatch},
           {"another value of a signed header",
            [](Arrived& r) { r.set("content-type", "text/plain"); }, Reason::mismatch},
           {"a second value of a signed header",
            [](Arrived& r) { r.headers.emplace_back("Content-Type", "text/plain"); },
            Reason::mismatch},
           {"signed headers in another order",
            [](Arrived& r) {
              r.replace_in_authorization("content-type;host", "host;content-type");
            },
            Reason::mismatch},
           {"another signature",
            [](Arrived& r) { r.replace_in_authorization("Signature=3", "Signature=4"); },
            Reason::mismatch},
           {"a signature that goes on",
            [](Arrived& r) { r.replace_in_authorization("Signature=", "Signature=0"); },
            Reason::mismatch}}) {
    Arrived request(v);
    c.tamper(request);
    const auto refusal = request.verify(v);
    ASSERT_TRUE(refusal.has_value()) << c.when;
    EXPECT_EQ(refusal->reason, c.expected) << c.when << ": " << refusal->message;
  }
}

TEST(Verify, GivenAnotherSecretThenTheSignatureDoesNotMatch) {
  vectors::Vector v = vectors::converse();
  const Arrived request(v);
  std::vector<Header> headers;
  for (const auto& [name, value] : request.headers) headers.push_back({name, value});
  const Credentials other{"AKIDEXAMPLE", Secret("another"), Secret()};
  const auto refusal =
      verify({request.method, request.path, request.query, headers, request.body}, v.service,
             v.region, vectors::kTime, [&](std::string_view) { return &other; });
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, Reason::mismatch);
}

TEST(ParseAuthorization, BlanksAroundTheCommasDoNotMatter) {
  for (const std::string_view value :
       {"AWS4-HMAC-SHA256 Credential=A/B/20240530/r/s/aws4_request, SignedHeaders=a;b, "
        "Signature=0f",
        "AWS4-HMAC-SHA256 Signature=0f,Credential=A/B/20240530/r/s/aws4_request,SignedHeaders=a;b",
        "AWS4-HMAC-SHA256   SignedHeaders=a;b  ,  Signature=0f , "
        "Credential=A/B/20240530/r/s/aws4_request"}) {
    const auto parsed = parse_authorization(value);
    ASSERT_TRUE(parsed.has_value()) << value;
    EXPECT_EQ(parsed->access_key_id, "A/B");
    EXPECT_EQ(parsed->scope.date, "20240530");
    EXPECT_EQ(parsed->scope.region, "r");
    EXPECT_EQ(parsed->scope.service, "s");
    EXPECT_EQ(parsed->signed_headers, "a;b");
    EXPECT_EQ(parsed->signature, "0f");
  }
}

TEST(ParseAmzDate, ReadsWhatFormatWrites) {
  for (const std::int64_t time : {std::int64_t{0}, std::int64_t{951827696}, vectors::kTime}) {
    EXPECT_EQ(parse_amz_date(format_amz_date(time)), time);
  }
  for (const std::string_view wrong :
       {"", "20240530T123600", "20240530T123600z", "20240530 123600Z", "20241330T123600Z",
        "20230229T123600Z", "20240500T123600Z", "20240530T243600Z", "20240530T126000Z",
        "20240530T123660Z", "2024053-T123600Z", "-0240530T123600Z", "20240530T1236-0Z",
        "20240530T12360 Z"}) {
    EXPECT_EQ(parse_amz_date(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace gw::aws
