#include "json/write.h"

#include <string>

#include <gtest/gtest.h>

namespace gw::json {
namespace {

TEST(Writer, SeparatesWhatItNests) {
  Buffer out;
  Writer writer(out);
  writer.begin_object().member("a", 1).key("b").begin_array();
  writer.string("x\"").string(RawString{"\\n"}).null().raw("{}").begin_object().end_object();
  writer.end_array().member("c", true).member("d", RawString{"\\t"}).member("e", "f");
  writer.key("g").open_string().piece("h\n").piece(RawString{"\\u0069"}).close_string();
  writer.end_object();
  EXPECT_EQ(out.view(),
            R"({"a":1,"b":["x\"","\n",null,{},{}],"c":true,"d":"\t","e":"f","g":"h\n\u0069"})");
}

TEST(Writer, NumbersAreShortAndExact) {
  Buffer out;
  Writer writer(out);
  writer.begin_array().number(INT64_MIN).number(0.0).number(0.1).number(1.0).number(1e300);
  writer.number(-1.7976931348623157e+308).end_array();
  EXPECT_EQ(out.view(), "[-9223372036854775808,0,0.1,1,1e+300,-1.7976931348623157e+308]");
}

}  // namespace
}  // namespace gw::json
