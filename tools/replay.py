#!/usr/bin/env python3
"""Plays recorded exchanges with Bedrock: each answer through the gateway, and each request that
Bedrock has accepted against the simulator. The format: docs/simulator.md, "Recordings"."""

import argparse
import base64
import http.client
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import urllib.parse

OPERATION = re.compile(
    r"^/model/(?P<model>[^/]+)/(?P<name>converse|converse-stream|invoke|invoke-with-response-stream)$"
)
STREAMS = ("converse-stream", "invoke-with-response-stream")
PATIENCE = 30  # seconds, for a start and for an answer


class Recording:
    def __init__(self, source, data):
        self.source = source
        path = urllib.parse.urlsplit(data["path"]).path
        operation = OPERATION.match(path)
        if data.get("method", "POST") != "POST" or not operation:
            raise ValueError(f"{data.get('method')} {path} is no call of a model")
        self.path = path
        self.model = urllib.parse.unquote(operation["model"])
        self.operation = operation["name"]
        self.request = body_of(data, "request")
        self.status = int(data["status"])
        self.headers = {name.lower(): value for name, value in data.get("headers", {}).items()}
        self.body = body_of(data, "body")

    @property
    def streams(self):
        return self.operation in STREAMS

    @property
    def invokes(self):
        return self.operation.startswith("invoke")


def body_of(data, name):
    if f"{name}_base64" in data:
        return base64.b64decode(data[f"{name}_base64"])
    body = data.get(name, "")
    return (body if isinstance(body, str) else json.dumps(body)).encode()


def load(folder):
    """All recordings, and what could not be read: (recordings, problems)."""
    recordings, problems = [], []
    for file in sorted(pathlib.Path(folder).rglob("*.json*")):
        try:
            text = file.read_text(encoding="utf-8")
            if file.suffix == ".jsonl":
                items = [json.loads(line) for line in text.splitlines() if line.strip()]
            else:
                items = json.loads(text)
        except (OSError, ValueError) as error:
            problems.append(f"{file}: {error}")
            continue
        for index, item in enumerate(items if isinstance(items, list) else [items]):
            source = f"{file.relative_to(folder)}[{index}]"
            try:
                recordings.append(Recording(source, item))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                problems.append(f"{source}: {error}")
    return recordings, problems


