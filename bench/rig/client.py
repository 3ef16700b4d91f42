"""A client that checks what it gets: whole and streamed answers, over one connection as long as it lasts."""

import asyncio
import json
from dataclasses import dataclass, field

MODEL = "anthropic.claude-3-sonnet-20240229-v1:0"
_CHAT = "/v1/chat/completions"
_HEADERS = {"host": "soak", "content-type": "application/json"}


class Broken(Exception):
    """The answer ended before its end: the connection was cut."""


class Wrong(Exception):
    """What no client may ever see."""


@dataclass
class Question:
    text: str
    stream: bool
    ballast: int = 0  # bytes of further prompt

    @property
    def expected(self):
        return f"This is the Bedrock simulator answering for {MODEL}. You said: {self.text}"

    def body(self):
        messages = [{"role": "user", "content": self.text}]
        if self.ballast:
            messages.insert(0, {"role": "system", "content": "x" * self.ballast})
        return json.dumps({"model": MODEL, "stream": self.stream, "messages": messages}).encode()


@dataclass
class Answer:
    status: int
    fields: dict
    body: bytes = b""
    error: dict = field(default_factory=dict)  # an honest one: as answer, or at the end of a stream

    @property
    def request_id(self):
        return self.fields.get("x-amzn-requestid", "")


class Client:
    def __init__(self, port):
        self._port = port
        self._reader = self._writer = None

    async def ask(self, question):
        """The answer, once it is known to be complete and correct, or an honest error."""
        answer = await self.exchange(question.body(), _HEADERS)
        _check(question, answer)
        return answer

    async def exchange(self, body, headers, path=_CHAT):
        await self._send(body, headers, path)
        answer = await self.head()
        async for piece in self._pieces(answer):
            answer.body += piece
        if answer.fields.get("connection") == "close":
            self.close()
        return answer

    async def send(self, question):
        await self._send(question.body(), _HEADERS)

    async def _send(self, body, headers, path=_CHAT):
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(
                "127.0.0.1", self._port, limit=2**20)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._writer.write(f"POST {path} HTTP/1.1\r\n{head}"
                           f"content-length: {len(body)}\r\n\r\n".encode())
        self._writer.write(body)
        await self._writer.drain()

    async def head(self):
        try:
            lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise Broken(f"no answer: {error!r}") from None
        fields = dict(line.lower().split(": ", 1) for line in lines[1:-2])
        return Answer(int(lines[0].split()[1]), fields)

    async def _pieces(self, answer):
        try:
            if "content-length" in answer.fields:
                yield await self._reader.readexactly(int(answer.fields["content-length"]))
                return
            while size := int(await self._reader.readuntil(b"\r\n"), 16):
                yield (await self._reader.readexactly(size + 2))[:-2]
            await self._reader.readexactly(2)
        except (asyncio.IncompleteReadError, ConnectionError, ValueError) as error:
            raise Broken(f"an answer without its end: {error!r}") from None

    async def read_some(self):
        return await self._reader.read(256)

    def close(self):
        if self._writer is not None:
            self._writer.transport.abort()
        self._reader = self._writer = None


def _check(question, answer):
    if answer.status != 200:
        answer.error = _error_of(json.loads(answer.body))
    elif question.stream:
        _check_stream(question, answer)
    else:
        whole = json.loads(answer.body)
        (choice,) = whole["choices"]
        _expect(choice["message"]["content"] == question.expected, "a whole answer with other text")
        _expect(choice["finish_reason"] == "stop", "a whole answer that has not finished")


def _check_stream(question, answer):
    events = answer.body.decode().split("\n\n")
    _expect(events.pop() == "", "a stream that ends inside an event")
    events = [event.removeprefix("data: ") for event in events if not event.startswith(":")]
    done = events[-1] == "[DONE]"
    chunks = [json.loads(event) for event in (events[:-1] if done else events)]
    if "error" in chunks[-1]:
        answer.error = _error_of(chunks.pop())
    choices = [choice for chunk in chunks for choice in chunk["choices"]]
    text = "".join(choice["delta"].get("content") or "" for choice in choices)
    finished = [choice["finish_reason"] for choice in choices if choice["finish_reason"]]
    if answer.error:
        _expect(not done and not finished, "a broken stream that looks whole")
        _expect(question.expected.startswith(text), "a broken stream with other text")
    else:
        _expect(done and finished == ["stop"], "a stream that does not finish")
        _expect(text == question.expected, "a stream with other text")


def _error_of(body):
    error = body["error"]
    _expect(error["message"] and error["type"], "an error that says nothing")
    return error


def _expect(holds, otherwise):
    if not holds:
        raise Wrong(otherwise)
