// The pieces of a gathered write and how far they have been written.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "io/polled_socket.h"

namespace gw::io {

class Gather {
 public:
  // The pieces must outlive this object.
  explicit Gather(std::span<const std::string_view> pieces) : pieces_(pieces) { skip_written(); }

  bool done() const { return pieces_.empty(); }
  std::size_t size() const;  // what is left
  // The first piece that is left. Not to be called when done.
  std::string_view front() const { return pieces_.front().substr(offset_); }
  bool is_last() const { return pieces_.size() == 1; }
  // Copies the beginning of what is left; returns how much.
  std::size_t copy_to(std::span<char> into) const;
  void consume(std::size_t n);

  // Sends what it can of what is left; returns what PolledSocket::send() returned.
  std::ptrdiff_t send_to(PolledSocket& socket) const;

 private:
  void skip_written();

  std::span<const std::string_view> pieces_;
  std::size_t offset_ = 0;  // into the first piece
};

}  // namespace gw::io
