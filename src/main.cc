// bedrock-gateway: an OpenAI-compatible API in front of AWS Bedrock.
// Exit status: 0 stopped as asked, 1 could not start or serve, 2 wrong usage or configuration.
#include <csignal>
#include <cstdio>
#include <ctime>
#include <string>

#include <malloc.h>

#include "config/command_line.h"
#include "config/load.h"
#include "gateway/ambient.h"
#include "gateway/app.h"
#include "gateway/doctor.h"

namespace {

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

// SIGHUP reads the configuration again. Of the others the first drains; a second one, or the end of
// the drain, ends the process.
template <class ReadConfiguration>
void serve_until_stopped(gw::gateway::App& app, const ReadConfiguration& read,
                         const sigset_t& signals) {
  app.start();
  int signal_number = 0;
  for (sigwait(&signals, &signal_number); signal_number == SIGHUP;) {
    app.reload(read());
    sigwait(&signals, &signal_number);
  }
  app.stop(app.drain_time());
  const timespec tick{0, 20'000'000};
  while (!app.stopped()) {
    const int again = sigtimedwait(&signals, nullptr, &tick);
    if (again > 0 && again != SIGHUP) app.stop(std::chrono::milliseconds(0));
  }
}

}  // namespace

int main(int argc, char** argv, char** environment) {
  keep_freed_memory();
  const auto command_line = gw::config::parse_command_line(argc, argv);
  if (!command_line) {
    const gw::config::Exit& exit = command_line.error();
    std::fputs(exit.text.c_str(), exit.status == 0 ? stdout : stderr);
    return exit.status;
  }
  const auto read = [&, variables = gw::config::to_environment(environment)] {
    return gw::config::load(*command_line, variables);
  };
  const gw::config::Loaded loaded = read();
  for (const auto& problem : loaded.problems) complain(problem.where + ": " + problem.message);
  if (!loaded.problems.empty()) return kUsage;

  const gw::config::Settings& settings = loaded.settings;
  if (command_line->doctor) {
    return gw::gateway::examine(settings, command_line->models) ? 0 : kFailure;
  }
  if (const auto exposure = gw::gateway::check_exposure(settings); !exposure) {
    complain(exposure.error().message);
    return kUsage;
  }
  if (command_line->check_config) {
    std::puts("The configuration is valid.");
    return 0;
  }

  const sigset_t signals = block_signals();
  auto app = gw::gateway::App::create(settings);
  if (!app) {
    complain(app.error().message);
    return kFailure;
  }
  std::printf("bedrock-gateway listening on %s\n", (*app)->url().c_str());
  for (const std::string& line : (*app)->introduction()) std::printf("  %s\n", line.c_str());
  std::fflush(stdout);
  serve_until_stopped(**app, read, signals);
  return 0;
}
