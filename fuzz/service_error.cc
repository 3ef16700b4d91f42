// Error answers: the first line is the status and x-amzn-errortype, the rest the body. The same
// input is an exception and an error of a stream.
#include "bedrock/service_error.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/buffer.h"
#include "bedrock/refusal.h"
#include "fuzz_sink.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gw;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto type = input.substr(0, input.find('\n'));
  Buffer body;
  body.append(input.substr(std::min(type.size() + 1, input.size())));

  const auto error = bedrock::read_service_error(500, type, body.view());
  require(error.status == 500);
  require(error.code.find_first_of(",:#") == std::string::npos);
  require(error.original_status == 0 || error.original_status >= 100);

  const auto found = bedrock::find_service_error(type, body.view());
  require(!found || !found->code.empty() || !found->message.empty());
  require(found || error.code.empty());

  const auto exception = bedrock::read_stream_error(
      {.message_type = "exception", .exception_type = type, .payload = body.view()});
  require(exception && exception->status >= 400 && exception->status <= 599);
  const auto unmodelled = bedrock::read_stream_error(
      {.message_type = "error", .error_code = type, .error_message = body.view()});
  require(unmodelled && unmodelled->message == body.view());

  const auto refused = bedrock::find_refused(400, body.view());
  require(!refused || !refused->member.empty());
  return 0;
}
