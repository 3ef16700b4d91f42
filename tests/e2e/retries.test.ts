// What is sent again, how often, and what the client learns of it (U8, U21).
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";

import { claude, Gateway, hello, textOf } from "./lib/gateway.ts";
import { postJson } from "./lib/request.ts";
import { echo, type Fault, Simulator } from "./lib/simulator.ts";

const simulator = await Simulator.start();
after(() => simulator.stop());

const url = (gateway: Gateway) => `${gateway.url}/v1/chat/completions`;
const answer = JSON.stringify({
  output: { message: { role: "assistant", content: [{ text: "Hi" }] } },
  stopReason: "end_turn",
  usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
});
const attempts = (headers: Record<string, unknown>) => Number(headers["x-gateway-attempts"]);

describe("with the default settings", () => {
  let gateway: Gateway;
  // A new one for each test: an outage that a test makes uses up the budget.
  beforeEach(async () => {
    await simulator.reset();
    gateway = await Gateway.start({ simulator });
  });
  const stopping = async (run: () => Promise<void>) => {
    try {
      await run();
    } finally {
      await gateway.stop();
    }
  };

  const passing: [string, Fault][] = [
    ["throttling", { error: { code: "ThrottlingException" } }],
    [
      "tokens throttled in a validation error's clothes",
      {
        error: {
          code: "ValidationException",
          message: "Too many tokens, please wait before trying again.",
        },
      },
    ],
    ["a model that is not ready", { error: { code: "ModelNotReadyException" } }],
    ["a model that took too long", { error: { code: "ModelTimeoutException" } }],
    ["an internal error", { error: { code: "InternalServerException" } }],
    ["an unavailable service", { error: { code: "ServiceUnavailableException" } }],
    ["a proxy's 502", { error: { status: 502, shape: "html" } }],
    ["a proxy's 504", { error: { status: 504, shape: "empty" } }],
    ["a connection that breaks", { cut: { how: "reset", at_byte: 0 } }],
  ];
  for (const [name, fault] of passing) {
    for (const stream of [false, true]) {
      test(`u8b: ${name} is asked again, ${stream ? "streamed" : "whole"}`, () =>
        stopping(async () => {
          await simulator.fault({ ...fault, times: 1 });
          const answer = await postJson(url(gateway), { ...hello(), stream });
          assert.equal(answer.status, 200, answer.body);
          assert.equal(attempts(answer.headers), 2);
          assert.match(answer.body, /Hello!/);
          assert.equal((await simulator.requests()).length, 2);
        }));
    }
  }

  const exceptions = [
    "throttlingException",
    "internalServerException",
    "serviceUnavailableException",
    "modelStreamErrorException",
  ];
  for (const code of exceptions) {
    test(`u8e: a stream that begins with ${code} is asked again`, () =>
      stopping(async () => {
        await simulator.fault({ times: 2, exception: { code, after_deltas: 0 } });
        const stream = await gateway
          .client()
          .chat.completions.create({ ...hello(), stream: true })
          .withResponse();
        assert.equal(await textOf(stream.data), echo(claude, "Hello!"));
        assert.equal(stream.response.headers.get("x-gateway-attempts"), "3");
      }));
  }

  test("u8b: nothing is asked again once the client has something", () =>
    stopping(async () => {
      await simulator.fault({
        exception: { code: "throttlingException", after_deltas: 1 },
        delay_ms: { events: 50 },
      });
      const answer = await postJson(url(gateway), { ...hello(), stream: true });
      assert.equal(answer.status, 200);
      assert.match(answer.body, /"error":/);
      assert.equal((await simulator.requests()).length, 1);
    }));

  const final: [string, Fault, number][] = [
    ["ValidationException", { error: { code: "ValidationException" } }, 400],
    ["AccessDeniedException", { error: { code: "AccessDeniedException" } }, 403],
    ["ExpiredTokenException", { error: { code: "ExpiredTokenException", status: 403 } }, 503],
    ["ResourceNotFoundException", { error: { code: "ResourceNotFoundException" } }, 404],
    [
      "a model error that is the request's fault",
      { error: { code: "ModelErrorException", original_status: 400 } },
      502,
    ],
  ];
  for (const [name, fault, status] of final) {
    test(`u8b: ${name} is final`, () =>
      stopping(async () => {
        await simulator.fault(fault);
        const answer = await postJson(url(gateway), hello());
        assert.equal(answer.status, status);
        assert.equal(attempts(answer.headers), 1);
        assert.equal(answer.headers["x-should-retry"], status >= 500 ? "false" : undefined);
        assert.equal((await simulator.requests()).length, 1);
      }));
  }

  test("u8b: three attempts, and then the SDK is told not to begin anew", () =>
    stopping(async () => {
      await simulator.fault({ error: { code: "ServiceUnavailableException" } });
      const client = gateway.client({ maxRetries: 2 });
      await assert.rejects(client.chat.completions.create(hello()), (error: any) => {
        assert.equal(error.status, 503);
        assert.equal(error.headers.get("x-gateway-attempts"), "3");
        assert.equal(error.headers.get("x-should-retry"), "false");
        return true;
      });
      assert.equal((await simulator.requests()).length, 3);
    }));

  test("u8c: each attempt has the same body", () =>
    stopping(async () => {
      await simulator.fault({ times: 2, error: { code: "InternalServerException" } });
      const request = {
        ...hello(),
        temperature: 0.5,
        stop: ["a", "b"],
        tools: [{ type: "function", function: { name: "f", parameters: { type: "object" } } }],
      };
      const answer = await postJson(url(gateway), request);
      assert.equal(attempts(answer.headers), 3);
      const [first, ...others] = await simulator.requests();
      for (const other of others) {
        assert.equal(other.body, first!.body);
        assert.equal(other.target, first!.target);
      }
    }));

  test("u8c: each attempt has a signature of its own time", () =>
    stopping(async () => {
      await simulator.fault({ times: 1, error: { code: "ThrottlingException", retry_after: "1" } });
      assert.equal((await postJson(url(gateway), hello())).status, 200);
      const [first, second] = await simulator.requests();
      assert.notEqual(first!.headers["x-amz-date"], second!.headers["x-amz-date"]);
    }));

  test("u8b: what Bedrock asks for is the least that is waited for", () =>
    stopping(async () => {
      await simulator.fault({
        times: 1,
        error: { code: "ThrottlingException", retry_after: "2" },
      });
      const from = Date.now();
      const answer = await postJson(url(gateway), hello());
      assert.equal(answer.status, 200);
      assert.ok(Date.now() - from >= 1900);
    }));

  test("u8b: also when that is a date, and nothing that cannot be understood", () =>
    stopping(async () => {
      const date = new Date(Date.now() + 3000).toUTCString();
      for (const [retry_after, least] of [[date, 1900], ["soon-ish", 0]] as const) {
        await simulator.fault({ times: 1, error: { code: "InternalServerException", retry_after } });
        const from = Date.now();
        assert.equal((await postJson(url(gateway), hello())).status, 200);
        assert.ok(Date.now() - from >= least, retry_after);
      }
    }));

  test("u8b: what made the gateway give up is told in whole seconds, and no nonsense is", () =>
    stopping(async () => {
      const date = new Date(Date.now() + 3600_000).toUTCString();
      const told = async (code: string, retry_after: string) => {
        await simulator.fault({ error: { code, retry_after } });
        return (await postJson(url(gateway), hello())).headers["retry-after"];
      };
      assert.equal(await told("InternalServerException", "40"), "40");
      assert.equal(await told("InternalServerException", "40.5"), "41");
      assert.match((await told("ServiceUnavailableException", date))!, /^3[56]\d\d$/);
      assert.equal(await told("InternalServerException", "soon-ish"), undefined);
      assert.equal(await told("ServiceUnavailableException", "-5"), "2");
    }));

  test("u8a: a wait that is too long is the client's to wait", () =>
    stopping(async () => {
      await simulator.fault({
        error: { code: "ThrottlingException", retry_after: "120", message: "Rate exceeded" },
      });
      const answer = await postJson(url(gateway), hello());
      assert.equal(answer.status, 429);
      assert.equal(answer.headers["retry-after"], "120");
      assert.equal(answer.headers["x-should-retry"], undefined);
      assert.equal(JSON.parse(answer.body).error.type, "rate_limit_error");
      assert.match(answer.body, /Rate exceeded/);
      assert.equal(attempts(answer.headers), 1);
    }));
});

