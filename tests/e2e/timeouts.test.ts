// Silence: what keeps a waiting client's connection alive, and what ends the wait (U7).
import assert from "node:assert/strict";
import { createServer, type AddressInfo } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { claude, Gateway, hello, textOf } from "./lib/gateway.ts";
import { eventually } from "./lib/process.ts";
import { postJson } from "./lib/request.ts";
import { echo, type Fault, Simulator } from "./lib/simulator.ts";

const simulator = await Simulator.start();
after(() => simulator.stop());
beforeEach(() => simulator.reset());

const url = (gateway: Gateway) => `${gateway.url}/v1/chat/completions`;
const streamed = { ...hello(), stream: true };
const ping = ": ping\n\n";
// What a client makes of a stream that it was sent, without the comments.
const events = (body: string) => body.split("\n\n").filter((each) => each.startsWith("data: "));

describe("a stream that is silent", () => {
  let gateway: Gateway;
  const pinging = "[server]\nping_interval = '200ms'\n";
  before(async () => {
    gateway = await Gateway.start({ simulator, config: pinging });
  });
  after(() => gateway.stop());

  const silences: [string, Fault][] = [
    ["before the head of the answer", { delay_ms: { head: 1000 } }],
    ["before the first token", { delay_ms: { first_event: 1000 } }],
    ["between two tokens", { answer: { deltas: 3 }, delay_ms: { events: 500 } }],
  ];
  for (const [when, fault] of silences) {
    test(`u7b: ${when} has comments`, async () => {
      await simulator.fault(fault);
      const answer = await postJson(url(gateway), streamed);
      assert.equal(answer.status, 200);
      assert.ok(answer.body.split(ping).length >= 3, answer.body);
      assert.ok(answer.body.endsWith("data: [DONE]\n\n"));
      const alone = answer.body.replaceAll(ping, "");
      assert.equal(alone, events(alone).map((event) => `${event}\n\n`).join(""));
    });

    test(`u7b: ${when} does not disturb the official client`, async () => {
      await simulator.fault(fault);
      const stream = await gateway.client().chat.completions.create({ ...hello(), stream: true });
      assert.equal(await textOf(stream), echo(claude, "Hello!"));
    });
  }

  test("u7b: with several choices, too", async () => {
    await simulator.fault({ delay_ms: { first_event: 1000 } });
    const answer = await postJson(url(gateway), { ...streamed, n: 2 });
    assert.ok(answer.body.startsWith(ping), answer.body);
    assert.match(answer.body, /"index":0/);
    assert.match(answer.body, /"index":1/);
    assert.ok(answer.body.endsWith("data: [DONE]\n\n"));
  });

  test("u7b: a model that does not stream with tools, too", async () => {
    await simulator.fault({ delay_ms: { head: 1000 } });
    const tools = [{ type: "function", function: { name: "f", parameters: { type: "object" } } }];
    const llama = "meta.llama3-1-70b-instruct-v1:0";
    const answer = await postJson(url(gateway), { ...hello(llama), stream: true, tools });
    assert.ok(answer.body.startsWith(ping), answer.body);
    assert.ok(answer.body.endsWith("data: [DONE]\n\n"));
  });

  test("u7b: nothing is sent before the interval has passed", async () => {
    const answer = await postJson(url(gateway), streamed);
    assert.ok(!answer.body.includes(ping));
    assert.match(String(answer.headers["x-gateway-overhead-us"]), /^\d+$/);
  });

  test("an answer that is no stream gets none", async () => {
    await simulator.fault({ delay_ms: { head: 1000 } });
    const answer = await postJson(url(gateway), hello());
    assert.equal(JSON.parse(answer.body).object, "chat.completion");
  });

  test("u7d: an error at once has its status", async () => {
    await simulator.fault({ error: { code: "ValidationException" } });
    const answer = await postJson(url(gateway), streamed);
    assert.equal(answer.status, 400);
    assert.equal(JSON.parse(answer.body).error.type, "invalid_request_error");
  });

  test("u7d: an error behind comments is an event, and the end", async () => {
    await simulator.fault({ delay_ms: { head: 800 }, error: { code: "ValidationException" } });
    const answer = await postJson(url(gateway), streamed);
    assert.equal(answer.status, 200);
    assert.equal(events(answer.body).length, 1);
    assert.match(events(answer.body)[0]!, /"type":"invalid_request_error"/);
    const client = gateway.client();
    const reading = async () => textOf(await client.chat.completions.create({ ...hello(), stream: true }));
    await assert.rejects(reading, /simulated/);
    await gateway.prints(/"status":200,"outcome":"upstream_error"/);
  });

  test("u7b: comments are no answer: what failed after them is asked again", async () => {
    const error = { code: "ServiceUnavailableException" };
    await simulator.fault({ times: 1, delay_ms: { head: 800 }, error });
    const answer = await postJson(url(gateway), streamed);
    assert.ok(answer.body.startsWith(ping));
    assert.ok(answer.body.endsWith("data: [DONE]\n\n"), answer.body);
    assert.equal((await simulator.requests()).length, 2);
  });

  test("u6: a client that leaves between comments ends its request", async () => {
    await simulator.fault({ delay_ms: { head: 60_000 } });
    const stream = await gateway.client().chat.completions.create({ ...hello(), stream: true });
    await delay(500); // there is a stream: a comment has begun it
    stream.controller.abort();
    await gateway.prints(/"outcome":"client_closed"/);
  });
});

