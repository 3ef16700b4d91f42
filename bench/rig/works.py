"""The requests that are measured: a client's body, and what Bedrock gets of it."""

import base64
import json
import random
from dataclasses import dataclass

from . import agents, doors

MODEL = "anthropic.claude-3-5-haiku-20241022-v1:0"  # through Converse
CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"  # whose dialect the gateway splices
GPT = "openai.gpt-oss-120b-1:0"


@dataclass(frozen=True)
class Work:
    key: str
    title: str
    door: doors.Door
    model: str
    operation: str  # of Bedrock
    body: bytes
    upstream: bytes  # for those who only carry bytes: what the others make of the body

    @property
    def stream(self):
        return self.operation.endswith("-stream")

    @property
    def upstream_path(self):
        return f"/model/{self.model.replace(':', '%3A')}/{self.operation}"


_SYSTEM = "Answer briefly."


def _chat(key, title, messages, tools=(), stream=False):
    """`messages` and `tools` in OpenAI's form."""
    body = {
        "model": MODEL,
        "messages": [{"role": "system", "content": _SYSTEM}, *messages],
        "max_tokens": 512,
        "temperature": 0.2,
    }
    upstream = {
        "messages": [_to_converse(message) for message in messages],
        "system": [{"text": _SYSTEM}],
        "inferenceConfig": {"maxTokens": 512, "temperature": 0.2},
    }
    if tools:
        body["tools"] = tools
        upstream["toolConfig"] = {"tools": [_to_tool_spec(tool) for tool in tools]}
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    operation = "converse-stream" if stream else "converse"
    return Work(key, title, doors.CHAT, MODEL, operation, json.dumps(body).encode(),
                json.dumps(upstream).encode())


def _messages(key, title, body, door=doors.MESSAGES):
    operation = "invoke-with-response-stream" if body.get("stream") else "invoke"
    return Work(key, title, door, CLAUDE, operation, agents.compact(body),
                agents.compact(agents.to_invoke(body)))


def _short_message(prompt, stream):
    """The question of `chat`, as Anthropic's clients ask it."""
    body = {"model": CLAUDE, "max_tokens": 512, "temperature": 0.2, "system": _SYSTEM,
            "messages": [_user(prompt)]}
    return body | {"stream": True} if stream else body


def _responses(key, title, body):
    return Work(key, title, doors.RESPONSES, GPT, "converse-stream", agents.compact(body),
                agents.compact(agents.to_converse(body)))


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
    return [
        _chat("chat", "1 KB chat, whole", [_user(prompt)]),
        _chat("stream", "1 KB chat, 200-delta stream", [_user(prompt)], stream=True),
        _chat("tools", "20 tools, 30 turns of calls and results, whole", _tool_history(30),
              _tools(20)),
        _chat("large", "1 MB body, whole", [_user(image)]),
        _messages("messages", "1 KB message to Claude, whole", _short_message(prompt, False)),
        _messages("messages-stream", "1 KB message to Claude, 200-delta stream",
                  _short_message(prompt, True)),
        _messages("messages-agent", "50 KB of Claude Code's to Claude, 200-delta stream",
                  agents.claude_code(CLAUDE), doors.CLAUDE_CODE),
        _responses("responses", "45 KB of Codex's to gpt-oss, 200-delta stream",
                   agents.codex(GPT)),
    ]