describe("with other settings", () => {
  before(() => simulator.reset());

  test("u8d: an outage of one model is not amplified, and no other model's matter", async () => {
    const gateway = await Gateway.start({ simulator, flags: ["--workers", "1"] });
    try {
      await simulator.fault({ model: claude, error: { code: "ServiceUnavailableException" } });
      let sent = 0;
      for (let i = 0; i < 100; ++i) {
        const answer = await postJson(url(gateway), hello());
        sent += attempts(answer.headers);
        assert.equal(answer.headers["x-should-retry"], "false");
      }
      assert.ok(sent >= 110 && sent <= 120, `${sent} requests for 100`);
      await simulator.fault({ times: 1, error: { code: "ServiceUnavailableException" } });
      const other = await postJson(url(gateway), hello("amazon.nova-lite-v1:0"));
      assert.equal(other.status, 200);
    } finally {
      await gateway.stop();
    }
  });

  test("retries can be switched off; then they are left to the client", async () => {
    const gateway = await Gateway.start({ simulator, config: "[retry]\nattempts = 1" });
    try {
      await simulator.fault({ times: 1, error: { code: "ServiceUnavailableException" } });
      const answer = await postJson(url(gateway), hello());
      assert.equal(answer.status, 503);
      assert.equal(answer.headers["x-should-retry"], undefined);
    } finally {
      await gateway.stop();
    }
  });

  // The same bytes go once more only over a connection that was closed before they came.
  test("u46: a request on which a kept connection dies is no other than the rest", async () => {
    let asked = 0;
    const upstream = createServer((request, response) => {
      request.resume().on("end", () => {
        if (++asked === 1) return response.end(answer);
        setTimeout(() => request.socket.destroy(), 1500);
      });
    }).listen(0, "127.0.0.1");
    await once(upstream, "listening");
    const endpoint = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
    const config = `[retry]\nattempts = 1\n[aws]\nendpoint = "${endpoint}"\n`;
    const gateway = await Gateway.start({ config, flags: ["--workers", "1"] });
    try {
      assert.equal((await postJson(url(gateway), hello())).status, 200);
      const broken = await postJson(url(gateway), hello());
      assert.equal(broken.status, 502, broken.body);
      assert.equal(JSON.parse(broken.body).error.code, "upstream_closed");
      assert.equal(asked, 2);
    } finally {
      await gateway.stop();
      upstream.close();
    }
  });

  test("a client that leaves in a pause ends it", async () => {
    const gateway = await Gateway.start({ simulator });
    try {
      await simulator.reset();
      await simulator.fault({ error: { code: "ThrottlingException", retry_after: "20" } });
      const asked = gateway.client({ timeout: 500 }).chat.completions.create(hello());
      await assert.rejects(asked);
      await gateway.prints(/"outcome":"client_closed"/);
      assert.equal((await simulator.requests()).length, 1);
    } finally {
      await gateway.stop();
    }
  });
});
