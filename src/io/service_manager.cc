#include "io/service_manager.h"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstring>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace gw::io {

namespace {

constexpr int kFirstSocket = 3;  // SD_LISTEN_FDS_START
constexpr int kMostSockets = 64;

int number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

}  // namespace

ServiceManager::ServiceManager(const Environment& environment)
    : notify_socket_(get(environment, "NOTIFY_SOCKET")) {
  // Inherited variables may be meant for a parent.
  if (number(get(environment, "LISTEN_PID")) != ::getpid()) return;
  const int count = number(get(environment, "LISTEN_FDS"));
  for (int i = 0; i < count && i < kMostSockets; ++i) {
    ::fcntl(kFirstSocket + i, F_SETFD, FD_CLOEXEC);
    sockets_.push_back(kFirstSocket + i);
  }
}

void ServiceManager::reloading() const {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(us));
}

void ServiceManager::tell(std::string_view state) const {
  sockaddr_un address{};
  if (notify_socket_.empty() || notify_socket_.size() >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, notify_socket_.data(), notify_socket_.size());
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
  const std::size_t size = offsetof(sockaddr_un, sun_path) + notify_socket_.size();
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return;
  ::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(size));
  ::close(socket);
}

}  // namespace gw::io
