#include "eventstream/encoder.h"

#include <array>
#include <cassert>

#include "eventstream/wire.h"

namespace gw::eventstream {
namespace {

constexpr std::string_view kJson = "application/json";

class Writer {
 public:
  explicit Writer(char* out) : begin_(out), out_(out) {}

  void u8(std::size_t value) { *out_++ = static_cast<char>(value); }
  void u16(std::size_t value) {
    u8(value >> 8);
    u8(value);
  }
  void u32(std::size_t value) {
    u16(value >> 16);
    u16(value);
  }
  void bytes(std::string_view value) { out_ += value.copy(out_, value.size()); }
  // Of everything written so far.
  void checksum() { u32(crc32({begin_, static_cast<std::size_t>(out_ - begin_)})); }

 private:
  char* begin_;
  char* out_;
};

std::size_t encoded_size(const StringHeader& header) {
  assert(!header.name.empty() && header.name.size() <= 255);
  assert(header.value.size() <= kMaxHeaderValueBytes);
  return 1 + header.name.size() + 1 + 2 + header.value.size();
}

}  // namespace

void append_message(std::span<const StringHeader> headers, std::string_view payload, Buffer& out) {
  std::size_t headers_size = 0;
  for (const StringHeader& header : headers) headers_size += encoded_size(header);
  const std::size_t total = kMinMessageBytes + headers_size + payload.size();

  Writer writer(out.prepare(total).data());
  writer.u32(total);
  writer.u32(headers_size);
  writer.checksum();
  for (const StringHeader& header : headers) {
    writer.u8(header.name.size());
    writer.bytes(header.name);
    writer.u8(static_cast<std::size_t>(HeaderType::string));
    writer.u16(header.value.size());
    writer.bytes(header.value);
  }
  writer.bytes(payload);
  writer.checksum();
  out.commit(total);
}

void append_event(std::string_view event_type, std::string_view payload, Buffer& out) {
  const std::array headers{StringHeader{":event-type", event_type},
                           StringHeader{":content-type", kJson},
                           StringHeader{":message-type", "event"}};
  append_message(headers, payload, out);
}

void append_exception(std::string_view exception_type, std::string_view payload, Buffer& out) {
  const std::array headers{StringHeader{":exception-type", exception_type},
                           StringHeader{":content-type", kJson},
                           StringHeader{":message-type", "exception"}};
  append_message(headers, payload, out);
}

void append_error(std::string_view code, std::string_view message, Buffer& out) {
  const std::array headers{StringHeader{":message-type", "error"},
                           StringHeader{":error-code", code},
                           StringHeader{":error-message", message}};
  append_message(headers, {}, out);
}

}  // namespace gw::eventstream
