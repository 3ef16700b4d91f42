"""What goes over the wire: requests, answers, certificates. Made anew at each set-up."""

import base64
import json
import platform
import random
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .system import BenchError, find_program

BENCH = Path(__file__).resolve().parent.parent
MODEL = "anthropic.claude-3-5-haiku-20241022-v1:0"
MODEL_IN_PATH = MODEL.replace(":", "%3A")
# AWS's own example pair.
ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
REGION = "us-east-1"


@dataclass(frozen=True)
class Work:
    key: str
    title: str
    prompt: str
    stream: bool

    @property
    def operation(self):
        return "converse-stream" if self.stream else "converse"

    def openai_body(self):
        body = {
            "model": MODEL,
            "messages": [{"role": "system", "content": "Answer briefly."},
                         {"role": "user", "content": self.prompt}],
            "max_tokens": 512,
            "temperature": 0.2,
        }
        if self.stream:
            body |= {"stream": True, "stream_options": {"include_usage": True}}
        return json.dumps(body).encode()

    def bedrock_body(self):
        return json.dumps({
            "messages": [{"role": "user", "content": [{"text": self.prompt}]}],
            "system": [{"text": "Answer briefly."}],
            "inferenceConfig": {"maxTokens": 512, "temperature": 0.2},
        }).encode()


def works():
    sentence = "Explain why a proxy should stop reading while its client is slow. "
    prompt = (sentence * 14)[:800]
    image = base64.b64encode(random.Random(1).randbytes(3 * 2**20 // 4)).decode()
    return [Work("chat", "1 KB chat, whole", prompt, stream=False),
            Work("stream", "1 KB chat, 200-delta stream", prompt, stream=True),
            Work("large", "1 MB body, whole", image, stream=False)]


class Fixtures:
    def __init__(self, directory):
        self.directory = directory
        self.answers = directory / "answers"
        self.certificate = directory / "certificate.pem"
        self.key = directory / "key.pem"
        self.node = _install_npm_packages()
        self._encode_answers()
        self._make_certificate()

    def answer(self, name):
        return (self.answers / name).read_bytes()

    def text(self):
        return self.answer("text").decode()

    def _encode_answers(self):
        self.answers.mkdir()
        subprocess.run([self.node, BENCH / "fixtures/generate.mjs", self.answers], check=True)

    def _make_certificate(self):
        made = subprocess.run(
            [find_program("openssl", "openssl"), "req", "-x509", "-newkey", "ec",
             "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
             "-keyout", self.key, "-out", self.certificate], capture_output=True, text=True)
        if made.returncode:
            raise BenchError(f"openssl cannot make a certificate:\n{made.stderr}")


def _install_npm_packages():
    """Returns the Node that npm brought along."""
    modules = BENCH / "node_modules"
    installed, lock = modules / ".installed", (BENCH / "package-lock.json").read_text()
    if not installed.exists() or installed.read_text() != lock:
        print("installing npm packages", flush=True)
        npm = find_program("npm", "npm")
        done = subprocess.run([npm, "ci"], cwd=BENCH, capture_output=True, text=True)
        if done.returncode:
            raise BenchError(f"npm ci failed:\n{done.stdout}{done.stderr}")
        installed.write_text(lock)
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine())
    node = modules / f"node-linux-{machine}" / "bin" / "node"
    return node if node.exists() else Path(find_program("node", "nodejs"))


def portkey_version():
    package = BENCH / "node_modules/@portkey-ai/gateway/package.json"
    return json.loads(package.read_text())["version"]


def fresh_directory(path):
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path
