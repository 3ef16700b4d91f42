// The two protocols of systemd: sockets that it passes (sd_listen_fds(3)), and what it is told
// (sd_notify(3)). A few lines each, and what they need is documented as stable, so there is no
// libsystemd here (docs/adr/0012).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/environment.h"

namespace gw::io {

class ServiceManager {
 public:
  // By NOTIFY_SOCKET, LISTEN_FDS and LISTEN_PID. Where there is none, nothing is told to anybody.
  explicit ServiceManager(const Environment& environment);

  // The descriptors that were passed to this process, open for as long as it runs.
  const std::vector<int>& sockets() const { return sockets_; }

  void ready() const { tell("READY=1"); }
  void reloading() const;  // until ready()
  void stopping() const { tell("STOPPING=1"); }

 private:
  // Failure means that nobody listens, which is no concern of a service.
  void tell(std::string_view state) const;

  std::string notify_socket_;  // a path, or '@' and an abstract name; empty: none
  std::vector<int> sockets_;
};

}  // namespace gw::io
