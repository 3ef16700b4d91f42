// The running gateway: everything built once from the settings, and one Site a worker.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/load.h"
#include "config/settings.h"

namespace gw::gateway {

class App {
 public:
  // Binds the listening sockets, so that a busy port is an error here; or shares one that listens
  // already. Errors are for the person at the terminal: what, where, and what to do.
  static Result<std::unique_ptr<App>> create(const config::Settings& settings,
                                             std::optional<int> socket);
  ~App();

  std::string url() const;  // http://127.0.0.1:3000, https with a certificate
  // What it serves and as whom, for people; one line each.
  std::vector<std::string> introduction() const;

  void start();  // the workers' threads
  // Serves requests that begin from now on by another reading of the configuration; those that run
  // keep theirs. A reading with problems changes nothing. Says in the log what has happened, and
  // which settings need a restart. Not while stopping.
  void reload(const config::Loaded& loaded);
  // To be called every few seconds: shows clients a certificate that has been renewed, without
  // touching the connections that there are.
  void look_around();
  // Says that it wants no more requests, and takes those that come.
  void drain();
  // Stops accepting, lets requests finish for some time, then ends them with an error. With zero it
  // ends all at once. A second call replaces the time.
  void stop(std::chrono::milliseconds limit);
  // The last reading's.
  const config::ServerSettings& settings() const;
  bool stopped() const;  // all workers have ended

 private:
  struct Impl;
  explicit App(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gw::gateway
