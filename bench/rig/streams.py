"""Memory of an open stream: an upstream that sends its first delta and then stays silent."""

import asyncio
import resource

from .fixtures import ANSWERS
from .system import BenchError, free_port

STREAMS = 2000
_FILES = 3 * STREAMS  # both ends of the client's and our end of the upstream's connections
_AT_ONCE = 100        # connections being opened


def allow_many_files():
    """Children inherit the limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < _FILES:
        raise BenchError(f"{STREAMS} open streams need {_FILES} files, the limit is {hard} "
                         "(ulimit -Hn)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def measure(make_candidate, fixtures, work, cores):
    """Starts the candidate anew. Returns its resident memory without streams and per stream."""
    return asyncio.run(_measure(make_candidate, fixtures, work, cores))


async def _measure(make_candidate, fixtures, work, cores):
    beginning = _first_two_frames(fixtures.answer(ANSWERS[work.operation]))
    upstream = _SilentUpstream(beginning)
    port = free_port()
    server = await asyncio.start_server(upstream.serve, "127.0.0.1", port, backlog=4096)
    candidate = make_candidate(upstream=port)
    candidate.start(cores)
    clients = []
    try:
        candidate.ready()
        clients.append(await _open_stream(candidate, work))  # what the first request brings in
        idle = candidate.process.memory_kb("VmRSS")
        while len(clients) <= STREAMS:
            clients += await asyncio.gather(
                *(_open_stream(candidate, work) for _ in range(_AT_ONCE)))
        opened = len(clients) - 1
        full = candidate.process.memory_kb("VmRSS")
        return {"idle_rss_kb": idle, "streams": opened, "rss_kb": full,
                "kb_per_stream": (full - idle) / opened}
    finally:
        for writer in clients:
            writer.close()
        candidate.stop()
        upstream.silence.set()
        server.close()


async def _open_stream(candidate, work):
    reader, writer = await asyncio.open_connection("127.0.0.1", candidate.port, limit=2**14)
    body = candidate.body(work)
    head = {"Host": "127.0.0.1", "Content-Length": len(body)} | candidate.headers(work)
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    writer.write(f"POST {candidate.path(work)} HTTP/1.1\r\n{lines}\r\n".encode() + body)
    try:
        async with asyncio.timeout(30):
            status = await reader.readline()
            await reader.readuntil(b"\r\n\r\n")
            await reader.read(1)  # the first delta
    except (TimeoutError, asyncio.IncompleteReadError):
        status = b"nothing"
    if b" 200 " not in status:
        raise BenchError(f"{candidate.name} answers an open stream with {status!r}")
    return writer


class _SilentUpstream:
    def __init__(self, beginning):
        self._answer = (b"HTTP/1.1 200 OK\r\ncontent-type: application/vnd.amazon.eventstream\r\n"
                        b"transfer-encoding: chunked\r\n\r\n"
                        + f"{len(beginning):x}\r\n".encode() + beginning + b"\r\n")
        self.silence = asyncio.Event()

    async def serve(self, reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:-2])
            await reader.readexactly(int(fields[b"content-length"]))
            writer.write(self._answer)
            await self.silence.wait()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def _first_two_frames(stream):
    """messageStart and the first delta."""
    first = int.from_bytes(stream[:4])
    return stream[:first + int.from_bytes(stream[first:first + 4])]
