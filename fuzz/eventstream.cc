// Whatever the bytes and however they are cut, the decoder gives the same messages and the same
// end. Twice: for the input as a stream, and for the input as the headers and payload of one
// message with correct checksums, which no fuzzer would guess.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "eventstream/decoder.h"
#include "eventstream/wire.h"

namespace gw::eventstream {
namespace {

constexpr std::size_t kMaxBytes = 64 * 1024;

struct Outcome {
  std::vector<std::string> fields;
  std::string error;
  std::size_t pending = 0;
  bool operator==(const Outcome&) const = default;
};

// Feeds one piece from storage of its own, so that a view kept too long is found out.
void feed(Decoder& decoder, std::string_view piece, Outcome& outcome) {
  Buffer storage;
  storage.append(piece);
  decoder.feed(storage.view());
  while (outcome.error.empty()) {
    const auto next = decoder.next();
    if (!next) {
      outcome.error = next.error().message;
    } else if (const auto& message = *next) {
      for (const std::string_view field :
           {message->message_type, message->event_type, message->exception_type,
            message->error_code, message->error_message, message->content_type, message->payload}) {
        outcome.fields.emplace_back(field);
      }
    } else {
      break;
    }
  }
}

// The bytes themselves say where they are cut, so that a corpus is nothing but streams.
Outcome decode_in_pieces(std::string_view stream) {
  Decoder decoder(kMaxBytes);
  Outcome outcome;
  while (!stream.empty() && outcome.error.empty()) {
    const std::size_t size = 1 + static_cast<unsigned char>(stream.front()) % 64;
    feed(decoder, stream.substr(0, size), outcome);
    stream.remove_prefix(std::min(size, stream.size()));
  }
  if (decoder.pending() >= kMaxBytes) std::abort();
  if (outcome.error.empty()) outcome.pending = decoder.pending();
  return outcome;
}

Outcome decode_whole(std::string_view stream) {
  Decoder decoder(kMaxBytes);
  Outcome outcome;
  feed(decoder, stream, outcome);
  if (outcome.error.empty()) outcome.pending = decoder.pending();
  return outcome;
}

void append_u32(std::size_t value, std::string& out) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

// The first byte says how much of the rest are headers.
std::string framed(std::string_view input) {
  if (input.empty()) return {};
  const std::size_t headers =
      std::min<std::size_t>(static_cast<unsigned char>(input.front()), input.size() - 1);
  std::string message;
  append_u32(kMinMessageBytes + input.size() - 1, message);
  append_u32(headers, message);
  append_u32(crc32(message), message);
  message.append(input.substr(1));
  append_u32(crc32(message), message);
  return message;
}

void check(std::string_view stream) {
  if (decode_whole(stream) != decode_in_pieces(stream)) std::abort();
}

}  // namespace
}  // namespace gw::eventstream

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  gw::eventstream::check(input);
  gw::eventstream::check(gw::eventstream::framed(input));
  return 0;
}
