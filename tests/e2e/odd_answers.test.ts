// Answers of Bedrock's that make no sense (U47): an error that says whose fault it is, and the process
// lives. What the readers make of every mutation is in tests/bedrock/mutation_test.cc.
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { after, beforeEach, describe, test } from "node:test";

import { Gateway, hello } from "./lib/gateway.ts";
import { postJson, request } from "./lib/request.ts";
import { type Fault, Simulator } from "./lib/simulator.ts";

const simulator = await Simulator.start();
const gateway = await Gateway.start({ simulator, config: "[retry]\nattempts = 1" });
after(async () => {
  await gateway.stop();
  await simulator.stop();
});
beforeEach(() => simulator.reset());

const url = `${gateway.url}/v1/chat/completions`;
const message = (content: unknown) => JSON.stringify({ output: { message: { role: "assistant", content } }, stopReason: "end_turn" });
const bodies: [string, string][] = [
  ["nothing", ""],
  ["null", "null"],
  ["an array", "[]"],
  ["a number", "1"],
  ["an object without members", "{}"],
  ["half an object", '{"output":{"message":'],
  ["no message", '{"output":null,"stopReason":"end_turn"}'],
  ["a message that is a text", '{"output":{"message":"Hi"},"stopReason":"end_turn"}'],
  ["content that is a number", message(7)],
  ["a text that is an object", message([{ text: {} }])],
  ["a call without a name", message([{ toolUse: { toolUseId: "a" } }])],
  ["brackets without an end", "[".repeat(1_000_000)],
  ["bytes that are no text", "\u0000\ufffe"],
  ["a page", "<html><body>It works!</body></html>"],
];

describe("with status 200", () => {
  for (const [name, body] of bodies) {
    test(`u47: ${name}`, async () => {
      for (const stream of [false, true]) {
        await simulator.reset();
        await simulator.fault({ replace: { body } });
        const answer = await postJson(url, { ...hello(), stream });
        assert.equal(answer.status, 502, answer.body);
        const { error } = JSON.parse(answer.body);
        assert.equal(error.type, "server_error");
        assert.equal(error.code, "upstream_invalid_response");
        assert.equal((await request(`${gateway.url}/healthz`)).status, 200);
      }
    });
  }

  const errors: [string, Fault, number, string][] = [
    ["throttling by header", { error: { status: 200, code: "ThrottlingException" } }, 429, "rate_limit_exceeded"],
    [
      "throttling by body",
      { error: { status: 200, code: "ThrottlingException", shape: "__type" } },
      429,
      "rate_limit_exceeded",
    ],
    [
      "an operation that is not known",
      { replace: { body: '{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}' } },
      502,
      "upstream_error",
    ],
  ];
  for (const [name, fault, status, code] of errors) {
    test(`u1: ${name} is an error`, async () => {
      for (const stream of [false, true]) {
        await simulator.reset();
        await simulator.fault(fault);
        const answer = await postJson(url, { ...hello(), stream });
        assert.equal(answer.status, status, answer.body);
        assert.equal(JSON.parse(answer.body).error.code, code);
      }
    });
  }
});

describe("with frames", () => {
  const type = "application/vnd.amazon.eventstream";
  for (const [name, body] of [
    ["nothing", ""],
    ["text", "This is no frame, but it is long enough to be taken for one."],
    ["zeros", "\0".repeat(1000)],
  ] as const) {
    test(`u47: ${name} instead of them`, async () => {
      await simulator.fault({ replace: { body, content_type: type } });
      const answer = await postJson(url, { ...hello(), stream: true });
      assert.equal(answer.status, 502, answer.body);
      assert.equal(JSON.parse(answer.body).error.type, "server_error");
      assert.equal((await request(`${gateway.url}/healthz`)).status, 200);
    });
  }
});

describe("an event stream that decodes to nothing", () => {
  const frames = "application/vnd.amazon.eventstream";
  for (const [name, path, body] of [
    ["chat", "/v1/chat/completions", hello()],
    ["Messages", "/v1/messages", { ...hello(), max_tokens: 10 }],
    ["Messages of another family", "/v1/messages", { ...hello("amazon.nova-lite-v1:0"), max_tokens: 10 }],
    ["Responses", "/v1/responses", { model: hello().model, input: "Hi", store: false }],
  ] as const) {
    test(`is an error: ${name}`, async () => {
      await simulator.fault({ replace: { content_type: frames, body: "" } });
      const answer = await postJson(gateway.url + path, { ...body, stream: true });
      assert.equal(answer.status, 502, answer.body);
      assert.match(answer.body, /broke off/);
    });
  }
});

describe("with another status", () => {
  for (const status of [100, 204, 302, 418, 499, 599]) {
    test(`u47: ${status}`, async () => {
      await simulator.fault({ replace: { status, body: "{}" } });
      const answer = await postJson(url, hello());
      assert.ok(answer.status >= 400, `${answer.status}`);
      assert.ok(JSON.parse(answer.body).error.message);
      assert.equal((await request(`${gateway.url}/healthz`)).status, 200);
    });
  }
});

describe("before the request was taken", () => {
  const answer =
    "HTTP/1.1 413 Too large\r\nx-amzn-errortype: ValidationException\r\n" +
    'content-length: 20\r\n\r\n{"message":"too big"}';
  const then: [string, (socket: Socket) => void][] = [
    ["closes", (socket) => socket.end(answer, () => socket.destroy())],
    ["says no more", (socket) => socket.end(answer)],
    ["waits", (socket) => socket.write(answer)],
  ];
  for (const [name, refuse] of then) {
    test(`u47: a refusal by one that ${name}, and takes no more`, async () => {
      const deaf = createServer({ allowHalfOpen: true }, (socket) => {
        socket.on("error", () => undefined);
        socket.once("data", () => refuse(socket.pause()));
      }).listen(0, "127.0.0.1");
      await once(deaf, "listening");
      const { port } = deaf.address() as AddressInfo;
      const config = `[aws]\nendpoint = "http://127.0.0.1:${port}"`;
      const refused = await Gateway.start({ config });
      try {
        const messages = [{ role: "user", content: "a".repeat(16_000_000) }];
        const { status, body } = await postJson(`${refused.url}/v1/chat/completions`, { ...hello(), messages });
        assert.equal(status, 400, body);
        assert.match(body, /too big/);
      } finally {
        await refused.stop();
        deaf.close();
      }
    });
  }
});
