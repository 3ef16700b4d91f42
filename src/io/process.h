// Runs a program to its end and takes what it prints, bounded in time and size. No shell is
// involved. The program gets this process's environment and standard error, an empty standard
// input, and no other open file: what it keeps open would keep our ports and connections alive.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "base/secret.h"
#include "io/cancel.h"
#include "io/worker.h"

namespace gw::io {

struct ProcessLimits {
  std::chrono::milliseconds time{60'000};
  std::size_t output = 64 * 1024;
};

struct ProcessResult {
  int exit_status;  // 128 and more: killed by a signal
  Secret output;
};

// `command` is the program, found by PATH, and its arguments. Errors: unreachable (it could not be
// started), timeout, too_large, canceled; in the last three it is killed, with its children. The
// arguments must stay until completion.
Task<Result<ProcessResult>> run_process(Worker& worker, const std::vector<std::string>& command,
                                        const ProcessLimits& limits, CancelScope& cancel);

}  // namespace gw::io
