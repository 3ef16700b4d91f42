// bedrock-gateway: the APIs of OpenAI and Anthropic in front of AWS Bedrock.
// Exit status: 0 stopped as asked, 1 could not start or serve, 2 wrong usage or configuration.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string>

#include <malloc.h>
#include <sys/prctl.h>

#include "config/command_line.h"
#include "config/load.h"
#include "gateway/ambient.h"
#include "gateway/app.h"
#include "gateway/doctor.h"
#include "gateway/front/doors.h"
#include "gateway/models/command.h"
#include "gateway/start_check.h"
#include "io/service_manager.h"
#include "server/listener.h"

namespace {

using std::chrono::milliseconds;

constexpr int kFailure = 1;
constexpr int kUsage = 2;

void complain(const std::string& message) {
  std::fprintf(stderr, "bedrock-gateway: %s\n", message.c_str());
}

// A burst or a large body takes its memory from the kernel and gives it back, by glibc's defaults
// each time again, page by page and zeroed: a quarter of what a stream or a body of 1 MB costs.
// Some stays instead; a worker that has seen many large bodies at a time keeps up to one of glibc's
// heaps.
void keep_freed_memory() {
  constexpr int kMegabyte = 1024 * 1024;
  mallopt(M_TRIM_THRESHOLD, 64 * kMegabyte);
  mallopt(M_MMAP_THRESHOLD, 16 * kMegabyte);
}

// Memory holds secrets, the clients' among them: no core dump of it, and nobody else of the same
// user looks into it.
void keep_memory_private() {
#ifndef GW_SANITIZED  // the leak sanitizer looks
  prctl(PR_SET_DUMPABLE, 0);
#endif
}

// Blocked in every thread and waited for in main(): no code ever runs inside a signal handler.
sigset_t block_signals() {
  std::signal(SIGPIPE, SIG_IGN);  // a write to a closed connection is an error value
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// The next signal; looks around meanwhile.
int await_signal(gw::gateway::App& app, const sigset_t& signals) {
  const timespec between_looks{2, 0};
  for (;;) {
    const int signal_number = sigtimedwait(&signals, nullptr, &between_looks);
    if (signal_number > 0) return signal_number;
    app.look_around();
  }
}

// Until SIGTERM or SIGINT, which is returned. SIGHUP reads the configuration again.
template <class ReadConfiguration>
int serve(gw::gateway::App& app, const ReadConfiguration& read, const sigset_t& signals,
          const gw::io::ServiceManager& manager) {
  int signal_number = await_signal(app, signals);
  while (signal_number == SIGHUP) {
    manager.reloading();
    app.reload(read());
    manager.ready();
    signal_number = await_signal(app, signals);
  }
  return signal_number;
}

// Whether one of the signals comes within this time.
bool comes(const sigset_t& signals, milliseconds within) {
  const auto ms = within.count();
  const timespec time{ms / 1000, ms % 1000 * 1'000'000};
  return sigtimedwait(&signals, nullptr, &time) > 0;
}

// Until all has ended. A second signal does not wait for it.
void stop(gw::gateway::App& app, milliseconds delay, sigset_t signals) {
  sigdelset(&signals, SIGHUP);
  app.drain();
  const bool hurried = comes(signals, delay);
  app.stop(hurried ? milliseconds(0) : app.settings().drain_timeout);
  constexpr milliseconds kTick{20};
  while (!app.stopped()) {
    if (comes(signals, kTick)) app.stop(milliseconds(0));
  }
}

// Has the settings say where the socket listens that was passed to this process, if there is one.
// The error is for the user.
gw::Result<std::optional<int>> take_socket(const gw::io::ServiceManager& manager,
                                           gw::config::CommandLine& command_line) {
  if (manager.sockets().empty()) return std::nullopt;
  if (manager.sockets().size() > 1) {
    return gw::fail(gw::Errc::invalid, "it listens on one socket, and was passed several");
  }
  const int socket = manager.sockets().front();
  const auto address = gw::server::address_of(socket);
  if (!address) return std::unexpected(address.error());
  command_line.assignments.push_back(
      {"server.listen", {gw::server::to_string(*address)}, "LISTEN_FDS"});
  return socket;
}

}  // namespace

int main(int argc, char** argv, char** environment) {
  keep_freed_memory();
  keep_memory_private();
  auto command_line = gw::config::parse_command_line(argc, argv, gw::gateway::lines_of_doors());
  if (!command_line) {
    const gw::config::Exit& exit = command_line.error();
    std::fputs(exit.text.c_str(), exit.status == 0 ? stdout : stderr);
    return exit.status;
  }
  const auto variables = gw::config::to_environment(environment);
  const gw::io::ServiceManager manager(variables);
  const auto socket = take_socket(manager, *command_line);
  if (!socket) {
    complain(socket.error().message);
    return kUsage;
  }
  const auto read = [&] { return gw::config::load(*command_line, variables); };
  const gw::config::Loaded loaded = read();
  for (const auto& warning : loaded.warnings)
    complain("warning: " + warning.where + ": " + warning.message);
  for (const auto& problem : loaded.problems) complain(problem.where + ": " + problem.message);
  if (!loaded.problems.empty()) return kUsage;

  const gw::config::Settings& settings = loaded.settings;
  if (command_line->doctor) {
    return gw::gateway::examine(settings, command_line->models) ? 0 : kFailure;
  }
  if (command_line->list_models) return gw::gateway::print_models(settings) ? 0 : kFailure;
  const sigset_t signals = block_signals();  // before there is any other thread
  // Which settings are in the way. A start meets them by itself, and reads certificates only once.
  const auto tell_obstacles = [&] {
    const auto obstacles = gw::gateway::find_obstacles(settings);
    for (const auto& [key, message] : obstacles) {
      const auto problem = loaded.problem_with(key, message);
      complain(problem.where + ": " + problem.message);
    }
    return !obstacles.empty();
  };
  const auto exposure = gw::gateway::check_exposure(settings);
  if ((!exposure || command_line->check_config) && tell_obstacles()) return kUsage;
  if (!exposure) {
    complain(exposure.error().message);
    return kUsage;
  }
  if (command_line->check_config) {
    std::puts("The configuration is valid.");
    return 0;
  }

  auto app = gw::gateway::App::create(settings, *socket);
  if (!app && tell_obstacles()) return kUsage;
  if (!app) {
    complain(app.error().message);
    return kFailure;
  }
  std::printf("bedrock-gateway listening on %s\n", (*app)->url().c_str());
  for (const std::string& line : (*app)->introduction()) std::printf("  %s\n", line.c_str());
  std::fflush(stdout);
  (*app)->start();
  manager.ready();
  const bool balanced = serve(**app, read, signals, manager) == SIGTERM;  // not at a terminal
  manager.stopping();
  stop(**app, balanced ? (*app)->settings().drain_delay : milliseconds(0), signals);
  return 0;
}