class Program:
    """A program that says where it listens."""

    def __init__(self, command, environment=None):
        self.process = subprocess.Popen(
            command,
            env={**os.environ, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = []
        for line in self.process.stdout:
            said.append(line)
            listening = re.search(r"listening on http://([0-9.]+:[0-9]+)", line)
            if listening:
                self.address = listening[1]
                break
        else:
            raise SystemExit(f"{command[0]} did not start:\n{''.join(said)}")
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def post(self, path, body, headers):
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        try:
            connection.request("POST", path, body, {"content-type": "application/json", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            return 0, f"no answer: {error!r}"
        finally:
            connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Replayer(http.server.ThreadingHTTPServer):
    """Answers every call with the recording at hand."""

    current = None

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):  # pylint: disable=invalid-name
            self.rfile.read(int(self.headers.get("content-length", 0)))
            recording = self.server.current
            self.send_response_only(recording.status)
            kind = "application/vnd.amazon.eventstream" if recording.streams else "application/json"
            fields = {"content-type": kind, "x-amzn-requestid": "recorded"}
            for name, value in recording.headers.items():
                if name == "content-type" or name.startswith("x-amzn"):
                    fields[name] = value
            for name, value in fields.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(recording.body)))
            self.end_headers()
            self.wfile.write(recording.body)

        def log_message(self, *_):
            pass

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


def gateway(build, upstream, models, folder):
    """A gateway in front of the replayer; the models are called through their native bodies."""
    config = pathlib.Path(folder) / f"gateway-{len(models)}.toml"
    tables = "".join(f"[[model]]\npattern = {json.dumps(m)}\napi = \"invoke\"\n" for m in models)
    config.write_text("[retry]\nattempts = 1\n" + tables, encoding="utf-8")
    host, port = upstream.server_address
    return Program(
        [f"{build}/src/bedrock-gateway", "--listen", "127.0.0.1:0", "--config", str(config)],
        {
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": f"http://{host}:{port}",
            "AWS_BEARER_TOKEN_BEDROCK": "bedrock-api-key-EXAMPLE",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_REGION": "us-east-1",
            "BEDROCK_GATEWAY_SERVER_DRAIN_DELAY": "0s",
        },
    )


def play_answer(recording, program, upstream):
    """What is wrong with the gateway's answer; empty: nothing."""
    upstream.current = recording
    request = {
        "model": recording.model,
        "stream": recording.streams,
        "messages": [{"role": "user", "content": "Hello!"}],
    }
    status, body = program.post("/v1/chat/completions", json.dumps(request), {})
    good = status == 200 and (body.rstrip().endswith("[DONE]") if recording.streams else True)
    refused = status != 200 or '"error":' in body
    if recording.status == 200 and (not good or refused):
        return f"answered with {status}: {body[-400:]}"
    if recording.status != 200 and not refused:
        return f"Bedrock refused with {recording.status}, the gateway answered: {body[-400:]}"
    return ""


def play_request(recording, simulator):
    """What the simulator has against a request that Bedrock has accepted; empty: nothing."""
    headers = {"authorization": "Bearer bedrock-api-key-EXAMPLE"}
    status, body = simulator.post(recording.path, recording.request, headers)
    return "" if status == 200 else f"the simulator says {status}: {body[:400]}"


def native_models(build, models):
    """Those of the models that have a native body: api = "invoke" is an error for others."""
    native = []
    for model in sorted(models):
        with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as config:
            config.write(f"[[model]]\npattern = {json.dumps(model)}\napi = \"invoke\"\n")
            config.flush()
            command = [f"{build}/src/bedrock-gateway", "--check-config", "--config", config.name]
            if subprocess.run(command, capture_output=True, check=False).returncode == 0:
                native.append(model)
    return native


def base_of(model):
    """The id without a profile's prefix, as patterns have it."""
    parts = model.split(".", 2)
    return ".".join(parts[1:]) if len(parts) == 3 and re.fullmatch("[a-z-]+", parts[0]) else model


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", help="of recordings: *.json and *.jsonl, at any depth")
    parser.add_argument("--build", default="build", help="where the programs are (default: build)")
    options = parser.parse_args()
    recordings, failures = load(options.folder)
    wanted = {base_of(each.model) for each in recordings if each.invokes}
    native = native_models(options.build, wanted)
    upstream = Replayer()
    played = {"answers": 0, "requests": 0, "skipped": 0}
    with tempfile.TemporaryDirectory() as folder, gateway(
        options.build, upstream, [], folder
    ) as converse, gateway(options.build, upstream, native, folder) as invoke, Program(
        [f"{options.build}/src/bedrock-sim"]
    ) as simulator:
        for recording in recordings:
            if recording.invokes and base_of(recording.model) not in native:
                played["skipped"] += 1
                continue
            played["answers"] += 1
            trouble = play_answer(recording, invoke if recording.invokes else converse, upstream)
            if trouble:
                failures.append(f"{recording.source}: {trouble}")
            if recording.status != 200 or not recording.request:
                continue
            played["requests"] += 1
            trouble = play_request(recording, simulator)
            if trouble:
                failures.append(f"{recording.source}: {trouble}")
    for failure in failures:
        print(failure)
    print(
        f"{played['answers']} answers and {played['requests']} requests played, "
        f"{played['skipped']} skipped (no native body here), {len(failures)} failures"
    )
    return 1 if failures or not recordings else 0


if __name__ == "__main__":
    sys.exit(main())
