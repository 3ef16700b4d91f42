// Where credentials come from, by environment and files: the order is the CLI's, and what is there
// but cannot work is an error.
#include "aws/credential_plan.h"

#include <gtest/gtest.h>

#include "aws/command_words.h"

namespace gw::aws {
namespace {

constexpr std::string_view kRole = "arn:aws:iam::123456789012:role/gateway";

struct Given {
  std::string_view what;
  std::string_view config;
  std::string_view credentials;
  Environment environment;
  std::string profile;
};

Result<CredentialPlan> plan(const Given& given) {
  const SharedConfig files(Ini(Secret(given.config)), Ini(Secret(given.credentials)));
  return plan_credentials({given.environment, files, given.profile, ""});
}

template <class Source>
Source source_of(const Given& given) {
  const auto planned = plan(given);
  if (!planned) {
    ADD_FAILURE() << given.what << ": " << planned.error().message;
    return {};
  }
  const Source* source = std::get_if<Source>(&planned->source);
  if (source == nullptr) {
    ADD_FAILURE() << given.what << ": it was " << planned->origin;
    return {};
  }
  return *source;
}

const Environment kNoMetadata{{"AWS_EC2_METADATA_DISABLED", "true"}};

TEST(Plan, WithoutAnythingAsksTheInstance) {
  const auto source = source_of<MetadataSource>({"nothing", "", "", {}, ""});
  EXPECT_EQ(source.endpoint.host, "169.254.169.254");
  EXPECT_TRUE(source.version_1);
  source_of<NoSource>({"nothing, and no instance", "", "", kNoMetadata, ""});
  source_of<NoSource>(
      {"a region is no credential", "[default]\nregion = x\n", "", kNoMetadata, ""});
}

TEST(Plan, TakesTheInstanceAsItIsConfigured) {
  const auto source =
      source_of<MetadataSource>({"an instance",
                                 "[default]\nec2_metadata_v1_disabled = true\n",
                                 "",
                                 {{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6"},
                                  {"AWS_METADATA_SERVICE_TIMEOUT", "3"},
                                  {"AWS_METADATA_SERVICE_NUM_ATTEMPTS", "2"}},
                                 ""});
  EXPECT_EQ(source.endpoint.host, "fd00:ec2::254");
  EXPECT_FALSE(source.version_1);
  EXPECT_EQ(source.timeout_seconds, 3);
  EXPECT_EQ(source.attempts, 2);
}

TEST(Plan, TakesKeysFromEitherFile) {
  const auto from_credentials = source_of<StaticSource>(
      {"the credentials file",
       "[default]\naws_access_key_id = CONFIG\naws_secret_access_key = c\n",
       "[default]\naws_access_key_id = AKID\naws_secret_access_key = s\naws_session_token = t\n",
       {},
       ""});
  EXPECT_EQ(from_credentials.credentials.access_key_id, "AKID");
  EXPECT_EQ(from_credentials.credentials.session_token.reveal(), "t");
  const auto from_config =
      source_of<StaticSource>({"the config file",
                               "[profile dev]\naws_access_key_id = A\naws_secret_access_key = s\n",
                               "",
                               {},
                               "dev"});
  EXPECT_EQ(from_config.credentials.access_key_id, "A");
  EXPECT_TRUE(from_config.credentials.session_token.empty());
}

// Each line of the profile is added in front of those that count less.
TEST(Plan, FollowsTheOrderOfTheCli) {
  const std::string keys = "aws_access_key_id = A\naws_secret_access_key = s\n";
  const std::string process = "credential_process = /bin/helper\n";
  const std::string sso =
      "sso_start_url = https://x\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = r\n";
  const std::string role = "role_arn = " + std::string(kRole) + "\n";
  const std::string source = "source_profile = base\n[profile base]\n" + keys;
  std::string config = "[default]\n" + keys;
  source_of<StaticSource>({"keys", config, "", {}, ""});
  config += process;
  source_of<ProcessSource>({"a process before the config file's keys", config, "", {}, ""});
  const std::string credentials = "[default]\n" + keys;
  source_of<StaticSource>({"the other file's keys before that", config, credentials, {}, ""});
  config += sso;
  source_of<SsoSource>({"SSO before that", config, credentials, {}, ""});
  source_of<WebIdentitySource>({"a web identity before that",
                                config + role + "web_identity_token_file = /token\n",
                                credentials,
                                {},
                                ""});
  source_of<WebIdentitySource>(
      {"the environment's before the profile's",
       config,
       credentials,
       {{"AWS_WEB_IDENTITY_TOKEN_FILE", "/token"}, {"AWS_ROLE_ARN", std::string(kRole)}},
       ""});
  source_of<AssumeRoleSource>(
      {"a role before all",
       config + role + source,
       credentials,
       {{"AWS_WEB_IDENTITY_TOKEN_FILE", "/token"}, {"AWS_ROLE_ARN", std::string(kRole)}},
       ""});
}

TEST(Plan, AssumesRolesInChains) {
  const Given given{"a chain",
                    "[profile top]\nrole_arn = arn:aws:iam::123456789012:role/top\n"
                    "source_profile = middle\nexternal_id = x\nrole_session_name = me\n"
                    "duration_seconds = 900\nregion = eu-west-1\n"
                    "[profile middle]\nrole_arn = arn:aws:iam::123456789012:role/middle\n"
                    "source_profile = middle\n"
                    "aws_access_key_id = A\naws_secret_access_key = s\n",
                    "",
                    {},
                    "top"};
  const auto top = source_of<AssumeRoleSource>(given);
  EXPECT_EQ(top.role.arn, "arn:aws:iam::123456789012:role/top");
  EXPECT_EQ(top.role.external_id, "x");
  EXPECT_EQ(top.role.session_name, "me");
  EXPECT_EQ(top.role.duration_seconds, 900U);
  EXPECT_EQ(top.region, "eu-west-1");
  EXPECT_TRUE(std::holds_alternative<StaticSource>(top.with->source))
      << "keys count before a role where a source is looked for";
  // By itself the profile assumes the role, and is its own source.
  Given own = given;
  own.profile = "middle";
  const auto middle = source_of<AssumeRoleSource>(own);
  EXPECT_EQ(middle.role.session_name, "bedrock-gateway");
  EXPECT_EQ(middle.region, "us-east-1");
}

TEST(Plan, TakesTheSourceOfARoleFromThePlace) {
  const std::string role = "[default]\nrole_arn = " + std::string(kRole) + "\ncredential_source = ";
  const auto base = [&](const std::string& from, const Environment& environment) {
    return source_of<AssumeRoleSource>({from, role + from, "", environment, ""}).with;
  };
  const auto environment =
      base("Environment", {{"AWS_ACCESS_KEY_ID", "A"}, {"AWS_SECRET_ACCESS_KEY", "s"}});
  ASSERT_NE(environment, nullptr);
  EXPECT_TRUE(std::holds_alternative<StaticSource>(environment->source));
  const auto container =
      base("EcsContainer", {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/x"}});
  ASSERT_NE(container, nullptr);
  EXPECT_TRUE(std::holds_alternative<ContainerSource>(container->source));
  const auto instance = base("Ec2InstanceMetadata", {});
  ASSERT_NE(instance, nullptr);
  EXPECT_TRUE(std::holds_alternative<MetadataSource>(instance->source));
}

TEST(Plan, FindsTheSsoSession) {
  const auto session = source_of<SsoSource>(
      {"a session",
       "[profile dev]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n"
       "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://x\n",
       "",
       {},
       "dev"});
  EXPECT_EQ(session.cache_key, "corp");
  EXPECT_TRUE(session.session);
  EXPECT_EQ(session.region, "eu-west-1");
}

TEST(Plan, AsksOnlyEndpointsThatMayHaveTheToken) {
  struct Case {
    std::string_view variable, url, host, target;
  };
  constexpr std::string_view kFull = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
  for (const Case& c : std::vector<Case>{
           {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/a-b?x=1", "169.254.170.2",
            "/v2/credentials/a-b?x=1"},
           {kFull, "http://169.254.170.23/v1/credentials", "169.254.170.23", "/v1/credentials"},
           {kFull, "http://[fd00:ec2::23]/v1/credentials", "fd00:ec2::23", "/v1/credentials"},
           {kFull, "http://127.0.0.9:8080/2016-11-01/credentialprovider/", "127.0.0.9",
            "/2016-11-01/credentialprovider/"},
           {kFull, "http://localhost", "localhost", "/"},
           {kFull, "https://credentials.example.com/x", "credentials.example.com", "/x"}}) {
    const auto source = source_of<ContainerSource>(
        {c.url, "", "", {{std::string(c.variable), std::string(c.url)}}, ""});
    EXPECT_EQ(source.endpoint.host, c.host);
    EXPECT_EQ(source.target, c.target);
  }
  for (const std::string_view url :
       {"http://example.com/x", "http://169.254.170.3/x", "http://127.evil.example/x",
        "http://127.0.0.1.evil.example/x", "ftp://localhost/x", "http://localhost/a b",
        "http://169.254.170.2@evil.example/"}) {
    EXPECT_FALSE(plan({url, "", "", {{std::string(kFull), std::string(url)}}, ""})) << url;
  }
  EXPECT_FALSE(plan({"a relative one that leaves",
                     "",
                     "",
                     {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "@evil.example/"}},
                     ""}));
}

TEST(Plan, SaysWhatCannotWork) {
  const std::string role = "[default]\nrole_arn = " + std::string(kRole) + "\n";
  struct Bad {
    Given given;
    std::string_view why;
  };
  for (const Bad& bad : std::vector<Bad>{
           {{"", "", "", {}, "missing"}, "'missing' cannot be used: it is in neither"},
           {{"", role, "", {}, ""}, "either source_profile or credential_source"},
           {{"", role + "source_profile = a\ncredential_source = Environment\n", "", {}, ""},
            "either source_profile or credential_source"},
           {{"", role + "source_profile = absent\n", "", {}, ""}, "'absent' does not exist"},
           {{"", role + "source_profile = default\n", "", {}, ""}, "leads back to itself"},
           {{"", role + "source_profile = a\n[profile a]\nregion = x\n", "", {}, ""},
            "'a' has no credentials"},
           {{"", role + "mfa_serial = m\nsource_profile = a\n", "", {}, ""}, "mfa_serial"},
           {{"", role + "credential_source = Elsewhere\n", "", {}, ""},
            "credential_source must be"},
           {{"", role + "credential_source = Environment\n", "", {}, ""}, "AWS_ACCESS_KEY_ID"},
           {{"", role + "credential_source = EcsContainer\n", "", {}, ""}, "EcsContainer"},
           {{"", "[default]\nrole_arn = user\nsource_profile = default\n", "", {}, ""},
            "not the ARN of a role"},
           {{"", role + "duration_seconds = 12\nsource_profile = a\n", "", {}, ""},
            "duration_seconds"},
           {{"", "[default]\naws_access_key_id = A\n", "", {}, ""}, "aws_secret_access_key"},
           {{"", "[default]\naws_secret_access_key = s\n", "", {}, ""}, "half of a pair"},
           {{"", "[default]\nsso_session = gone\n", "", {}, ""}, "'gone' does not exist"},
           {{"", "[default]\nsso_start_url = https://x\n", "", {}, ""}, "SSO needs"},
           {{"", "[default]\ncredential_process = 'open\n", "", {}, ""}, "a quote is not closed"},
           {{"", "[default]\nlogin_session = x\n", "", {}, ""}, "login_session"},
           {{"", "", "", {{"AWS_WEB_IDENTITY_TOKEN_FILE", "/t"}}, ""}, "AWS_ROLE_ARN"},
           {{"", "", "", {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "x"}}, ""},
            "AWS_EC2_METADATA_SERVICE_ENDPOINT"}}) {
    const auto planned = plan(bad.given);
    ASSERT_FALSE(planned) << bad.why;
    EXPECT_NE(planned.error().message.find(bad.why), std::string::npos) << planned.error().message;
  }
}

TEST(CommandWords, AreThoseOfTheCli) {
  struct Case {
    std::string_view command;
    std::vector<std::string> words;
  };
  for (const Case& c : std::vector<Case>{
           {"helper", {"helper"}},
           {"  /opt/helper  --user   me ", {"/opt/helper", "--user", "me"}},
           {R"("/opt/my helper" 'a "b"' "c \"d\" \n")",
            {"/opt/my helper", "a \"b\"", "c \"d\" \\n"}},
           {R"(a\ b c\\d "")", {"a b", "c\\d", ""}},
           {"a;rm -rf $HOME | b > c", {"a;rm", "-rf", "$HOME", "|", "b", ">", "c"}}}) {
    const auto words = split_command(c.command);
    ASSERT_TRUE(words) << c.command;
    EXPECT_EQ(*words, c.words) << c.command;
  }
  for (const std::string_view command : {"", "   ", "'open", "\"open", "end\\"}) {
    EXPECT_FALSE(split_command(command)) << command;
  }
}

}  // namespace
}  // namespace gw::aws
