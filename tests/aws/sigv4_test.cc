#include "aws/sigv4.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/vectors.h"
#include "base/encoding.h"

namespace gw::aws {
namespace {

using vectors::Vector;

TEST(Sigv4, SignsAsAwsOwnSignerDoes) {
  SigningKeys keys;
  for (const Vector& v : vectors::all()) {
    SCOPED_TRACE(v.given);
    const Signature signature = sign(v.input(), v.credentials(), keys);
    EXPECT_EQ(signature.amz_date, vectors::kAmzDate);
    EXPECT_EQ(signature.content_sha256, v.send_content_sha256 ? v.payload_sha256 : "");
    EXPECT_EQ(signature.authorization, "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/" + v.scope() +
                                           ", SignedHeaders=" + v.signed_headers +
                                           ", Signature=" + v.signature);
  }
}

TEST(Sigv4, TheCanonicalRequestAndTheStringToSignAreThoseOfAws) {
  for (const Vector& v : vectors::all()) {
    SCOPED_TRACE(v.given);
    std::vector<Header> headers = v.headers;
    if (v.send_content_sha256) headers.push_back({"x-amz-content-sha256", v.payload_sha256});
    headers.push_back({"x-amz-date", vectors::kAmzDate});
    if (!v.session_token.empty()) headers.push_back({"x-amz-security-token", v.session_token});
    std::ranges::sort(headers, {}, &Header::name);

    const CanonicalRequest request =
        canonical_request(v.method, v.path, v.query, headers, v.payload_sha256);
    EXPECT_EQ(request.text, v.canonical_request());
    EXPECT_EQ(request.signed_headers(), v.signed_headers);
    EXPECT_EQ(string_to_sign(vectors::kAmzDate, {"20240530", v.region, v.service}, request.text),
              "AWS4-HMAC-SHA256\n20240530T123600Z\n" + v.scope() + '\n' + v.canonical_sha256);
  }
}

TEST(Sigv4, DerivesTheKeysOfAws) {
  struct Case {
    Scope scope;
    std::string_view key;
  };
  for (const Case& c :
       std::vector<Case>{{{"20240530", "us-east-1", "bedrock"},
                          "d33e8be3e21861f80991c4a125bdd304798d801ffd336ff8d3a5fe69a9d0b461"},
                         {{"20240530", "eu-west-1", "bedrock"},
                          "652decb3a0b6a17ab9d63e1c296259577fcc1783f456a799e4e58bc9a8644726"},
                         {{"20240530", "us-east-1", "sts"},
                          "a8ebe2b850d2e18d9876ff967c175e3619e3845840e61cbd907795e30c11b7a1"}}) {
    EXPECT_EQ(to_hex(derive_signing_key(vectors::kSecret, c.scope)), c.key) << c.scope.region;
  }
}

TEST(Sigv4, FormatsTimesInUtc) {
  EXPECT_EQ(format_amz_date(0), "19700101T000000Z");
  EXPECT_EQ(format_amz_date(951782400), "20000229T000000Z");
  EXPECT_EQ(format_amz_date(vectors::kTime), vectors::kAmzDate);
  EXPECT_EQ(format_amz_date(4102444799), "20991231T235959Z");
}

std::string canonical_line(std::size_t line, std::string_view path, std::string_view query,
                           std::vector<Header> headers = {}) {
  const CanonicalRequest request = canonical_request("GET", path, query, headers, "");
  std::string_view rest = request.text;
  for (std::size_t i = 0; i < line; ++i) rest.remove_prefix(rest.find('\n') + 1);
  return std::string(rest.substr(0, rest.find('\n')));
}

struct Canonical {
  std::string_view wire;
  std::string_view canonical;
};

TEST(CanonicalPath, IsNormalizedAndEncodedOnceMore) {
  for (const Canonical& c : std::vector<Canonical>{{"/", "/"},
                                                   {"", "/"},
                                                   {"//", "/"},
                                                   {"/a", "/a"},
                                                   {"/a/", "/a/"},
                                                   {"/a//b///c", "/a/b/c"},
                                                   {"/./a/./b/.", "/a/b"},
                                                   {"/a/b/../c", "/a/c"},
                                                   {"/a/..", "/"},
                                                   {"/a/../", "/"},
                                                   {"/../../a", "/a"},
                                                   {"/a/.../b", "/a/.../b"},
                                                   {"/%2E%2e/a%2Fb", "/%252E%252e/a%252Fb"},
                                                   {"/a b", "/a%20b"},
                                                   {"/!'()*~-_.", "/%21%27%28%29%2A~-_."},
                                                   {"/\xc3\xa4", "/%C3%A4"}}) {
    EXPECT_EQ(canonical_line(1, c.wire, ""), c.canonical) << c.wire;
  }
}

TEST(CanonicalQuery, IsSortedByNameThenValueAndEncodedOneWay) {
  for (const Canonical& c : std::vector<Canonical>{{"", ""},
                                                   {"b=2&a=1", "a=1&b=2"},
                                                   {"a=2&a=1&a=", "a=&a=1&a=2"},
                                                   {"a-b=1&a=2", "a=2&a-b=1"},
                                                   {"a", "a="},
                                                   {"a=b=c", "a=b%3Dc"},
                                                   {"a=%7e%3a%3A:", "a=~%3A%3A%3A"},
                                                   {"a=%zz", "a=%25zz"},
                                                   {"a=+", "a=%2B"},
                                                   {"&a=1&&b=2&", "a=1&b=2"},
                                                   {"X-Amz-Signature=abc&a=1", "a=1"}}) {
    EXPECT_EQ(canonical_line(2, "/", c.wire), c.canonical) << c.wire;
  }
}

TEST(CanonicalHeaders, AreTrimmedAndRunsOfWhiteSpaceAreOneSpace) {
  for (const Canonical& c : std::vector<Canonical>{{"", "a:"},
                                                   {" \t ", "a:"},
                                                   {"x", "a:x"},
                                                   {"  x  ", "a:x"},
                                                   {"x  y\t\tz", "a:x y z"},
                                                   {"x\r\n y", "a:x y"},
                                                   {"\"x  y\"", "a:\"x y\""}}) {
    EXPECT_EQ(canonical_line(3, "/", "", {{"a", c.wire}}), c.canonical) << c.wire;
  }
}

TEST(Hmac, VectorsOfRfc4231) {
  struct Case {
    std::string key, message, expected;
  };
  for (const Case& c : std::vector<Case>{
           {std::string(20, '\x0b'), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
           {"Jefe", "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
           {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"}}) {
    const HmacKey key(c.key);
    EXPECT_EQ(to_hex(key.sign(c.message)), c.expected);
    EXPECT_EQ(to_hex(key.sign(c.message)), c.expected) << "a key may sign again";
  }
}

class SigningKeysTest : public testing::Test {
 protected:
  static Credentials credentials(std::string_view id, std::string_view secret) {
    return {std::string(id), Secret(secret), Secret()};
  }
  std::string signature(std::string_view id, std::string_view secret, Scope scope = {}) {
    return to_hex(keys_.get(credentials(id, secret), scope).sign("message"));
  }
  static std::string fresh(std::string_view secret, Scope scope = {}) {
    return to_hex(HmacKey(view(derive_signing_key(secret, scope))).sign("message"));
  }

  SigningKeys keys_{3};
};

TEST_F(SigningKeysTest, GivenMoreKeysThanItHoldsThenEachIsStillRight) {
  for (int round = 0; round < 3; ++round) {
    for (const std::string_view secret : {"a", "b", "c", "d", "e"}) {
      EXPECT_EQ(signature("id", secret), fresh(secret));
      EXPECT_EQ(signature("id", secret), fresh(secret));
    }
  }
}

TEST_F(SigningKeysTest, GivenTheSameIdThenAnotherSecretOrScopeIsAnotherKey) {
  const Scope scope{"20240530", "us-east-1", "bedrock"};
  EXPECT_EQ(signature("id", "secret", scope), fresh("secret", scope));
  EXPECT_EQ(signature("id", "other", scope), fresh("other", scope));
  for (const Scope& other : std::vector<Scope>{{"20240531", "us-east-1", "bedrock"},
                                               {"20240530", "eu-west-1", "bedrock"},
                                               {"20240530", "us-east-1", "sts"}}) {
    EXPECT_EQ(signature("id", "secret", other), fresh("secret", other));
  }
}

}  // namespace
}  // namespace gw::aws
