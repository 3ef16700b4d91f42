// Answers of everything that hands out credentials, good ones and others.
#include "aws/issued.h"

#include <gtest/gtest.h>

#include "aws/sso.h"
#include "aws/sts.h"
#include "aws/xml.h"

namespace gw::aws {
namespace {

constexpr std::int64_t kNoon = 1'717'070'400;  // 2024-05-30T12:00:00Z

using Parse = Result<Issued> (*)(std::string_view);

struct Good {
  std::string_view what;
  Parse parse;
  std::string_view text;
  std::string_view token;
  std::optional<std::int64_t> expires_at;
};

TEST(Issued, IsReadFromEveryIssuer) {
  for (const Good& c : std::vector<Good>{
           {"a process", parse_process_answer,
            R"({"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"se/cret","SessionToken":"tok",)"
            R"("Expiration":"2024-05-30T12:00:00Z","AccountId":"123456789012"})",
            "tok", kNoon},
           {"a process with keys for ever", parse_process_answer,
            R"( {"SecretAccessKey":"se\/cret","AccessKeyId":"AKID","Version":1} )", "",
            std::nullopt},
           {"a container", parse_container_answer,
            R"({"AccessKeyId":"AKID","SecretAccessKey":"se/cret","Token":"tok",)"
            R"("Expiration":"2024-05-30T12:00:00Z","RoleArn":"arn"})",
            "tok", kNoon},
           {"an instance", parse_metadata_answer,
            R"({"Code":"Success","LastUpdated":"2024-05-30T06:00:00Z","Type":"AWS-HMAC",)"
            R"("AccessKeyId":"AKID","SecretAccessKey":"se/cret","Token":"tok",)"
            R"("Expiration":"2024-05-30T12:00:00Z"})",
            "tok", kNoon},
           {"the SSO portal", parse_sso_answer,
            R"({"roleCredentials":{"accessKeyId":"AKID","secretAccessKey":"se/cret",)"
            R"("sessionToken":"tok","expiration":1717070400999}})",
            "tok", kNoon},
           {"STS", parse_assumed_role,
            "<?xml version=\"1.0\"?><AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/\">"
            "<AssumeRoleResult><AssumedRoleUser><Arn>arn</Arn></AssumedRoleUser><Credentials>"
            "<SessionToken>tok</SessionToken><Expiration>2024-05-30T12:00:00Z</Expiration>"
            "<SecretAccessKey>se&#47;cret</SecretAccessKey><AccessKeyId>AKID</AccessKeyId>"
            "</Credentials></AssumeRoleResult></AssumeRoleResponse>",
            "tok", kNoon}}) {
    const auto issued = c.parse(c.text);
    ASSERT_TRUE(issued) << c.what << ": " << issued.error().message;
    EXPECT_EQ(issued->credentials.access_key_id, "AKID") << c.what;
    EXPECT_EQ(issued->credentials.secret_access_key.reveal(), "se/cret") << c.what;
    EXPECT_EQ(issued->credentials.session_token.reveal(), c.token) << c.what;
    EXPECT_EQ(issued->expires_at, c.expires_at) << c.what;
  }
}

struct Bad {
  Parse parse;
  std::string_view text;
  std::string_view why;
};

TEST(Issued, SaysWhatIsWrongWithoutRepeatingIt) {
  for (const Bad& c : std::vector<Bad>{
           {parse_process_answer, "", "not a JSON object"},
           {parse_process_answer, "SECRET", "not a JSON object"},
           {parse_process_answer, R"(["SECRET"])", "not a JSON object"},
           {parse_process_answer, R"({"AccessKeyId":"AKID","SecretAccessKey":"SECRET"})",
            "Version is not 1"},
           {parse_process_answer, R"({"Version":2,"SecretAccessKey":"SECRET"})",
            "Version is not 1"},
           {parse_process_answer, R"({"Version":1,"SecretAccessKey":"SECRET"})", "AccessKeyId"},
           {parse_process_answer, R"({"Version":1,"AccessKeyId":"AKID"})", "SecretAccessKey"},
           {parse_process_answer,
            R"({"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"SECRET","Expiration":"soon"})",
            "Expiration is not a time"},
           {parse_process_answer,
            R"({"Version":1,"AccessKeyId":"AKID\r\nx: y","SecretAccessKey":"SECRET"})",
            "characters"},
           {parse_container_answer,
            R"({"AccessKeyId":"AKID","SecretAccessKey":"SECRET","Token":"SECRET\n"})",
            "characters"},
           {parse_metadata_answer, R"({"Code":"AssumeRoleUnauthorizedAccess"})",
            "AssumeRoleUnauthorizedAccess"},
           {parse_sso_answer, R"({"message":"SECRET"})", "roleCredentials"},
           {parse_assumed_role, "<AssumeRoleResponse/>", "no complete credentials"},
           {parse_assumed_role,
            "<R><Credentials><AccessKeyId>AKID</AccessKeyId><SecretAccessKey>SECRET"
            "</SecretAccessKey><SessionToken>SECRET</SessionToken></Credentials></R>",
            "when they expire"}}) {
    const auto issued = c.parse(c.text);
    ASSERT_FALSE(issued) << c.text;
    EXPECT_NE(issued.error().message.find(c.why), std::string::npos) << issued.error().message;
    EXPECT_EQ(issued.error().message.find("SECRET"), std::string::npos);
  }
}

