// Splits a byte stream into event-stream messages, whatever the sizes of the pieces it arrives in.
// Pure: no I/O, never throws, buffers at most one incomplete message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/buffer.h"
#include "base/result.h"
#include "eventstream/message.h"

namespace gw::eventstream {

// Refused from the prelude alone, so that no length field makes us buffer more. Bedrock's largest
// event is about 1.4 MB (1,000,000 bytes of a native chunk in base64); AWS's own C codec allows 24
// MiB.
inline constexpr std::size_t kMaxMessageBytes = 24 * 1024 * 1024;

class Decoder {
 public:
  explicit Decoder(std::size_t max_message_bytes = kMaxMessageBytes) : max_(max_message_bytes) {}

  // Offers more of the stream. The bytes must stay, followed by Buffer::kPadding readable bytes,
  // until next() has returned nullopt: complete messages are decoded where they lie and only an
  // incomplete rest is copied.
  void feed(std::string_view bytes);
  // The next message; nullopt: feed more. Valid until the next call. Errors are final: malformed
  // (CRC, lengths, headers) or too_large.
  Result<std::optional<Message>> next();
  // Bytes of an incomplete message held back; at the end of the stream anything but 0 is a
  // truncation.
  std::size_t pending() const;

 private:
  std::size_t max_;
  std::string_view input_;
  Buffer partial_;
};

}  // namespace gw::eventstream
