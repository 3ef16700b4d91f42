#include "anthropic/api_error.h"

#include <gtest/gtest.h>

namespace gw::anthropic {
namespace {

using llm::Failure;
using llm::FailureKind;

TEST(ApiError, TypesFollowTheStatus) {
  const struct {
    int status;
    FailureKind kind;
    std::string_view type;
  } kCases[] = {
      {400, FailureKind::invalid_request, "invalid_request_error"},
      {401, FailureKind::authentication, "authentication_error"},
      {403, FailureKind::permission, "permission_error"},
      {404, FailureKind::invalid_request, "not_found_error"},
      {405, FailureKind::invalid_request, "invalid_request_error"},
      {408, FailureKind::server, "timeout_error"},
      {409, FailureKind::conflict, "conflict_error"},
      {413, FailureKind::invalid_request, "request_too_large"},
      {429, FailureKind::rate_limit, "rate_limit_error"},
      {429, FailureKind::quota, "billing_error"},
      {500, FailureKind::server, "api_error"},
      {501, FailureKind::server, "not_supported"},
      {502, FailureKind::server, "api_error"},
      {503, FailureKind::server, "overloaded_error"},
      {504, FailureKind::server, "timeout_error"},
      {529, FailureKind::server, "overloaded_error"},
  };
  for (const auto& [status, kind, type] : kCases)
    EXPECT_EQ(error_type(Failure(status, kind, "")), type) << status;
}

TEST(ApiError, TheEnvelope) {
  Buffer out;
  append_error_body(llm::invalid_request("a \"b\"", "messages.0.role"), "req_1", out);
  EXPECT_EQ(
      out.view(),
      R"({"type":"error","error":{"type":"invalid_request_error","message":"a \"b\""},"request_id":"req_1"})");
  out.clear();
  append_error_event(Failure(503, FailureKind::server, "later"), {}, out);
  EXPECT_EQ(
      out.view(),
      "event: error\ndata: "
      R"({"type":"error","error":{"type":"overloaded_error","message":"later"},"request_id":null})"
      "\n\n");
}

TEST(ApiError, AConversationThatIsNotKeptIsToldByItsCode) {
  Buffer out;
  append_error_body(llm::invalid_request("no", "thread", kNoThreads), "req_1", out);
  EXPECT_EQ(out.view(), R"({"type":"error","error":{"type":"invalid_request_error","message":"no",)"
                        R"("details":{"error_code":"thread_unsupported_request",)"
                        R"("unsupported":["thread"]}},"request_id":"req_1"})");
}

// Agents mend their requests by the wording.
TEST(ApiError, BedrocksReasonsAreRelayed) {
  const struct {
    std::string_view upstream, told;
  } kCases[] = {
      {"The model returned the following errors: context_management: Extra inputs are not "
       "permitted",
       "context_management: Extra inputs are not permitted"},
      {"prompt is too long: 210000 tokens > 200000 maximum",
       "prompt is too long: 210000 tokens > 200000 maximum"},
      {"no access to arn:aws:bedrock:us-east-1:123456789012:inference-profile/x.y-z:0.",
       "no access to [arn]."},
      {"account 123456789012, not 1234567890123", "account [account], not 1234567890123"},
      {"darn: it", "darn: it"},
  };
  for (const auto& [upstream, told] : kCases) {
    Failure failure(400, FailureKind::invalid_request, "The request was refused.");
    failure.upstream_message = upstream;
    EXPECT_EQ(error_message(failure), told);
  }
}

TEST(ApiError, OtherFailuresKeepTheirOwnWords) {
  Failure failure(429, FailureKind::rate_limit, "Too many tokens of 123456789012. Wait.");
  failure.upstream_message = "Too many tokens of 123456789012.";
  EXPECT_EQ(error_message(failure), "Too many tokens of [account]. Wait.");
  EXPECT_EQ(error_message(Failure(500, FailureKind::server, "arn:aws:x")), "arn:aws:x");
}

TEST(ApiError, EveryParameterHasAName) {
  for (int i = 0; i <= static_cast<int>(llm::Parameter::tool_cache_control); ++i)
    EXPECT_FALSE(spell(static_cast<llm::Parameter>(i)).empty()) << i;
}

}  // namespace
}  // namespace gw::anthropic
