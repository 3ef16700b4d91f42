"""What is measured. Each candidate is one process for each kind of upstream (plain, tls)."""

import http.client
import os
import shutil
import ssl
import subprocess
import tempfile
from pathlib import Path

from . import doors, nginx
from .fixtures import ACCESS_KEY, ANSWERS, BENCH, REGION, SECRET_KEY
from .system import BenchError, Process, find_program, free_port

# What a signed request carries; nobody verifies it.
_SIGNED_HEADERS = {
    "Content-Type": "application/json",
    "Accept": "application/json",
    "X-Amz-Date": "20260101T000000Z",
    "Authorization": f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20260101/{REGION}/bedrock/"
                     "aws4_request, SignedHeaders=accept;content-type;host;x-amz-date, "
                     "Signature=" + "0123456789abcdef" * 4,
}


class Candidate:
    """One contender. `process` is None for the direct way to the upstream."""

    name = ""
    process = None

    def __init__(self, fixtures, upstream, scheme):
        self.fixtures = fixtures
        self.upstream = upstream
        self.scheme = scheme
        self.port = free_port()

    @classmethod
    def why_not(cls, work):
        """Why it is not measured with that work; empty: it is."""
        return ""

    def start(self, cores):
        """Starts listening some time after this returns; see wait_for_port."""

    def ready(self):
        self.process.wait_for_port(self.port)

    def stop(self):
        if self.process:
            self.process.stop()
            self.process = None

    def url(self, work):
        return f"http://127.0.0.1:{self.port}{self.path(work)}"

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def check(self, work):
        """One request, its answer verified. Returns the size of the answer's body."""
        connection = self.connect()
        connection.request("POST", self.path(work), self.body(work), self.headers(work))
        response = connection.getresponse()
        body = response.read()
        connection.close()
        if response.status != 200:
            raise BenchError(f"{self.name} answers {work.key} with {response.status}: {body[:500]}")
        problem = self.problem_with(work, body)
        if problem:
            raise BenchError(f"{self.name} answers {work.key} wrongly: {problem}")
        return len(body)


class _SpeaksBedrock(Candidate):
    """Carries the bytes that the others send to and get from Bedrock."""

    def path(self, work):
        return work.upstream_path

    def headers(self, work):
        return _SIGNED_HEADERS

    def body(self, work):
        return work.upstream

    def problem_with(self, work, body):
        same = body == self.fixtures.answer(ANSWERS[work.operation])
        return "" if same else "the bytes differ from the upstream's"


class _SpeaksDialects(Candidate):
    def path(self, work):
        return work.door.path

    def body(self, work):
        return work.body

    def problem_with(self, work, body):
        return work.door.problem_with(body, work.stream, self.fixtures.text())


class Direct(_SpeaksBedrock):
    name = "direct"

    def __init__(self, fixtures, upstream, scheme):
        super().__init__(fixtures, upstream, scheme)
        self.port = upstream

    def ready(self):
        pass

    def url(self, work):
        return f"{self.scheme}://127.0.0.1:{self.port}{self.path(work)}"

    def connect(self):
        if self.scheme == "http":
            return super().connect()
        trust = ssl.create_default_context(cafile=self.fixtures.certificate)
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=trust)


class Nginx(_SpeaksBedrock):
    name = "nginx"

    def start(self, cores):
        self.process = nginx.start_proxy(self.fixtures, cores, self.upstream, self.scheme,
                                         self.port)


class Portkey(_SpeaksDialects):
    name = "portkey"

    @classmethod
    def why_not(cls, work):
        refused = work.door is doors.RESPONSES
        return "its Bedrock provider has no responses" if refused else ""

    def start(self, cores):
        script = BENCH / "node_modules/@portkey-ai/gateway/build/start-server.js"
        # Production mode without the web console: its fastest configuration.
        environment = _clean_environment() | {
            "NODE_ENV": "production", "NODE_EXTRA_CA_CERTS": str(self.fixtures.certificate)}
        self.process = Process(
            [self.fixtures.node, script, f"--port={self.port}", "--headless"],
            self.fixtures.directory / f"portkey-{self.scheme}.log", cores, environment)

    def headers(self, work):
        return work.door.headers | {
            "x-portkey-provider": "bedrock",
            "x-portkey-aws-access-key-id": ACCESS_KEY,
            "x-portkey-aws-secret-access-key": SECRET_KEY,
            "x-portkey-aws-region": REGION,
            "x-portkey-custom-host": f"{self.scheme}://127.0.0.1:{self.upstream}",
        }


class Gateway(_SpeaksDialects):
    name = "gateway"
    binary = None  # set by the command line
    wrapper = []  # a program, with its options, that runs it
    access_log = True

    def start(self, cores):
        environment = _clean_environment() | {
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": f"{self.scheme}://127.0.0.1:{self.upstream}",
            "AWS_CA_BUNDLE": str(self.fixtures.certificate),
            "BEDROCK_GATEWAY_LOG_ACCESS": "true" if self.access_log else "false",
            "BEDROCK_GATEWAY_SERVER_DRAIN_DELAY": "0s",
        } | self.settings()
        self.process = Process(
            [*self.wrapper, self.binary, "--listen", f"127.0.0.1:{self.port}", "--workers", "1"],
            self.fixtures.directory / f"{self.name}-{self.scheme}.log", cores, environment)

    def headers(self, work):
        return work.door.headers | {
            "x-provider": "bedrock",
            "x-aws-access-key-id": ACCESS_KEY,
            "x-aws-secret-access-key": SECRET_KEY,
            "x-aws-region": REGION,
        }

    def settings(self):
        """More of the environment."""
        return {}

    @classmethod
    def stripped_bytes(cls):
        with tempfile.TemporaryDirectory() as directory:
            copy = Path(directory) / "stripped"
            shutil.copy(cls.binary, copy)
            subprocess.run([find_program("strip", "binutils"), copy], check=True)
            return copy.stat().st_size


class GatewayWithoutLog(Gateway):
    """Comparable with nginx, which writes none here."""

    name = "gateway-nolog"
    access_log = False


class GatewayWithKeys(Gateway):
    """With a key in a team, three limits on each, and a budget."""
    name = "gateway+keys"
    _key = "the-key-of-the-benchmark"
    _limits = "limits = {rpm = 1000000000, tpm = 1000000000000, concurrency = 1000}"

    def settings(self):
        return {
            "BEDROCK_GATEWAY_TEAMS": f'[{{id = "team", {self._limits}}}]',
            "BEDROCK_GATEWAY_KEYS": f'[{{id = "key", team = "team", secret = "{self._key}", allow_unpriced = true, '
                                    f'budgets = [{{usd = "1000000", window = "day"}}], {self._limits}}}]',
        }

    def headers(self, work):
        return super().headers(work) | {"x-api-key": self._key}


CANDIDATES = [Direct, Nginx, Portkey, Gateway, GatewayWithoutLog]


def _clean_environment():
    """Nothing of the user's own settings."""
    return {name: value for name, value in os.environ.items()
            if not name.startswith(("AWS_", "BEDROCK_GATEWAY_")) and not name.lower().endswith("_proxy")}
