#include "eventstream/decoder.h"

#include "eventstream/wire.h"

namespace gw::eventstream {
namespace {

std::uint32_t read_u32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

struct Prelude {
  std::size_t total;
  std::size_t headers;
};

Result<Prelude> read_prelude(std::string_view bytes, std::size_t max_message_bytes) {
  if (crc32(bytes.substr(0, 8)) != read_u32(bytes, 8)) {
    return fail(Errc::malformed, "event stream: the checksum of a prelude does not match");
  }
  const Prelude prelude{read_u32(bytes, 0), read_u32(bytes, 4)};
  if (prelude.total > max_message_bytes || prelude.headers > kMaxHeadersBytes) {
    return fail(Errc::too_large, "event stream: a message is larger than the limit");
  }
  if (prelude.total < kMinMessageBytes || prelude.headers > prelude.total - kMinMessageBytes) {
    return fail(Errc::malformed, "event stream: the lengths in a prelude contradict each other");
  }
  return prelude;
}

// Takes values off the front of a message's headers; nullopt where they end too early.
class HeaderReader {
 public:
  explicit HeaderReader(std::string_view headers) : rest_(headers) {}

  bool done() const { return rest_.empty(); }

  std::optional<std::string_view> bytes(std::size_t n) {
    if (rest_.size() < n) return std::nullopt;
    const std::string_view result = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return result;
  }

  std::optional<std::size_t> u8() {
    const auto byte = bytes(1);
    if (!byte) return std::nullopt;
    return static_cast<unsigned char>(byte->front());
  }

  std::optional<std::string_view> counted_bytes() {
    const auto high = u8();
    const auto low = u8();
    if (!high || !low) return std::nullopt;
    const std::size_t size = *high << 8 | *low;
    if (size > kMaxHeaderValueBytes) return std::nullopt;
    return bytes(size);
  }

 private:
  std::string_view rest_;
};

std::optional<std::string_view> read_value(HeaderType type, HeaderReader& reader) {
  switch (type) {
    case HeaderType::bool_true:
    case HeaderType::bool_false:
      return reader.bytes(0);
    case HeaderType::int8:
      return reader.bytes(1);
    case HeaderType::int16:
      return reader.bytes(2);
    case HeaderType::int32:
      return reader.bytes(4);
    case HeaderType::int64:
    case HeaderType::timestamp:
      return reader.bytes(8);
    case HeaderType::uuid:
      return reader.bytes(16);
    case HeaderType::bytes:
    case HeaderType::string:
      return reader.counted_bytes();
  }
  return std::nullopt;  // a type that does not exist
}

std::string_view* field_for(std::string_view name, Message& message) {
  if (name == ":event-type") return &message.event_type;
  if (name == ":content-type") return &message.content_type;
  if (name == ":message-type") return &message.message_type;
  if (name == ":exception-type") return &message.exception_type;
  if (name == ":error-code") return &message.error_code;
  if (name == ":error-message") return &message.error_message;
  return nullptr;
}

bool read_header(HeaderReader& reader, Message& message) {
  const auto name_length = reader.u8();
  if (!name_length || *name_length == 0) return false;
  const auto name = reader.bytes(*name_length);
  const auto type_code = reader.u8();
  if (!name || !type_code) return false;
  const auto type = static_cast<HeaderType>(*type_code);
  const auto value = read_value(type, reader);
  if (!value) return false;
  std::string_view* field = field_for(*name, message);
  if (field == nullptr) return true;
  // Two values for what decides the meaning of a message: whichever we took, another codec takes
  // the other.
  if (type != HeaderType::string || field->data() != nullptr) return false;
  *field = *value;
  return true;
}

bool parse_headers(std::string_view headers, Message& message) {
  HeaderReader reader(headers);
  while (!reader.done()) {
    if (!read_header(reader, message)) return false;
  }
  return true;
}

// A stream lasts minutes and one large event must not cost its memory until the end.
constexpr std::size_t kKeptCapacity = 64 * 1024;
constexpr std::size_t kKeptHeaders = 256;

}  // namespace

// Whether the front has `n` bytes. What is there of an incomplete message moves to partial_, and
// from then on only as much of the input as completes it.
bool Decoder::gather(std::size_t n) {
  if (partial_.empty() && input_.size() >= n) return true;
  if (partial_.size() < n) {
    const std::string_view taken = input_.substr(0, n - partial_.size());
    partial_.append(taken);
    input_.remove_prefix(taken.size());
  }
  return partial_.size() >= n;
}

Result<Message> Decoder::read_message(std::string_view bytes, std::size_t headers_length) {
  const std::size_t checked = bytes.size() - kChecksumBytes;
  if (crc32(bytes.substr(0, checked)) != read_u32(bytes, checked)) {
    return fail(Errc::malformed, "event stream: the checksum of a message does not match");
  }
  Message message;
  if (!read_headers(bytes.substr(kPreludeBytes, headers_length), message)) {
    return fail(Errc::malformed, "event stream: the headers of a message are malformed");
  }
  const std::size_t payload = kPreludeBytes + headers_length;
  message.payload = bytes.substr(payload, checked - payload);
  return message;
}

// A stream is hundreds of messages with the same headers, which are compared faster than read.
bool Decoder::read_headers(std::string_view headers, Message& message) {
  if (headers.size() > kKeptHeaders) return parse_headers(headers, message);
  if (headers != usual_headers_) {
    usual_headers_ = headers;
    usual_ = Message{};
    if (!parse_headers(usual_headers_, usual_)) return false;
  }
  message = usual_;
  return true;
}

void Decoder::drop_returned() {
  if (returned_ == 0) return;
  partial_.consume(returned_);
  returned_ = 0;
  if (partial_.capacity() > kKeptCapacity) partial_.release();
}

std::unexpected<Error> Decoder::give_up(Error error) {
  failure_ = std::move(error);
  return std::unexpected(*failure_);
}

Result<std::optional<Message>> Decoder::next() {
  if (failure_) return std::unexpected(*failure_);
  drop_returned();
  if (!gather(kPreludeBytes)) return std::nullopt;
  auto prelude = read_prelude(front(), max_);
  if (!prelude) return give_up(std::move(prelude.error()));
  if (!gather(prelude->total)) return std::nullopt;
  auto message = read_message(front().substr(0, prelude->total), prelude->headers);
  if (!message) return give_up(std::move(message.error()));
  if (partial_.empty()) {
    input_.remove_prefix(prelude->total);
  } else {
    returned_ = prelude->total;
  }
  return *message;
}

}  // namespace gw::eventstream
