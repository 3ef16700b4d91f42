#include "gateway/dialect.h"

#include "openai/api_error.h"
#include "sse/writer.h"

namespace gw::gateway {

namespace {

void write_openai(const llm::Failure& failure, std::string_view /*request_id*/, Buffer& out) {
  openai::append_error_body(failure, out);
}

void write_openai_event(const llm::Failure& failure, std::string_view /*request_id*/, Buffer& out) {
  Buffer body;
  openai::append_error_body(failure, body);
  sse::append_data(body.view(), out);
}

}  // namespace

const Dialect kOpenAi{.id_header = "x-request-id",
                      .write_failure = write_openai,
                      .write_failure_event = write_openai_event,
                      .ping = sse::kPing};

}  // namespace gw::gateway
