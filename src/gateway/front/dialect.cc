#include "gateway/front/dialect.h"

#include "anthropic/api_error.h"
#include "anthropic/messages_writer.h"
#include "bedrock/client_call.h"
#include "cohere/rerank_answer.h"
#include "gateway/front/operation_dialects.h"
#include "openai/api_error.h"
#include "openai/responses/failures.h"
#include "sse/writer.h"

namespace gw::gateway {

namespace {

void write_openai(const llm::Failure& failure, std::string_view /*request_id*/, Buffer& out) {
  openai::append_error_body(failure, out);
}

void write_cohere(const llm::Failure& failure, std::string_view /*request_id*/, Buffer& out) {
  cohere::append_error_body(failure, out);
}

void write_bedrock(const llm::Failure& failure, std::string_view /*request_id*/, Buffer& out) {
  bedrock::append_client_error(failure, out);
}

}  // namespace

const Dialect kOpenAi{
    .id_header = "x-request-id", .write_failure = write_openai, .ping = sse::kPing};
const Dialect kResponses{.id_header = "x-request-id",
                         .write_failure = write_openai,
                         .ping = openai::kResponsesKeepAlive};
const Dialect kAnthropic{.id_header = "request-id",
                         .write_failure = anthropic::append_error_body,
                         .ping = anthropic::kPing};
const Dialect kCohere{
    .id_header = "x-request-id", .write_failure = write_cohere, .ping = sse::kPing};
const Dialect kBedrock{.id_header = "x-request-id", .write_failure = write_bedrock, .ping = {}};

}  // namespace gw::gateway
