#include "io/process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/await.h"
#include "io/sleep.h"

extern char** environ;  // NOLINT(readability-redundant-declaration): not in every <unistd.h>

namespace gw::io {

namespace {

using Descriptor = asio::posix::basic_stream_descriptor<Executor>;

// Where nothing tells that a program has ended.
constexpr std::chrono::milliseconds kBetweenLooks{10};

std::string words_of(int error_number) { return std::strerror(error_number); }

// posix_spawn's own two objects.
class SpawnPlan {
 public:
  explicit SpawnPlan(int output) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    posix_spawnattr_init(&attributes_);
    // A group of its own, to be killed whole; and not the signals that main() has blocked.
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    sigaddset(&signals, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  int spawn(const std::vector<std::string>& command, pid_t& child) const {
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    return posix_spawnp(&child, arguments.front(), &actions_, &attributes_, arguments.data(),
                        environ);
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

// Without its ownership when it cannot be waited for, as when the kernel has no memory.
void adopt(Descriptor& descriptor, int number) {
  boost::system::error_code failed;
  if (number >= 0) descriptor.assign(number, failed);
  if (number >= 0 && failed) ::close(number);
}

// A running program. Whatever happens, it has ended when this object has.
class Child final : public Closable {
 public:
  Child(Worker& worker, pid_t id, int output)
      : id_(id), output_(worker.executor()), ended_(worker.executor()) {
    adopt(output_, output);
    adopt(ended_, static_cast<int>(::syscall(SYS_pidfd_open, id, 0)));
  }
  ~Child() {
    if (id_ > 0) {
      kill();
      reap();
    }
  }

  void close() noexcept override {
    kill();
    boost::system::error_code ignored;
    output_.close(ignored);
    ended_.close(ignored);
  }

  // Until the program has closed its standard output; false when there was too much of it.
  Task<bool> read_output(std::vector<char>& into) {
    std::size_t size = 0;
    while (size < into.size()) {
      const auto room = asio::buffer(into.data() + size, into.size() - size);
      const auto [error, n] = co_await output_.async_read_some(room, kAwaitTuple);
      if (error) {
        into.resize(size);
        co_return true;
      }
      size += n;
    }
    co_return false;
  }
  Task<void> wait() {
    if (ended_.is_open()) {
      co_await ended_.async_wait(asio::posix::descriptor_base::wait_read, kAwaitTuple);
      co_return;
    }
    CancelScope nobody;  // close() kills the program, which is then seen to have ended
    while (!has_ended()) co_await sleep(kBetweenLooks, nobody);
  }
  // After wait(); or at once, when it was killed.
  int reap() {
    int status = 0;
    while (::waitpid(std::exchange(id_, 0), &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  bool has_ended() const {
    siginfo_t seen{};
    const int asked = ::waitid(P_PID, static_cast<id_t>(id_), &seen, WEXITED | WNOHANG | WNOWAIT);
    return asked != 0 || seen.si_pid == id_;
  }
  void kill() noexcept {
    if (id_ > 0) ::kill(-id_, SIGKILL);
  }

  pid_t id_;  // 0: reaped
  Descriptor output_;
  Descriptor ended_;  // closed where the kernel, or a sandbox's filter, has no pidfd_open
};

// Ends a wait after a time.
class TimeLimit {
 public:
  TimeLimit(Worker& worker, Closable& work, std::chrono::milliseconds limit)
      : work_(work), deadline_(worker.deadlines(), &TimeLimit::expire, this) {
    deadline_.arm(limit);
  }
  bool passed() const { return passed_; }

 private:
  static void expire(void* self) {
    auto& limit = *static_cast<TimeLimit*>(self);
    limit.passed_ = true;
    limit.work_.close();
  }

  Closable& work_;
  Deadline deadline_;
  bool passed_ = false;
};

}  // namespace

Task<Result<ProcessResult>> run_process(Worker& worker, const std::vector<std::string>& command,
                                        const ProcessLimits& limits, CancelScope& cancel) {
  std::array<int, 2> ends;
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) co_return fail(Errc::unreachable, words_of(errno));
  pid_t id = 0;
  const int error = SpawnPlan(ends[1]).spawn(command, id);
  ::close(ends[1]);
  if (error != 0) {
    ::close(ends[0]);
    co_return fail(Errc::unreachable, "cannot start " + command.front() + ": " + words_of(error));
  }

  Child child(worker, id, ends[0]);
  const Attachment attachment(cancel, child);
  const TimeLimit limit(worker, child, limits.time);
  std::vector<char> output(limits.output + 1);
  const bool fits = co_await child.read_output(output);
  if (fits && !limit.passed() && !cancel.canceled()) co_await child.wait();
  Secret taken(std::string_view(output.data(), fits ? output.size() : 0));
  wipe(output);
  if (cancel.canceled()) co_return fail(Errc::canceled, "canceled");
  if (limit.passed()) {
    co_return fail(Errc::timeout, command.front() + " took longer than " +
                                      std::to_string(limits.time.count() / 1000) + " s");
  }
  if (!fits) {
    co_return fail(Errc::too_large, command.front() + " printed more than " +
                                        std::to_string(limits.output) + " bytes");
  }
  const int status = child.reap();
  co_return ProcessResult{status, std::move(taken)};
}

}  // namespace gw::io
