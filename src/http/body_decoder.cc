#include "http/body_decoder.h"

#include <algorithm>
#include <limits>

#include "base/ascii.h"

namespace gw::http {
namespace {

// Long extensions on tiny chunks, or endless trailers, would keep a server reading far beyond its
// limit on bodies. Each chunk may have this much framing, and a little more for each of its bytes;
// what goes beyond adds up to at most kMaxOverhead.
constexpr std::uint64_t kFreeOverhead = 16;
constexpr std::uint64_t kMaxOverhead = 16 * 1024;

int hex_value(char c) {
  if (ascii::is_digit(c)) return c - '0';
  const char letter = ascii::lower(c);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

}  // namespace

Result<std::size_t> ChunkedDecoder::decode(std::string_view bytes, BodySink& sink) {
  std::size_t at = 0;
  while (at < bytes.size() && state_ != State::done) {
    if (state_ == State::data) {
      const auto slice = bytes.substr(at, std::min<std::uint64_t>(size_, bytes.size() - at));
      sink.body(slice);
      at += slice.size();
      size_ -= slice.size();
      if (size_ == 0) state_ = State::data_cr;
    } else if (const char* problem = step(bytes[at++])) {
      return fail(overhead_ > kMaxOverhead ? Errc::too_large : Errc::malformed, problem);
    }
  }
  return at;
}

// One byte of framing; what is wrong with it, or null.
const char* ChunkedDecoder::step(char c) {
  if (const char* problem = count_overhead()) return problem;
  switch (state_) {
    case State::size_start:
      size_ = 0;
      state_ = State::size;
      return hex_value(c) < 0 ? "a chunk has no size" : add_digit(c);
    case State::size:
      return hex_value(c) >= 0 ? add_digit(c) : end_size_line(c);
    case State::blank:
      return end_size_line(c);
    case State::extension:
      if (c == '\r') return end_size_line(c);
      return ascii::is_control(c) ? "a chunk extension holds a control character" : nullptr;
    case State::size_lf: {
      const bool last = size_ == 0;
      overhead_ -= std::min(overhead_, kFreeOverhead + std::min(size_, kMaxOverhead));
      return expect('\n', c, last ? State::trailer_start : State::data);
    }
    case State::data_cr:
      return expect('\r', c, State::data_lf);
    case State::data_lf:
      return expect('\n', c, State::size_start);
    case State::trailer_start:
    case State::trailer:
      if (c == '\r') {
        state_ = state_ == State::trailer_start ? State::last_lf : State::trailer_lf;
        return nullptr;
      }
      state_ = State::trailer;
      return ascii::is_control(c) ? "a trailer holds a control character" : nullptr;
    case State::trailer_lf:
      return expect('\n', c, State::trailer_start);
    case State::last_lf:
      return expect('\n', c, State::done);
    case State::data:
    case State::done:
      break;
  }
  return nullptr;
}

const char* ChunkedDecoder::add_digit(char c) {
  if (size_ > std::numeric_limits<std::uint64_t>::max() / 16) return "a chunk size is too large";
  size_ = size_ * 16 + static_cast<std::uint64_t>(hex_value(c));
  return nullptr;
}

const char* ChunkedDecoder::end_size_line(char c) {
  switch (c) {
    case '\r': {
      const bool dangling = state_ == State::blank;
      state_ = State::size_lf;
      return dangling ? "a chunk size is followed by white space" : nullptr;
    }
    case ';':
      state_ = State::extension;
      return nullptr;
    case ' ':
    case '\t':
      state_ = State::blank;
      return nullptr;
    default:
      return "a chunk size is not a hexadecimal number";
  }
}

const char* ChunkedDecoder::count_overhead() {
  return ++overhead_ > kMaxOverhead ? "chunk extensions or trailers are too large" : nullptr;
}

const char* ChunkedDecoder::expect(char wanted, char c, State next) {
  state_ = next;
  return c == wanted ? nullptr : "a chunk does not end where its size says";
}

void BodyDecoder::start(Framing framing, std::uint64_t length) {
  framing_ = framing;
  missing_ = length;
  chunked_ = ChunkedDecoder();
}

Result<std::size_t> BodyDecoder::decode(std::string_view bytes, BodySink& sink) {
  if (framing_ == Framing::chunked) return chunked_.decode(bytes, sink);
  if (framing_ == Framing::length) {
    bytes = bytes.substr(0, std::min<std::uint64_t>(missing_, bytes.size()));
    missing_ -= bytes.size();
  }
  if (!bytes.empty()) sink.body(bytes);
  return bytes.size();
}

bool BodyDecoder::done() const {
  switch (framing_) {
    case Framing::length:
      return missing_ == 0;
    case Framing::chunked:
      return chunked_.done();
    case Framing::until_close:
      return false;
  }
  return false;
}

bool BodyDecoder::end_of_input() {
  if (framing_ == Framing::until_close) start_empty();
  return done();
}

}  // namespace gw::http
