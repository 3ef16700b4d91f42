"""Time from exec to the first answer that came from the upstream."""

import statistics
import time

from .system import BenchError


def measure(make_candidate, work, cores, times):
    """Median, in milliseconds, and the resident memory after the first answer."""
    samples, memory = [], []
    for _ in range(times):
        candidate = make_candidate()
        try:
            samples.append(_first_answer(candidate, work, cores) * 1e3)
            memory.append(candidate.process.memory_kb("VmRSS"))
        finally:
            candidate.stop()
    return {"start_ms": statistics.median(samples), "idle_rss_kb": statistics.median(memory)}


def _first_answer(candidate, work, cores):
    body, headers, path = candidate.body(work), candidate.headers(work), candidate.path(work)
    connection = candidate.connect()
    started = time.perf_counter()
    candidate.start(cores)
    while True:
        try:
            connection.connect()
            break
        except ConnectionRefusedError:
            if time.perf_counter() - started > 20:
                candidate.process.check_alive()
                raise BenchError(f"{candidate.name} does not listen") from None
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    elapsed = time.perf_counter() - started
    connection.close()
    if response.status != 200:
        raise BenchError(f"{candidate.name} answers {response.status} after its start")
    return elapsed
