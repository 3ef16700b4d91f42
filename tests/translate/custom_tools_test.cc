// The text of a custom tool's call, however a model writes the arguments and they are cut.
#include "translate/custom_tools.h"

#include <gtest/gtest.h>

namespace gw::translate {
namespace {

struct ToolCase {
  std::string_view name;
  std::string_view arguments;  // as a model writes them: JSON, if it is
  std::string_view text;       // escaped, as the client gets it
};

constexpr ToolCase kToolCases[] = {
    {"plain", R"({"input":"ls -l"})", "ls -l"},
    {"nothing", R"({"input":""})", ""},
    {"white space", "{\n  \"input\" : \"a b\"\n}", "a b"},
    {"escapes", R"({"input":"a\n\t\"b\"\\"})", R"(a\n\t\"b\"\\)"},
    {"unicode", R"({"input":"世界 😀 \u4e16\ud83d\ude00!"})", R"(世界 😀 \u4e16\ud83d\ude00!)"},
    {"a lone surrogate", R"({"input":"\ud83d\n\ud83d"})", R"(�\n�)"},
    {"more members behind", R"({"input":"a","b":{"input":"c"}})", "a"},
    {"more members in front", R"({"b":{"input":"c"},"input":"a"})", "a"},
    {"another name", R"({"patch":"a"})", R"({\"patch\":\"a\"})"},
    {"no text", R"({"input":{"a":1}})", R"({\"input\":{\"a\":1}})"},
    {"no arguments", "{}", "{}"},
    {"no JSON", "ls -l", "ls -l"},
    {"broken off", R"({"input":"ls -l)", "ls -l"},
    {"broken off in an escape", R"({"input":"a\)", R"(a\\)"},
    {"broken off in front", R"({"inp)", R"({\"inp)"},
    {"raw line breaks", "{\"input\":\"a\nb\"}", R"(a\nb)"},
    {"invalid escapes", R"({"input":"\d+"})", R"(\\d+)"},
};

TEST(CustomText, IsFoundHoweverItIsCut) {
  for (const auto& [name, arguments, text] : kToolCases) {
    for (std::size_t size = 1; size <= arguments.size(); ++size) {
      CustomText custom;
      std::string found;
      std::string_view rest = arguments;
      while (!rest.empty()) {
        std::size_t end = std::min(size, rest.size());
        while (!json::is_utf8(rest.substr(0, end))) ++end;  // frames are well-formed
        const std::string_view more = custom.add({json::escape(rest.substr(0, end))});
        EXPECT_TRUE(json::is_well_formed({more})) << name << ": " << more;
        found += more;
        rest.remove_prefix(end);
      }
      found += custom.finish();
      EXPECT_EQ(found, text) << name << ", in pieces of " << size;
    }
  }
}

TEST(CustomText, IsPassedOnAsItComes) {
  CustomText custom;
  EXPECT_EQ(custom.add({R"({\"inp)"}), "");
  EXPECT_EQ(custom.add({R"(ut\":\"one )"}), "one ");
  EXPECT_EQ(custom.add({R"(two\\)"}), "two");
  EXPECT_EQ(custom.add({R"(n\"})"}), R"(\n)");
  EXPECT_EQ(custom.add({" "}), "");
  EXPECT_EQ(custom.finish(), "");
}

}  // namespace
}  // namespace gw::translate
