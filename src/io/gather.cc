#include "io/gather.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <sys/uio.h>

namespace gw::io {

std::size_t Gather::size() const {
  std::size_t total = 0;
  for (std::string_view piece : pieces_) total += piece.size();
  return total - offset_;
}

std::size_t Gather::copy_to(std::span<char> into) const {
  std::size_t copied = 0;
  std::size_t offset = offset_;
  for (std::string_view piece : pieces_) {
    copied += piece.substr(offset).copy(into.data() + copied, into.size() - copied);
    offset = 0;
  }
  return copied;
}

void Gather::consume(std::size_t n) {
  offset_ += n;
  skip_written();
}

void Gather::skip_written() {
  while (!pieces_.empty() && offset_ >= pieces_.front().size()) {
    offset_ -= pieces_.front().size();
    pieces_ = pieces_.subspan(1);
  }
}

std::ptrdiff_t Gather::send_to(PolledSocket& socket) const {
  std::array<iovec, 16> vectors;
  const std::size_t count = std::min(pieces_.size(), vectors.size());
  for (std::size_t i = 0; i < count; ++i) {
    vectors[i] = {const_cast<char*>(pieces_[i].data()), pieces_[i].size()};
  }
  vectors[0] = {const_cast<char*>(front().data()), front().size()};
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = count;
  return socket.send(message);
}

}  // namespace gw::io
