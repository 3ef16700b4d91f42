"""The gateway's doors: how clients ask at each, and what text they find in its answers."""

import json
from dataclasses import dataclass
from typing import Callable

_STAINLESS = {
    "X-Stainless-Lang": "js",
    "X-Stainless-OS": "Linux",
    "X-Stainless-Arch": "x64",
    "X-Stainless-Runtime": "node",
    "X-Stainless-Runtime-Version": "v24.21.0",
    "X-Stainless-Retry-Count": "0",
    "X-Stainless-Timeout": "600",
}


@dataclass(frozen=True)
class Door:
    path: str
    headers: dict
    text: Callable  # of a whole answer, parsed
    deltas: Callable  # of a stream's events; None: it has no end

    def problem_with(self, body, stream, expected):
        """What is wrong with an answer that has to be `expected`; empty: nothing."""
        if not stream:
            text = self.text(json.loads(body))
            return "" if text == expected else f"the text is {text[:200]!r}"
        deltas = self.deltas(_events(body))
        if deltas is None:
            return "the stream has no end"
        if len(deltas) != 200 or "".join(deltas) != expected:
            return f"{len(deltas)} deltas, text {''.join(deltas)[:200]!r}"
        return ""


def _events(body):
    """The data of each event, parsed, but for [DONE]."""
    data = [line[6:] for line in body.decode().splitlines() if line.startswith("data: ")]
    return [each if each == "[DONE]" else json.loads(each) for each in data]


def _chat_text(answer):
    return answer["choices"][0]["message"]["content"]


def _chat_deltas(events):
    if not events or events[-1] != "[DONE]":
        return None
    return [choice["delta"]["content"] for chunk in events[:-1] for choice in chunk["choices"]
            if choice["delta"].get("content")]


def _messages_text(answer):
    return answer["content"][0]["text"]


def _messages_deltas(events):
    if not events or events[-1]["type"] != "message_stop":
        return None
    return [event["delta"]["text"] for event in events if event["type"] == "content_block_delta"]


def _responses_text(response):
    return response["output"][0]["content"][0]["text"]


def _responses_deltas(events):
    if not events or events[-1]["type"] != "response.completed":
        return None
    deltas = [e["delta"] for e in events if e["type"] == "response.output_text.delta"]
    return deltas if _responses_text(events[-1]["response"]) == "".join(deltas) else None


# openai for Node
CHAT = Door(
    "/v1/chat/completions",
    {"Accept": "application/json", "Content-Type": "application/json",
     "User-Agent": "OpenAI/JS 6.49.0", "X-Stainless-Package-Version": "6.49.0", **_STAINLESS,
     "Authorization": "Bearer unused"},
    _chat_text, _chat_deltas)

# @anthropic-ai/sdk
MESSAGES = Door(
    "/v1/messages",
    {"Accept": "application/json", "Content-Type": "application/json",
     "User-Agent": "Anthropic/JS 1.14.0", "X-Stainless-Package-Version": "1.14.0", **_STAINLESS,
     "anthropic-version": "2023-06-01", "X-Api-Key": "unused"},
    _messages_text, _messages_deltas)

# Claude Code
CLAUDE_CODE = Door(
    "/v1/messages?beta=true",
    MESSAGES.headers | {
        "User-Agent": "claude-cli/2.1.332 (external, cli)", "x-app": "cli",
        "anthropic-dangerous-direct-browser-access": "true",
        "anthropic-beta": "claude-code-20250219,interleaved-thinking-2025-05-14,"
                          "context-management-2025-06-27,prompt-caching-scope-2026-01-05",
        "X-Claude-Code-Session-Id": "6f1f3a52-0d5c-4c5e-9a0b-2f4f5c8e7d61"},
    _messages_text, _messages_deltas)

# Codex
RESPONSES = Door(
    "/v1/responses",
    {"Accept": "text/event-stream", "Content-Type": "application/json",
     "User-Agent": "codex_exec/0.171.0 (Debian 12.0.0; x86_64)", "originator": "codex_exec",
     "session-id": "019a0f3e-7c1d-7a52-8d43-5be1b7a0c9d4",
     "thread-id": "019a0f3e-7c1d-7a52-8d43-5be1b7a0c9d4",
     "x-codex-window-id": "019a0f3e-7c1d-7a52-8d43-5be1b7a0c9d4:0",
     "x-codex-turn-metadata": '{"turn_id":"019a0f3e-7c22","sandbox":"seccomp"}',
     "Authorization": "Bearer unused"},
    _responses_text, _responses_deltas)
