#include "gateway/front/doors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gw::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Doors, AreListedForPeople) {
  for (const std::string& text : {list_of_doors(), lines_of_doors()}) {
    for (const char* path : {"/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/models"})
      EXPECT_THAT(text, HasSubstr(path));
    EXPECT_THAT(text, Not(HasSubstr("*"))) << "what clients ask by themselves is not";
  }
  EXPECT_THAT(list_of_doors(), HasSubstr("GET /healthz and GET /readyz"));
}

TEST(Doors, MethodsAreEachNamedOnce) { EXPECT_EQ(list_of_methods(), "DELETE, GET, POST"); }

}  // namespace
}  // namespace gw::gateway
