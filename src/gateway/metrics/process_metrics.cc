#include "gateway/metrics/process_metrics.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <sys/resource.h>
#include <unistd.h>

namespace gw::gateway {

namespace {

void process_gauge(Exposition& exposition, std::string_view name, std::string_view help,
                   double value) {
  exposition.begin(name, MetricKind::gauge, help);
  exposition.value({}, value);
}

// Seconds since the epoch at which the machine started.
double boot_time() {
  std::ifstream stat("/proc/stat");
  for (std::string line; std::getline(stat, line);) {
    if (line.starts_with("btime ")) return std::stod(line.substr(6));
  }
  return 0;
}

// https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
void append_stat(Exposition& exposition) {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == line.npos) return;
  std::istringstream fields(line.substr(name_end + 1));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  for (int i = 16; i < 22; ++i) fields >> skipped;
  double start = 0;
  double memory = 0;
  double pages = 0;
  fields >> start >> memory >> pages;
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  exposition.begin("process_cpu_seconds", MetricKind::counter, "CPU time, user and system.");
  exposition.value({}, (user + system) / ticks);
  process_gauge(exposition, "process_start_time_seconds",
                "When the process started, since the epoch.", boot_time() + start / ticks);
  process_gauge(exposition, "process_virtual_memory_bytes", "Virtual memory.", memory);
  process_gauge(exposition, "process_resident_memory_bytes", "Memory that is there.",
                pages * static_cast<double>(::sysconf(_SC_PAGESIZE)));
}

}  // namespace

void append_process_metrics(Exposition& exposition) {
  append_stat(exposition);
  std::error_code unreadable;
  double open = 0;
  for (std::filesystem::directory_iterator each("/proc/self/fd", unreadable), end;
       !unreadable && each != end; each.increment(unreadable))
    ++open;
  if (!unreadable) process_gauge(exposition, "process_open_fds", "Open file descriptors.", open);
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
    process_gauge(exposition, "process_max_fds", "File descriptors that may be open.",
                  static_cast<double>(limit.rlim_cur));
}

}  // namespace gw::gateway
