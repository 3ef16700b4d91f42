"""What goes over the wire: answers, certificates. Made anew at each set-up."""

import json
import platform
import shutil
import subprocess
from pathlib import Path

from .certificate import make_certificate
from .system import BenchError, find_program

BENCH = Path(__file__).resolve().parent.parent
# AWS's own example pair.
ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
REGION = "us-east-1"

# What Bedrock answers, by operation; fixtures/generate.mjs writes it.
ANSWERS = {
    "converse": "converse.json",
    "converse-stream": "converse-stream.bin",
    "invoke": "invoke.json",
    "invoke-with-response-stream": "invoke-stream.bin",
}


class Fixtures:
    def __init__(self, directory):
        self.directory = directory
        self.answers = directory / "answers"
        self.certificate, self.key = make_certificate(directory)
        self.node = _install_npm_packages()
        self._encode_answers()

    def answer(self, name):
        return (self.answers / name).read_bytes()

    def text(self):
        return self.answer("text").decode()

    def _encode_answers(self):
        self.answers.mkdir()
        subprocess.run([self.node, BENCH / "fixtures/generate.mjs", self.answers], check=True)


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
