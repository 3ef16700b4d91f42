#include "json/write.h"

#include <charconv>
#include <span>

namespace gw::json {

namespace {

template <class Number>
void append_number(Number value, Buffer& out) {
  constexpr std::size_t kLongest = 32;  // -1.7976931348623157e+308 has 24
  const std::span<char> room = out.prepare(kLongest);
  const auto [end, error] = std::to_chars(room.data(), room.data() + kLongest, value);
  out.commit(static_cast<std::size_t>(end - room.data()));
}

}  // namespace

Writer& Writer::number(std::int64_t value) {
  separate();
  append_number(value, out_);
  comma_ = true;
  return *this;
}

Writer& Writer::number(double value) {
  separate();
  append_number(value, out_);
  comma_ = true;
  return *this;
}

}  // namespace gw::json
