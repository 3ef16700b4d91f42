// Splits a byte stream into event-stream messages, whatever the sizes of the pieces it arrives in.
// Pure: no I/O, never throws on input, buffers at most one incomplete message.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "base/result.h"
#include "eventstream/message.h"

namespace gw::eventstream {

// Refused from the prelude alone, so that no length field makes us buffer more. Bedrock's largest
// event is about 1.4 MB (1,000,000 bytes of a native chunk in base64); AWS's own C codec allows 24
// MiB of message, botocore 128 KiB of headers.
inline constexpr std::size_t kMaxMessageBytes = 24 * 1024 * 1024;
inline constexpr std::size_t kMaxHeadersBytes = 128 * 1024;

class Decoder {
 public:
  explicit Decoder(std::size_t max_message_bytes = kMaxMessageBytes) : max_(max_message_bytes) {}
  Decoder(const Decoder&) = delete;  // what was read points here
  Decoder& operator=(const Decoder&) = delete;

  // Offers more of the stream; only after next() has returned nullopt. The bytes must stay
  // until next() has returned nullopt again: complete messages are decoded where they lie and only
  // an incomplete rest is copied.
  void feed(std::string_view bytes) { input_ = bytes; }
  // The next message; nullopt: feed more. Valid until the next call. Errors are final: malformed
  // (checksum, lengths, headers) or too_large.
  Result<std::optional<Message>> next();
  // Bytes of an incomplete message held back; at the end of the stream anything but 0 is a
  // truncation.
  std::size_t pending() const { return partial_.size() - returned_; }

 private:
  bool gather(std::size_t n);
  // The front of the stream: where it was fed, or what was held back of it.
  std::string_view front() const { return partial_.empty() ? input_ : partial_.view(); }
  Result<Message> read_message(std::string_view bytes, std::size_t headers_length);
  bool read_headers(std::string_view headers, Message& message);
  void drop_returned();
  std::unexpected<Error> give_up(Error error);

  std::size_t max_;
  std::string_view input_;
  Buffer partial_;             // an incomplete message, or one that is complete and returned
  std::size_t returned_ = 0;   // bytes of partial_ that the last message borrows from
  std::string usual_headers_;  // those of the last message, which the next one has as a rule
  Message usual_;              // what they say
  std::optional<Error> failure_;
};

}  // namespace gw::eventstream
