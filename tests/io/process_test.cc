#include "io/process.h"

#include <cstddef>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "support/run.h"

namespace gw::io {
namespace {

using namespace std::chrono_literals;

Result<ProcessResult> run_shell(const std::string& script, std::chrono::milliseconds time = 20s) {
  const std::vector<std::string> command{"sh", "-c", script};
  ProcessLimits limits;
  limits.time = time;
  limits.output = 64;
  Worker worker;
  CancelScope nobody;
  return test::run(worker.context(), run_process(worker, command, limits, nobody));
}

void everything_works() {
  const auto said = run_shell("echo words; exit 3");
  ASSERT_TRUE(said) << said.error().message;
  EXPECT_EQ(said->output.reveal(), "words\n");
  EXPECT_EQ(said->exit_status, 3);
  const auto silent = run_shell("exec >&-; sleep 0.1; exit 4");  // ends after its output
  ASSERT_TRUE(silent) << silent.error().message;
  EXPECT_EQ(silent->exit_status, 4);
  EXPECT_EQ(run_shell("kill -9 $$")->exit_status, 128 + 9);
  EXPECT_EQ(run_shell("exec >&-; exec sleep 100", 50ms).error().code, Errc::timeout);
  EXPECT_EQ(run_shell("exec sleep 100", 50ms).error().code, Errc::timeout);
  EXPECT_EQ(run_shell("yes").error().code, Errc::too_large);
  EXPECT_THAT(run_shell("exit 0")->output.reveal(), "");
}

TEST(Process, IsRunToItsEndWithinItsLimits) { everything_works(); }

// As some sandboxes' filters do: for this process, from now on.
bool forbid_pidfd_open(unsigned error) {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pidfd_open, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{std::size(program), program};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

[[noreturn]] void work_without_pidfd(unsigned error) {
  if (!forbid_pidfd_open(error)) std::exit(2);
  everything_works();
  std::exit(testing::Test::HasFailure() ? 1 : 0);
}

TEST(ProcessDeathTest, R4IsRunWherePidfdOpenIsForbidden) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  for (const unsigned error : {1U * EPERM, 1U * ENOSYS})
    EXPECT_EXIT(work_without_pidfd(error), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace gw::io