describe("the log", () => {
  const lines = (gateway: Gateway) =>
    gateway.output.split("\n").filter((line) => line.includes('"outcome":"'));

  test("u6: counts the tokens of a whole answer, and estimates those of a broken one", async () => {
    const gateway = await Gateway.start({ simulator });
    try {
      await simulator.fault({ times: 1, answer: { input_tokens: 7, output_tokens: 11 } });
      await postJson(url(gateway), streamed);
      await simulator.fault({ exception: { code: "throttlingException", after_deltas: 4 } });
      await postJson(url(gateway), streamed);
      await simulator.reset();
      await simulator.fault({ delay_ms: { events: 200 } });
      const stream = await gateway.client().chat.completions.create({ ...hello(), stream: true });
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content === " the") break;
      await eventually("three lines", async () => lines(gateway).length === 3);
      const [whole, broken, left] = lines(gateway).map((line) => JSON.parse(line));
      assert.equal(whole.attempts, 1);
      assert.deepEqual([whole.input_tokens, whole.output_tokens], [7, 11]);
      assert.equal(broken.outcome, "upstream_error");
      assert.equal(broken.output_tokens_estimated, Math.ceil("This is the Bedrock".length / 4));
      assert.equal(left.outcome, "client_closed");
      assert.equal(left.attempts, 1);
      assert.ok(left.output_tokens_estimated >= 3);
    } finally {
      await gateway.stop();
    }
  });
});

describe("what takes too long", () => {
  const slow: [string, Fault][] = [
    ["first_byte_timeout", { delay_ms: { head: 60_000 } }],
    ["first_content_timeout", { delay_ms: { events: 60_000 } }],
    ["idle_timeout", { delay_ms: { events: 60_000 } }],
    ["total_timeout", { delay_ms: { head: 60_000 } }],
  ];
  for (const [setting, fault] of slow) {
    test(`u7e: upstream.${setting} is a 504`, async () => {
      const config = `[retry]\nattempts = 1\n[upstream]\n${setting} = "300ms"\n`;
      const gateway = await Gateway.start({ simulator, config });
      try {
        await simulator.fault(fault);
        const answer = await postJson(url(gateway), streamed);
        assert.equal(answer.status, 504, answer.body);
        const { error } = JSON.parse(answer.body);
        assert.equal(error.type, "server_error");
        assert.equal(error.code, "upstream_timeout");
      } finally {
        await gateway.stop();
      }
    });
  }

  for (const setting of ["first_byte_timeout", "total_timeout"]) {
    test(`u7e: upstream.${setting} of a large request that is not taken is a 504`, async () => {
      const config = `[retry]\nattempts = 2\n[upstream]\n${setting} = "300ms"\n`;
      const gateway = await Gateway.start({ simulator, config });
      try {
        await simulator.fault({ delay_ms: { body: 60_000 } });
        const messages = [{ role: "user", content: "a".repeat(16_000_000) }];
        const answer = await postJson(url(gateway), { ...hello(), messages });
        assert.equal(answer.status, 504, answer.body);
        assert.equal(JSON.parse(answer.body).error.code, "upstream_timeout");
        const attempts = setting === "first_byte_timeout" ? "2" : "1";
        assert.equal(answer.headers["x-gateway-attempts"], attempts);
      } finally {
        await gateway.stop();
      }
    });
  }

  for (const setting of ["idle_timeout", "total_timeout"]) {
    test(`u7c: upstream.${setting} in the middle of a stream is an error event`, async () => {
      const config = `[upstream]\n${setting} = "1s"\n`;
      const gateway = await Gateway.start({ simulator, config });
      try {
        await simulator.fault({ hold: true });
        const asked = postJson(url(gateway), streamed);
        await eventually("the request", async () => (await simulator.requests()).length > 0);
        for (let frames = 0; frames < 3; ++frames) {
          await delay(100);
          await simulator.release();
        }
        const answer = await asked;
        assert.match(answer.body, /"content":"This"/);
        assert.match(answer.body, /"code":"upstream_timeout"/);
        assert.doesNotMatch(answer.body, /\[DONE\]|"finish_reason":"/);
        assert.equal((await simulator.requests()).length, 1);
        await gateway.prints(/"attempts":1/);
      } finally {
        await gateway.stop();
      }
    });
  }

  test("u7e: upstream.connect_timeout is a 504", async () => {
    const mute = createServer(() => undefined).listen(0, "127.0.0.1"); // TLS gets no answer
    await new Promise((resolve) => mute.once("listening", resolve));
    const { port } = mute.address() as AddressInfo;
    const config = `[retry]\nattempts = 1\n[aws]\nendpoint = "https://127.0.0.1:${port}"\n[upstream]\nconnect_timeout = "300ms"\n`;
    const gateway = await Gateway.start({ config });
    try {
      const answer = await postJson(url(gateway), hello());
      assert.equal(answer.status, 504, answer.body);
    } finally {
      await gateway.stop();
      mute.close();
    }
  });

  test("u7a: a timeout of one attempt is followed by another, within the total", async () => {
    const config = `[upstream]\nfirst_byte_timeout = "300ms"\ntotal_timeout = "20s"\n`;
    const gateway = await Gateway.start({ simulator, config });
    try {
      await simulator.fault({ times: 1, delay_ms: { head: 60_000 } });
      const answer = await postJson(url(gateway), hello());
      assert.equal(answer.status, 200, answer.body);
      assert.equal(answer.headers["x-gateway-attempts"], "2");
    } finally {
      await gateway.stop();
    }
  });
});
