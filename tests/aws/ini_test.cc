// The shared files as people and tools write them.
#include "aws/ini.h"

#include <gtest/gtest.h>

#include "aws/shared_config.h"

namespace gw::aws {
namespace {

Ini ini(std::string_view text) { return Ini(Secret(text)); }

TEST(Ini, ReadsSectionsAndKeys) {
  const Ini file =
      ini("# a comment\n"
          "; another\n"
          "stray = before any section\n"
          "[default]\n"
          "region=eu-west-1\r\n"
          "  output = json ; mine\n"
          "empty =\n"
          "url = https://example.com/#/start\n"
          "secret = a=b#c;d=\n"
          "\n"
          "[ profile dev ]  # work\n"
          "Region = us-east-1\n"
          "region = us-west-2\n"
          "no equals sign\n"
          "= no key\n"
          "[default]\n"
          "more = yes");
  struct Case {
    std::string_view section, key, value;
  };
  for (const Case& c : std::vector<Case>{{"default", "region", "eu-west-1"},
                                         {"default", "REGION", "eu-west-1"},
                                         {"default", "output", "json"},
                                         {"default", "empty", ""},
                                         {"default", "url", "https://example.com/#/start"},
                                         {"default", "secret", "a=b#c;d="},
                                         {"default", "more", "yes"},
                                         {"default", "stray", ""},
                                         {"profile dev", "region", "us-west-2"},
                                         {"profile dev", "no equals sign", ""},
                                         {"nowhere", "region", ""}}) {
    EXPECT_EQ(file.get(c.section, c.key), c.value) << c.section << " " << c.key;
  }
}

TEST(Ini, ReadsKeysBelowKeys) {
  const Ini file =
      ini("[services local]\n"
          "bedrock_runtime =\n"
          "  endpoint_url = http://localhost:1\n"
          "\n"
          "  other = x\n"
          "sts = \n"
          "\tendpoint_url = http://localhost:2\n"
          "flat = y\n"
          "  indented = z\n"
          "[services next]\n"
          "  endpoint_url = http://localhost:3\n");
  EXPECT_EQ(file.get("services local", "endpoint_url", "bedrock_runtime"), "http://localhost:1");
  EXPECT_EQ(file.get("services local", "other", "bedrock_runtime"), "x");
  EXPECT_EQ(file.get("services local", "endpoint_url", "sts"), "http://localhost:2");
  EXPECT_EQ(file.get("services local", "endpoint_url"), "");
  EXPECT_EQ(file.get("services local", "flat"), "y");
  EXPECT_EQ(file.get("services local", "indented"), "z") << "its neighbour has a value";
  EXPECT_EQ(file.get("services next", "endpoint_url"), "http://localhost:3");
}

TEST(Ini, BearsAnything) {
  for (const std::string_view text :
       {"", "\n\n", "[", "]", "[]", "[]\n=", "[a", "[a]\n\0=\0", "[a]\n   = b", "\xff\xfe[a]"}) {
    const Ini file = ini(text);
    EXPECT_EQ(file.get("missing", "key"), "");
  }
}

TEST(SharedConfig, FindsProfilesInBothFiles) {
  const SharedConfig files(ini("[default]\nregion = a\n[profile dev]\nregion = b\nkey = config\n"
                               "[profile \"my own\"]\nregion = c\n[production]\nregion = d\n"),
                           ini("[dev]\nkey = credentials\n[only]\nkey = x\n"));
  for (const std::string_view profile : {"default", "dev", "my own", "only"}) {
    EXPECT_TRUE(files.has_profile(profile)) << profile;
  }
  for (const std::string_view profile : {"production", "profile dev", "", "absent"}) {
    EXPECT_FALSE(files.has_profile(profile)) << profile << ": no profile of the config file";
  }
  EXPECT_EQ(files.get("default", "region"), "a");
  EXPECT_EQ(files.get("dev", "region"), "b");
  EXPECT_EQ(files.get("my own", "region"), "c");
  EXPECT_EQ(files.get("dev", "key"), "credentials") << "the credentials file counts before";
  EXPECT_EQ(files.from_config("dev", "key"), "config");
}

TEST(SharedConfig, FindsWhatProfilesReferTo) {
  const SharedConfig files(
      ini("[profile dev]\nsso_session = corp\nservices = local\n"
          "[sso-session corp]\nsso_region = eu-west-1\n"
          "[services local]\nbedrock_runtime =\n  endpoint_url = http://localhost:1\n"),
      Ini());
  EXPECT_TRUE(files.has_sso_session("corp"));
  EXPECT_FALSE(files.has_sso_session("dev"));
  EXPECT_EQ(files.sso_session("corp", "sso_region"), "eu-west-1");
  EXPECT_EQ(files.service("dev", "bedrock_runtime", "endpoint_url"), "http://localhost:1");
  EXPECT_EQ(files.service("dev", "sts", "endpoint_url"), "");
  EXPECT_EQ(files.service("default", "bedrock_runtime", "endpoint_url"), "");
}

}  // namespace
}  // namespace gw::aws