TEST(Xml, GivesTheTextAtAPath) {
  struct Case {
    std::string_view document, path;
    std::optional<std::string> text;
  };
  for (const Case& c : std::vector<Case>{
           {"<a><b>x</b></a>", "b", "x"},
           {"<a><b>x</b></a>", "a/b", "x"},
           {"<a><b>x</b></a>", "c/b", std::nullopt},
           {"<a><c><b>no</b></c><b>x</b></a>", "a/b", "x"},
           {"<n:a n:k='v'><n:b k=\"v\">x</n:b></n:a>", "a/b", "x"},
           {"<!-- <b>no</b> --><b>x</b>", "b", "x"},
           {"<a><b/></a>", "b", ""},
           {"<b>&lt;&amp;&gt;&quot;&apos;&#65;&#x42;&#8364;</b>", "b", "<&>\"'AB\xe2\x82\xac"},
           {"<b>&bomb;</b>", "b", std::nullopt},
           {"<b>&#xd800;</b>", "b", std::nullopt},
           {"<b>&amp</b>", "b", std::nullopt},
           {"<b>x", "b", std::nullopt},
           {"<b", "b", std::nullopt},
           {"</a><b>x</b>", "b", std::nullopt},
           {"", "b", std::nullopt}}) {
    EXPECT_EQ(xml_value(c.document, c.path), c.text) << c.document;
  }
}

TEST(Sts, FormsAreAsTheSdksSendThem) {
  Role role;
  role.arn = "arn:aws:iam::123456789012:role/demo";
  role.session_name = "gw";
  // The body of the signature's test vector V7.
  EXPECT_EQ(assume_role_form(role),
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole"
            "%2Fdemo&RoleSessionName=gw&DurationSeconds=3600");
  role.external_id = "a b";
  role.tags = {{"team", "x&y"}};
  EXPECT_TRUE(assume_role_form(role).ends_with(
      "&ExternalId=a%20b&Tags.member.1.Key=team&Tags.member.1.Value=x%26y"));
  EXPECT_TRUE(web_identity_form(role, "e.y+")
                  .reveal()
                  .ends_with("&DurationSeconds=3600&WebIdentityToken=e.y%2B"));
}

TEST(Sts, ErrorsHaveACodeAndWords) {
  const StsError error = parse_sts_error(
      "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
      "<Message>User: arn is not authorized</Message></Error></ErrorResponse>");
  EXPECT_EQ(error.code, "AccessDenied");
  EXPECT_EQ(error.message, "User: arn is not authorized");
  EXPECT_EQ(parse_sts_error("<html>").code, "");
}

