#include "io/polled_socket.h"

#include <cerrno>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

namespace gw::io {

// A peer that sends without a pause must not keep the worker from all others.
constexpr int kMostReadsInTurn = 16;

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

PolledSocket::PolledSocket(Socket socket) : poller_(Poller::of(socket.get_executor())) {
  boost::system::error_code ignored;  // a socket that has died already says so when it is read
  socket.native_non_blocking(true, ignored);
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  descriptor_ = socket.release(ignored);
  if (descriptor_ >= 0) poller_.add(watch_, descriptor_);
}

std::ptrdiff_t PolledSocket::receive(std::span<char> into) {
  if (!watch_.readable || reads_in_turn_ == kMostReadsInTurn) {
    reads_in_turn_ = 0;
    errno = EAGAIN;
    return -1;
  }
  ++reads_in_turn_;
  const auto n = ::recv(descriptor_, into.data(), into.size(), 0);
  const bool emptied = n < 0 ? would_block(errno) : static_cast<std::size_t>(n) < into.size();
  if (emptied) watch_.readable = watch_.ended;
  return n;
}

std::ptrdiff_t PolledSocket::send(const msghdr& message) {
  if (!watch_.writable) {
    errno = EAGAIN;
    return -1;
  }
  const auto n = ::sendmsg(descriptor_, &message, MSG_NOSIGNAL);
  if (n < 0 && would_block(errno)) watch_.writable = false;
  return n;
}

bool PolledSocket::nothing_to_read() {
  if (!watch_.readable && poller_.current()) return true;
  char byte;
  const bool nothing = ::recv(descriptor_, &byte, 1, MSG_PEEK) < 0 && would_block(errno);
  watch_.readable = !nothing || watch_.ended;
  return nothing;
}

void PolledSocket::close() noexcept {
  if (closed()) return;
  poller_.remove(watch_);
  ::close(descriptor_);
  descriptor_ = -1;
  watch_.readable = watch_.writable = true;  // for the next attempt to find out
}

void PolledSocket::reset() noexcept {
  if (closed()) return;
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void PolledSocket::finish_writing() noexcept { ::shutdown(descriptor_, SHUT_WR); }

}  // namespace gw::io
