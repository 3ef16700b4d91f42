// One message of AWS's event-stream encoding (application/vnd.amazon.eventstream).
// https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html describes the
// framing.
#pragma once

#include <cstddef>
#include <string_view>

namespace gw::eventstream {

// The headers Bedrock uses, all strings, empty when absent; other headers are skipped. Every view
// borrows from the decoder, or from the bytes that it was fed.
struct Message {
  std::string_view message_type;    // :message-type    event | exception | error
  std::string_view event_type;      // :event-type      contentBlockDelta, chunk, ...
  std::string_view exception_type;  // :exception-type  throttlingException, ...
  std::string_view error_code;      // :error-code
  std::string_view error_message;   // :error-message
  std::string_view content_type;    // :content-type
  std::string_view payload;
};

}  // namespace gw::eventstream