TEST(Sts, KnowsRolesAndSessionNames) {
  for (const std::string_view arn :
       {"arn:aws:iam::123456789012:role/a", "arn:aws-us-gov:iam::123456789012:role/path/to/a",
        "arn:aws-cn:iam::123456789012:role/a"}) {
    EXPECT_TRUE(is_role_arn(arn)) << arn;
  }
  for (const std::string_view arn :
       {"", "role", "arn:aws:iam::123456789012:user/a", "arn:aws:iam::12345:role/a",
        "arn:aws:iam::123456789012:role/", "arn:aws:iam::123456789012:role/a b",
        "arn:aws:sts::123456789012:role/a", "arn:aws:iam:us-east-1:123456789012:role/a"}) {
    EXPECT_FALSE(is_role_arn(arn)) << arn;
  }
  EXPECT_EQ(to_session_name("alice@example.com"), "alice@example.com");
  EXPECT_EQ(to_session_name("a b/c"), "a-b-c");
  EXPECT_EQ(to_session_name("x"), "x-");
  EXPECT_EQ(to_session_name(std::string(100, 'a')).size(), 64U);
}

TEST(Sso, TheTokenIsWhereTheCliPutsIt) {
  // printf %s my-sso | sha1sum
  EXPECT_EQ(sso_cache_file("my-sso"), "0ad374308c5a4e22f723adf10145eafad7c4031c.json");
}

TEST(Sso, ReadsWritesAndContinuesATokenOfTheCli) {
  const auto token = parse_sso_token(
      R"({"startUrl":"https://d.awsapps.com/start","region":"eu-west-1","accessToken":"first",)"
      R"("expiresAt":"2024-05-30T12:00:00Z","clientId":"id","clientSecret":"cs",)"
      R"("registrationExpiresAt":"2024-08-30T12:00:00Z","refreshToken":"r1"})");
  ASSERT_TRUE(token);
  EXPECT_TRUE(token->refreshable());
  EXPECT_EQ(token->expires_at, kNoon);
  EXPECT_EQ(sso_refresh_body(*token).reveal(),
            R"({"clientId":"id","clientSecret":"cs","grantType":"refresh_token",)"
            R"("refreshToken":"r1"})");

  const auto next = parse_sso_refresh(
      R"({"accessToken":"second","expiresIn":3600,"refreshToken":"r2","tokenType":"Bearer"})",
      *token, kNoon);
  ASSERT_TRUE(next);
  const auto read_again = parse_sso_token(format_sso_token(*next).reveal());
  ASSERT_TRUE(read_again);
  EXPECT_EQ(read_again->access_token.reveal(), "second");
  EXPECT_EQ(read_again->refresh_token.reveal(), "r2");
  EXPECT_EQ(read_again->expires_at, kNoon + 3600);
  EXPECT_EQ(read_again->registration_expires_at, "2024-08-30T12:00:00Z");
  EXPECT_EQ(read_again->start_url, "https://d.awsapps.com/start");
}

TEST(Sso, RefusesTokensThatAreNone) {
  for (const std::string_view text :
       {"", "[]", "{}", R"({"accessToken":"a"})", R"({"accessToken":"","expiresAt":"x"})",
        R"({"accessToken":"a\nb","expiresAt":"2024-05-30T12:00:00Z"})"}) {
    EXPECT_FALSE(parse_sso_token(text)) << text;
  }
  for (const std::string_view text :
       {"", "{}", R"({"accessToken":"a","expiresIn":0})", R"({"accessToken":"a","expiresIn":-1})",
        R"({"accessToken":"a","expiresIn":99999999999})"}) {
    EXPECT_FALSE(parse_sso_refresh(text, {}, kNoon)) << text;
  }
}

}  // namespace
}  // namespace gw::aws
