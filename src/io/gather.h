// The pieces of a gathered write and how far they have been written.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

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

  // One non-blocking sendmsg of what is left; returns what it returned, with errno set. Never
  // raises SIGPIPE.
  std::ptrdiff_t send(int socket) const;

 private:
  void skip_written();

  std::span<const std::string_view> pieces_;
  std::size_t offset_ = 0;  // into the first piece
};

}  // namespace gw::io
