"""What is measured. Each candidate is one process for each kind of upstream (plain, tls)."""

import http.client
import json
import os
import shutil
import ssl
import subprocess
import tempfile
from pathlib import Path

from . import nginx
from .fixtures import ACCESS_KEY, BENCH, MODEL_IN_PATH, REGION, SECRET_KEY
from .system import BenchError, Process, find_program, free_port

# What the openai package for Node sends beside the body.
_SDK_HEADERS = {
    "Accept": "application/json",
    "Content-Type": "application/json",
    "User-Agent": "OpenAI/JS 6.49.0",
    "X-Stainless-Lang": "js",
    "X-Stainless-Package-Version": "6.49.0",
    "X-Stainless-OS": "Linux",
    "X-Stainless-Arch": "x64",
    "X-Stainless-Runtime": "node",
    "X-Stainless-Runtime-Version": "v24.21.0",
    "X-Stainless-Retry-Count": "0",
    "X-Stainless-Timeout": "600",
    "Authorization": "Bearer unused",
}

# What a signed Converse request carries; nobody verifies it.
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
        return f"/model/{MODEL_IN_PATH}/{work.operation}"

    def headers(self, work):
        return _SIGNED_HEADERS

    def body(self, work):
        return work.bedrock_body()

    def problem_with(self, work, body):
        name = "converse-stream.bin" if work.stream else "converse.json"
        return "" if body == self.fixtures.answer(name) else "the bytes differ from the upstream's"


class _SpeaksOpenAI(Candidate):
    def path(self, work):
        return "/v1/chat/completions"

    def body(self, work):
        return work.openai_body()

    def problem_with(self, work, body):
        expected = self.fixtures.text()
        if not work.stream:
            content = json.loads(body)["choices"][0]["message"]["content"]
            return "" if content == expected else f"the text is {content[:200]!r}"
        events = [line[6:] for line in body.decode().splitlines() if line.startswith("data: ")]
        if not events or events[-1] != "[DONE]":
            return "no [DONE] at the end"
        chunks = [json.loads(event) for event in events[:-1]]
        deltas = [choice["delta"]["content"] for chunk in chunks for choice in chunk["choices"]
                  if choice["delta"].get("content")]
        if len(deltas) != 200 or "".join(deltas) != expected:
            return f"{len(deltas)} deltas, text {''.join(deltas)[:200]!r}"
        return ""


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


class Portkey(_SpeaksOpenAI):
    name = "portkey"

    def start(self, cores):
        script = BENCH / "node_modules/@portkey-ai/gateway/build/start-server.js"
        # Production mode without the web console: its fastest configuration.
        environment = _clean_environment() | {
            "NODE_ENV": "production", "NODE_EXTRA_CA_CERTS": str(self.fixtures.certificate)}
        self.process = Process(
            [self.fixtures.node, script, f"--port={self.port}", "--headless"],
            self.fixtures.directory / f"portkey-{self.scheme}.log", cores, environment)

    def headers(self, work):
        return _SDK_HEADERS | {
            "x-portkey-provider": "bedrock",
            "x-portkey-aws-access-key-id": ACCESS_KEY,
            "x-portkey-aws-secret-access-key": SECRET_KEY,
            "x-portkey-aws-region": REGION,
            "x-portkey-custom-host": f"{self.scheme}://127.0.0.1:{self.upstream}",
        }


class Gateway(_SpeaksOpenAI):
    name = "gateway"
    binary = None  # set by the command line
    wrapper = []  # a program, with its options, that runs it

    def start(self, cores):
        environment = _clean_environment() | {
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": f"{self.scheme}://127.0.0.1:{self.upstream}",
            "AWS_CA_BUNDLE": str(self.fixtures.certificate),
            "BEDROCK_GATEWAY_LOG_ACCESS": "false",  # as for nginx
            "BEDROCK_GATEWAY_SERVER_DRAIN_DELAY": "0s",
        }
        self.process = Process(
            [*self.wrapper, self.binary, "--listen", f"127.0.0.1:{self.port}", "--workers", "1"],
            self.fixtures.directory / f"gateway-{self.scheme}.log", cores, environment)

    def headers(self, work):
        return _SDK_HEADERS | {
            "x-provider": "bedrock",
            "x-aws-access-key-id": ACCESS_KEY,
            "x-aws-secret-access-key": SECRET_KEY,
            "x-aws-region": REGION,
        }

    @classmethod
    def stripped_bytes(cls):
        with tempfile.TemporaryDirectory() as directory:
            copy = Path(directory) / "stripped"
            shutil.copy(cls.binary, copy)
            subprocess.run([find_program("strip", "binutils"), copy], check=True)
            return copy.stat().st_size


CANDIDATES = [Direct, Nginx, Portkey, Gateway]


def _clean_environment():
    """Nothing of the user's own settings."""
    return {name: value for name, value in os.environ.items()
            if not name.startswith(("AWS_", "BEDROCK_GATEWAY_")) and not name.lower().endswith("_proxy")}
