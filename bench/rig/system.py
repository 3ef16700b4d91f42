"""Programs, ports, cores and child processes."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path


class BenchError(Exception):
    """Ends the run with one line for the user."""


def find_program(name, package):
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not path:
        raise BenchError(f"{name} is not installed (Debian: apt install {package})")
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cores:
    """One core for the candidate, one for load and upstream, as far as there are two."""

    def __init__(self):
        available = sorted(os.sched_getaffinity(0))
        self.pinned = len(available) > 1
        self.candidate, self.rig = {available[0]}, {available[-1]}


class Process:
    """A child that does not outlive us; its output goes to a log file."""

    _running = []

    def __init__(self, arguments, log, cores, environment=None):
        self.name = Path(arguments[0]).name
        self.log = log
        with open(log, "ab") as output:
            # Affinity is inherited, and setting our own needs no preexec_fn, which would slow the
            # start that we measure.
            os.sched_setaffinity(0, cores)
            try:
                self._child = subprocess.Popen(
                    [str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=output,
                    stderr=output, env=environment, start_new_session=True)
            finally:
                os.sched_setaffinity(0, _our_cores)
        Process._running.append(self)

    @property
    def pid(self):
        return self._child.pid

    @property
    def returncode(self):
        return self._child.returncode

    def wait_for_port(self, port, seconds=10):
        deadline = time.monotonic() + seconds
        while True:
            self.check_alive()
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise BenchError(f"{self.name} does not listen on port {port}") from None
                time.sleep(0.005)

    def check_alive(self):
        if self._child.poll() is not None:
            tail = self.log.read_text(errors="replace").strip()[-2000:]
            raise BenchError(
                f"{self.name} ended with status {self._child.returncode}:\n{tail or '(no output)'}")

    def stop(self, patience=3):
        if self._child.poll() is None:
            self._signal_group(signal.SIGTERM)
            try:
                self._child.wait(patience)
            except subprocess.TimeoutExpired:
                self._signal_group(signal.SIGKILL)
                self._child.wait()
        if self in Process._running:
            Process._running.remove(self)

    def _signal_group(self, number):
        try:
            os.killpg(self._child.pid, number)
        except ProcessLookupError:
            pass

    # --- accounting, from /proc ---

    def measured_pids(self):
        """The processes that do the work: the workers of a master, otherwise the process itself."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(pid) for pid in children] or [self.pid]

    def cpu_seconds(self):
        ticks = 0
        for pid in self.measured_pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])  # utime, stime of all threads
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_kb(self, field):
        """VmRSS or VmHWM (the peak since reset_peak)."""
        total = 0
        for pid in self.measured_pids():
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith(field + ":"):
                    total += int(line.split()[1])
        return total

    def reset_peak(self):
        for pid in self.measured_pids():
            Path(f"/proc/{pid}/clear_refs").write_text("5")


def run_here_on(cores):
    """Where this program itself and what it starts without further word run."""
    global _our_cores
    _our_cores = cores
    os.sched_setaffinity(0, cores)


def _stop_all():
    for process in list(Process._running):
        process.stop()


def stop_children_at_exit():
    atexit.register(_stop_all)
    signal.signal(signal.SIGTERM, _exit_on_signal)


def _exit_on_signal(number, _frame):
    # Unwinds to atexit, which the default action of SIGTERM would not.
    raise SystemExit(128 + number)


_our_cores = os.sched_getaffinity(0)
