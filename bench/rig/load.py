"""One wrk run against one candidate, and what it cost the candidate."""

import json
import re
import subprocess
from pathlib import Path

from .system import BenchError, find_program

CONNECTIONS = 16
_LONGEST = 16  # seconds


class Load:
    """A request as wrk wants it, in a file."""

    def __init__(self, candidate, work, answer_bytes, connections=CONNECTIONS):
        self.candidate = candidate
        self.connections = connections
        self.work = work
        self.answer_bytes = answer_bytes
        self._request = (candidate.fixtures.directory /
                         f"request-{candidate.name}-{candidate.scheme}-{work.key}")
        head = "".join(f"{name}: {value}\n" for name, value in candidate.headers(work).items())
        self._request.write_bytes(head.encode() + b"\n" + candidate.body(work))

    def run(self, seconds):
        """Returns the figures of one round."""
        process = self.candidate.process
        if process:
            process.check_alive()
            process.reset_peak()
        before = process.cpu_seconds() if process else 0
        result = self._wrk(seconds)
        if result["requests"] < 2 * self.connections and seconds < _LONGEST:
            # Too few: those cut off at the end would weigh too much.
            return self.run(2 * seconds)
        if not result["requests"]:
            raise BenchError(f"{self.candidate.name}, {self.work.key}: no answer in {seconds} s")
        figures = {
            "requests": result["requests"],
            "requests_per_second": result["requests"] / result["seconds"],
            "p50_us": result["p50_us"],
            "p99_us": result["p99_us"],
        }
        if process:
            used = process.cpu_seconds() - before
            figures |= {
                "cpu_us_per_request": used * 1e6 / result["requests"],
                "cpu_share": used / result["seconds"],
                "peak_rss_kb": process.memory_kb("VmHWM"),
            }
        return figures

    def _wrk(self, seconds):
        arguments = [
            find_program("wrk", "wrk"), "--threads", "1", "--connections", str(self.connections),
            "--duration", f"{seconds}s", "--timeout", "30s", "--latency",
            "--script", str(Path(__file__).with_name("wrk.lua")),
            self.candidate.url(self.work), "--", str(self._request)]
        done = subprocess.run(arguments, capture_output=True, text=True)
        found = re.search(r"^RESULT (.*)$", done.stdout, re.MULTILINE)
        if not found:
            raise BenchError(f"wrk failed:\n{done.stdout}{done.stderr}")
        result = json.loads(found.group(1))
        what = f"{self.candidate.name}, {self.work.key}, {self.candidate.scheme}"
        if result["bad_status"] or result["broken"]:
            raise BenchError(
                f"{what}: of {result['requests']} requests {result['bad_status']} had a bad status, "
                f"{result['broken']} broke")
        # wrk would count a truncated answer as a good one.
        if result["bytes"] < 0.98 * self.answer_bytes * result["requests"]:
            raise BenchError(f"{what}: answers of {result['bytes'] / result['requests']:.0f} bytes "
                             f"instead of {self.answer_bytes}")
        return result
