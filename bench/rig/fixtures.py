"""What goes over the wire: requests, answers, certificates. Made anew at each set-up."""

import base64
import json
import platform
import random
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from .certificate import make_certificate
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
    """A request, as OpenAI's clients send it; `messages` and `tools` in that form."""

    key: str
    title: str
    messages: list
    tools: list = field(default_factory=list)
    stream: bool = False

    @property
    def operation(self):
        return "converse-stream" if self.stream else "converse"

    def openai_body(self):
        body = {
            "model": MODEL,
            "messages": [{"role": "system", "content": _SYSTEM}, *self.messages],
            "max_tokens": 512,
            "temperature": 0.2,
        }
        if self.tools:
            body["tools"] = self.tools
        if self.stream:
            body |= {"stream": True, "stream_options": {"include_usage": True}}
        return json.dumps(body).encode()

    def bedrock_body(self):
        body = {
            "messages": [_to_converse(message) for message in self.messages],
            "system": [{"text": _SYSTEM}],
            "inferenceConfig": {"maxTokens": 512, "temperature": 0.2},
        }
        if self.tools:
            body["toolConfig"] = {"tools": [_to_tool_spec(tool) for tool in self.tools]}
        return json.dumps(body).encode()


_SYSTEM = "Answer briefly."


def _to_converse(message):
    """For those who only carry bytes: what the others make of a message."""
    if message["role"] == "tool":
        return {"role": "user", "content": [{"toolResult": {
            "toolUseId": message["tool_call_id"], "content": [{"text": message["content"]}]}}]}
    calls = [{"toolUse": {"toolUseId": call["id"], "name": call["function"]["name"],
                          "input": json.loads(call["function"]["arguments"])}}
             for call in message.get("tool_calls", [])]
    texts = [{"text": message["content"]}] if message["content"] else []
    return {"role": message["role"], "content": texts + calls}


def _to_tool_spec(tool):
    function = tool["function"]
    return {"toolSpec": {"name": function["name"], "description": function["description"],
                         "inputSchema": {"json": function["parameters"]}}}


def _user(text):
    return {"role": "user", "content": text}


def _tools(count):
    """Functions as agents offer them: a paragraph and half a dozen parameters each."""
    parameters = {"type": "object", "required": ["path", "pattern"], "properties": {
        "path": {"type": "string", "description": "Where to begin, relative to the project."},
        "pattern": {"type": "string", "description": "A regular expression."},
        "recursive": {"type": "boolean", "default": True},
        "limit": {"type": "integer", "minimum": 1, "maximum": 1000},
        "kind": {"type": "string", "enum": ["file", "directory", "link"]},
        "exclude": {"type": "array", "items": {"type": "string"}}}}
    description = "Finds what matches in the project, and says where it stands. " * 3
    return [{"type": "function", "function": {
        "name": f"find_in_project_{i}", "description": description, "parameters": parameters}}
        for i in range(count)]


def _tool_history(turns):
    """An agent at work: a question, then calls and results in turns, and the next question."""
    messages = [_user("Where is the retry limit of the upload?")]
    for i in range((turns - 2) // 2):
        arguments = json.dumps({"path": "src/upload", "pattern": f"retry_\\w+{i}", "limit": 20})
        messages += [
            {"role": "assistant", "content": None, "tool_calls": [{
                "id": f"call_{i:024}", "type": "function",
                "function": {"name": f"find_in_project_{i % 20}", "arguments": arguments}}]},
            {"role": "tool", "tool_call_id": f"call_{i:024}",
             "content": f'src/upload/client.cc:{i}:  retry_limit_ = options.value("retries", 3);\n'
                        * 6}]
    return messages + [{"role": "assistant", "content": "In src/upload/client.cc."},
                       _user("And who sets it?")]


def works():
    sentence = "Explain why a proxy should stop reading while its client is slow. "
    prompt = (sentence * 14)[:800]
    image = base64.b64encode(random.Random(1).randbytes(3 * 2**20 // 4)).decode()
    return [Work("chat", "1 KB chat, whole", [_user(prompt)]),
            Work("stream", "1 KB chat, 200-delta stream", [_user(prompt)], stream=True),
            Work("tools", "20 tools, 30 turns of calls and results, whole",
                 _tool_history(30), _tools(20)),
            Work("large", "1 MB body, whole", [_user(image)])]


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
