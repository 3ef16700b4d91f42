#include "io/service_manager.h"

#include <array>
#include <cstring>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace gw::io {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

// What systemd has at the other end of NOTIFY_SOCKET, with an abstract name.
class Manager {
 public:
  Manager() : name_("@bedrock-gateway-test-" + std::to_string(::getpid())) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name_.data() + 1, name_.size() - 1);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
  }
  ~Manager() { ::close(socket_); }
  const std::string& name() const { return name_; }
  // The next message; "" when there is none.
  std::string told() const {
    std::array<char, 256> message;
    const auto n = ::recv(socket_, message.data(), message.size(), MSG_DONTWAIT);
    return n < 0 ? "" : std::string(message.data(), static_cast<std::size_t>(n));
  }

 private:
  std::string name_;
  int socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

TEST(ServiceManager, IsToldWhatTheServiceDoes) {
  const Manager systemd;
  const ServiceManager manager({{"NOTIFY_SOCKET", systemd.name()}});
  manager.ready();
  EXPECT_EQ(systemd.told(), "READY=1");
  manager.reloading();
  EXPECT_THAT(systemd.told(), MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
  manager.stopping();
  EXPECT_EQ(systemd.told(), "STOPPING=1");
}

TEST(ServiceManager, IsNotThereOrDoesNotListen) {
  for (const std::string& path :
       {std::string(), std::string("/nonexistent/notify"), "/" + std::string(200, 'x')}) {
    ServiceManager({{"NOTIFY_SOCKET", path}}).ready();
  }
  EXPECT_THAT(ServiceManager({}).sockets(), IsEmpty());
}

TEST(ServiceManager, PassesSocketsToOneProcessOnly) {
  const std::string pid = std::to_string(::getpid());
  EXPECT_THAT(ServiceManager({{"LISTEN_PID", pid}, {"LISTEN_FDS", "2"}}).sockets(),
              ElementsAre(3, 4));
  EXPECT_THAT(ServiceManager({{"LISTEN_PID", "1"}, {"LISTEN_FDS", "2"}}).sockets(), IsEmpty());
  EXPECT_THAT(ServiceManager({{"LISTEN_PID", pid}, {"LISTEN_FDS", "-2"}}).sockets(), IsEmpty());
  EXPECT_THAT(ServiceManager({{"LISTEN_PID", pid}, {"LISTEN_FDS", "many"}}).sockets(), IsEmpty());
  EXPECT_THAT(ServiceManager({{"LISTEN_FDS", "2"}}).sockets(), IsEmpty());
}

}  // namespace
}  // namespace gw::io
