#include <gtest/gtest.h>

#include "openai/responses/failures.h"

namespace gw::openai {
namespace {

using llm::Failure;
using llm::FailureKind;
using llm::Retry;

Failure failure(int status, FailureKind kind, std::string_view code = {},
                Retry retry = Retry::never, std::string_view retry_after = {}) {
  Failure result(status, kind, "It failed.");
  result.code = code;
  result.retry = retry;
  result.retry_after = retry_after;
  return result;
}

TEST(ResponsesFailures, CodexDoesNotRepeatWhatCannotSucceed) {
  struct Case {
    Failure failure;
    int codex;
  };
  for (const Case& c : {
           Case{failure(400, FailureKind::invalid_request), 400},
           Case{failure(401, FailureKind::authentication), 401},
           Case{failure(403, FailureKind::permission), 403},
           Case{failure(404, FailureKind::invalid_request), 404},
           Case{failure(413, FailureKind::invalid_request), 400},
           Case{failure(429, FailureKind::rate_limit, "", Retry::later), 429},
           Case{failure(500, FailureKind::server), 400},
           Case{failure(502, FailureKind::server), 400},
           Case{failure(502, FailureKind::server, "", Retry::soon), 502},
           Case{failure(503, FailureKind::server, "", Retry::later), 503},
       }) {
    EXPECT_EQ(adapt_status(c.failure, true), c.codex) << c.failure.status;
    EXPECT_EQ(adapt_status(c.failure, false), c.failure.status);
  }
}

TEST(ResponsesFailures, CodesAndMessagesOfFailedResponses) {
  struct Case {
    Failure failure;
    std::string_view code;
    std::string_view message = "It failed.";
  };
  for (const Case& c : {
           Case{failure(400, FailureKind::invalid_request, "context_length_exceeded"),
                "context_length_exceeded"},
           Case{failure(400, FailureKind::invalid_request), "invalid_prompt"},
           Case{failure(403, FailureKind::permission), "invalid_prompt"},
           Case{failure(429, FailureKind::quota, "insufficient_quota"), "insufficient_quota"},
           Case{failure(429, FailureKind::rate_limit), "rate_limit_exceeded"},
           Case{failure(429, FailureKind::rate_limit, "", Retry::later, "6"), "rate_limit_exceeded",
                "It failed. Please try again in 6s."},
           Case{failure(429, FailureKind::rate_limit, "", Retry::later, "soon"),
                "rate_limit_exceeded"},
           Case{failure(503, FailureKind::server, "", Retry::soon, "6"), "server_error"},
           Case{failure(502, FailureKind::server, "stream_broken"), "server_error"},
       }) {
    EXPECT_EQ(response_error_code(c.failure), c.code);
    EXPECT_EQ(response_error_message(c.failure), c.message);
  }
}

TEST(ResponsesFailures, APreviousResponseIsRefusedWithoutAStore) {
  ResponsesForm form;
  EXPECT_FALSE(refuse_previous_response(form));
  form.previous_response_id = "resp_1";
  const auto refused = refuse_previous_response(form);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 400);
  EXPECT_EQ(refused->code, "unsupported_parameter");
  EXPECT_EQ(refused->param, "previous_response_id");
}

TEST(ResponsesFailures, EveryParameterHasAName) {
  for (int i = 0; i <= static_cast<int>(llm::Parameter::tool_cache_control); ++i)
    EXPECT_NE(spell_responses(static_cast<llm::Parameter>(i)), "") << i;
  EXPECT_EQ(spell_responses(llm::Parameter::max_tokens), "max_output_tokens");
  EXPECT_EQ(spell_responses(llm::Parameter::messages), "input");
}

}  // namespace
}  // namespace gw::openai
