// More than there is room for: refused in time and in words, so that what was admitted goes well
// (U8, U16, U22, U24).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { after, beforeEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { claude, Gateway, hello } from "./lib/gateway.ts";
import { eventually, keepsMemory } from "./lib/process.ts";
import { exchange, Raw, statusOf } from "./lib/raw.ts";
import { postJson, request, type Answer } from "./lib/request.ts";
import { Simulator } from "./lib/simulator.ts";

const simulator = await Simulator.start();
after(() => simulator.stop());
beforeEach(() => simulator.reset());

const path = "/v1/chat/completions";
const url = (gateway: Gateway) => `${gateway.url}${path}`;
const nova = "amazon.nova-lite-v1:0";
const json = "Content-Type: application/json\r\n";

async function withGateway(config: string, run: (gateway: Gateway) => Promise<void>) {
  const gateway = await Gateway.start({ simulator, config });
  try {
    await run(gateway);
  } finally {
    await gateway.stop();
  }
}

const isHealthy = async (gateway: Gateway) => {
  assert.equal((await request(`${gateway.url}/healthz`)).status, 200);
  assert.equal((await request(`${gateway.url}/readyz`)).status, 200);
};

const statusOfNothing = (gateway: Gateway, agent: Agent): Promise<number> =>
  new Promise((resolve, reject) => {
    get(`${gateway.url}/nothing`, { agent }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode!));
    }).on("error", reject);
  });

// A request that gets no answer until its client leaves.
async function hang(gateway: Gateway, model = claude, stream = false): Promise<Raw> {
  const body = JSON.stringify({ ...hello(model), stream });
  const raw = await Raw.open(gateway.url);
  raw.write(`POST ${path} HTTP/1.1\r\nHost: a\r\n${json}Content-Length: ${body.length}\r\n\r\n${body}`);
  return raw;
}

const underWay = (count: number) =>
  eventually(`${count} requests upstream`, async () => (await simulator.requests()).length === count);

function isRefused(answer: Answer, status: number, code: string) {
  assert.equal(answer.status, status, answer.body);
  const { error } = JSON.parse(answer.body);
  assert.equal(error.code, code);
  assert.match(String(answer.headers["retry-after"]), /^\d+$/);
  assert.equal(answer.headers["x-should-retry"], undefined);
}

describe("more requests than server.max_requests", () => {
  test("u22: are refused before their body is read, and health is not", () =>
    withGateway("[server]\nmax_requests = 2", async (gateway) => {
      await simulator.fault({ delay_ms: { head: 60_000 } });
      const hanging = [await hang(gateway), await hang(gateway, claude, true)];
      await underWay(2);
      const refused = await request(url(gateway), {
        method: "POST",
        headers: { "content-type": "application/json", "content-length": "1000000" },
        body: "{",
        unfinished: true,
      });
      isRefused(refused, 503, "server_is_overloaded");
      assert.equal(JSON.parse(refused.body).error.type, "server_error");
      await isHealthy(gateway);
      await simulator.reset();
      hanging[0]!.close(); // who leaves makes room
      await eventually("room", async () => (await postJson(url(gateway), hello())).status === 200);
      hanging[1]!.close();
    }));

  test("the official client comes again, when it is told to", () =>
    withGateway("[server]\nmax_requests = 1", async (gateway) => {
      await simulator.fault({ times: 1, delay_ms: { head: 500 } });
      const first = postJson(url(gateway), hello());
      await underWay(1);
      const client = gateway.client({ maxRetries: 3 });
      const second = await client.chat.completions.create(hello());
      assert.equal(second.object, "chat.completion");
      assert.equal((await first).status, 200);
    }));
});

describe("more requests than upstream.max_requests", () => {
  const config = "[upstream]\nmax_requests = 2";

  test("u8d: are refused with 429, for this model in this region", () =>
    withGateway(config, async (gateway) => {
      await simulator.fault({ model: claude, delay_ms: { head: 60_000 } });
      const hanging = [await hang(gateway), await hang(gateway, claude, true)];
      await underWay(2);
      for (const stream of [false, true]) {
        const refused = await postJson(url(gateway), { ...hello(), stream });
        isRefused(refused, 429, "upstream_busy");
        assert.equal(JSON.parse(refused.body).error.type, "rate_limit_error");
        assert.match(refused.body, /upstream\.max_requests/);
        assert.equal((await postJson(url(gateway), { ...hello(nova), stream })).status, 200);
      }
      assert.equal((await simulator.requests()).filter((seen) => seen.target.includes("claude")).length, 2);
      await simulator.reset();
      const elsewhere = await postJson(url(gateway), hello(), { "x-aws-region": "eu-west-1" });
      assert.equal(elsewhere.status, 200, elsewhere.body);
      isRefused(await postJson(url(gateway), hello()), 429, "upstream_busy");
      await isHealthy(gateway);
      for (const raw of hanging) raw.close();
      await eventually("room", async () => (await postJson(url(gateway), hello())).status === 200);
    }));

  test("u24: 200 that hang leave 200 others alone", () =>
    withGateway("[upstream]\nmax_requests = 200\n[server]\nmax_requests = 300", async (gateway) => {
      await simulator.fault({ model: claude, delay_ms: { head: 60_000 } });
      const hanging = await Promise.all(
        Array.from({ length: 200 }, (_, i) => hang(gateway, claude, i % 2 === 0)),
      );
      await underWay(200);
      for (let round = 0; round < 4; ++round) {
        const others = Array.from({ length: 50 }, () => postJson(url(gateway), hello(nova)));
        for (const answer of await Promise.all(others)) assert.equal(answer.status, 200);
        await isHealthy(gateway);
        isRefused(await postJson(url(gateway), hello()), 429, "upstream_busy");
      }
      for (const raw of hanging) raw.close();
    }));
});

describe("more connections than server.max_connections", () => {
  test("u22: are told so, and may ask for health", () =>
    withGateway("[server]\nmax_connections = 3", async (gateway) => {
      const idle = await Promise.all([1, 2, 3].map(() => Raw.open(gateway.url)));
      for (const raw of idle) raw.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
      for (const raw of idle) await raw.until((received) => received.includes("ok"));
      const refused = await postJson(url(gateway), hello());
      isRefused(refused, 503, "server_is_overloaded");
      assert.equal(refused.headers.connection, "close");
      const kept = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
      const health = await exchange(gateway.url, kept + kept);
      assert.equal(statusOf(health), 200);
      assert.equal(health.match(/HTTP\/1\.1 /g)!.length, 1, "one answer, and the end");
      idle[0]!.close();
      await eventually("room", async () => (await postJson(url(gateway), hello())).status === 200);
      for (const raw of idle) raw.close();
    }));

  test("u22: those far above it are closed, and all leave room again", () =>
    withGateway("[server]\nmax_connections = 3", async (gateway) => {
      const raws = await Promise.all(Array.from({ length: 60 }, () => Raw.open(gateway.url)));
      await eventually("an end of most", async () => raws.filter((raw) => raw.ended).length >= 60 - 3);
      for (const raw of raws) raw.close();
      await eventually("room", async () => (await postJson(url(gateway), hello())).status === 200);
    }));
});

describe("more bodies than server.max_body_memory", () => {
  const large = 400 * 1024;
  const begin = async (gateway: Gateway, framing: string) => {
    const raw = await Raw.open(gateway.url);
    raw.write(`POST ${path} HTTP/1.1\r\nHost: a\r\n${json}${framing}\r\n\r\n`);
    return raw;
  };

  for (const framing of [`Content-Length: ${10 * large}`, "Transfer-Encoding: chunked"]) {
    test(`u22: are refused as they arrive (${framing})`, () =>
      withGateway("[server]\nmax_body_memory = '500KiB'", async (gateway) => {
        const chunk = framing.startsWith("T") ? `${large.toString(16)}\r\n` : "";
        const piece = `${chunk}${" ".repeat(large)}`;
        const first = await begin(gateway, framing);
        first.write(piece);
        await delay(300);
        const second = await begin(gateway, framing);
        second.write(piece);
        const answer = await second.until((received) => received.includes("\r\n\r\n{"));
        assert.equal(statusOf(answer), 503, answer);
        assert.match(answer, /server_is_overloaded/);
        assert.match(answer, /retry-after: \d/);
        assert.equal((await postJson(url(gateway), hello())).status, 200, "small ones have room");
        first.close();
        second.close();
        const filled = { ...hello(), metadata: { filler: "x".repeat(100) } };
        const sent = JSON.stringify(filled) + " ".repeat(large);
        await eventually("room", async () => (await postJson(url(gateway), sent)).status === 200);
      }));
  }
});

describe("more answers than server.max_body_memory", () => {
  // Without comments: they would begin the streams of a machine that is slow.
  const config = "[server]\nmax_body_memory = '20MiB'\nping_interval = '0s'";
  const large = { text: "0123456789".repeat(100), repeat: 12_000, deltas: 1 };
  const sum = (parts: string[]) => parts.reduce((bytes, part) => bytes + part.length, 0);
  // One that is held, since its client does not take it.
  async function hold(gateway: Gateway, stream: boolean): Promise<Raw> {
    await simulator.fault({ model: claude, answer: large });
    const { completed } = await simulator.stats();
    const slow = await hang(gateway, claude, stream);
    slow.socket.pause();
    await eventually("an answer", async () => (await simulator.stats()).completed > completed);
    return slow;
  }
  const noneLeft = () =>
    eventually("an end of all", async () => (await simulator.stats()).active === 0);

  for (const stream of [false, true]) {
    test(`u22: are refused, and those that have room are whole (${stream ? "streamed" : "whole"})`, () =>
      withGateway(config, async (gateway) => {
        const slow = await hold(gateway, stream);
        const more = Array.from({ length: 8 }, () => postJson(url(gateway), { ...hello(), stream }));
        for (const answer of await Promise.all(more)) isRefused(answer, 503, "server_is_overloaded");
        assert.equal((await postJson(url(gateway), { ...hello(nova), stream })).status, 200);
        await isHealthy(gateway);
        await noneLeft();
        slow.socket.resume();
        const end = stream ? "data: [DONE]" : "total_tokens";
        const received = await slow.until((all) => all.length > 12_000_000 && all.includes(end));
        assert.ok(sum(received.match(/(0123456789)+/g)!) >= 12_000_000);
        slow.close();
        await eventually("room", async () => {
          const answer = await postJson(url(gateway), { ...hello(), stream });
          return answer.status === 200 && answer.body.length > 12_000_000;
        });
      }));
  }

  test("u22: of one request, when it asks for several", () =>
    withGateway(config, async (gateway) => {
      await simulator.fault({ model: claude, answer: large });
      isRefused(await postJson(url(gateway), { ...hello(), n: 2 }), 503, "server_is_overloaded");
      await noneLeft();
      assert.equal((await postJson(url(gateway), hello())).status, 200);
    }));

  test("u22: end the stream that would hold more, with an error", () =>
    withGateway(config, async (gateway) => {
      const slow = await hold(gateway, false);
      const content = [{ text: "Hi" }, { text: "x".repeat(9_000_000) }];
      await simulator.fault({ answer: { content }, delay_ms: { events: 100 } });
      const answer = await postJson(url(gateway), { ...hello(), stream: true });
      assert.equal(answer.status, 200);
      assert.match(answer.body, /"content":"Hi"/);
      assert.match(answer.body, /"code":"server_is_overloaded"/);
      assert.doesNotMatch(answer.body, /\[DONE\]|"finish_reason":"/);
      await gateway.prints(/"outcome":"gateway_error"/);
      await noneLeft();
      slow.close();
      const whole = async () => (await postJson(url(gateway), { ...hello(), stream: true })).body;
      await eventually("room", async () => (await whole()).includes("[DONE]"));
    }));
});

test("u16: a client that reads slowly holds back its own upstream only, in little memory", () =>
  withGateway("", async (gateway) => {
    const text = "0123456789".repeat(100);
    await simulator.fault({ model: claude, answer: { text, repeat: 20_000, deltas: 20_000 } });
    const before = residentKiB(gateway.pid);
    const slow = await hang(gateway, claude, true);
    slow.socket.pause();
    await underWay(1);
    for (let round = 0; round < 20; ++round) {
      assert.equal((await postJson(url(gateway), hello(nova))).status, 200);
      await delay(50);
    }
    const piledUp = residentKiB(gateway.pid) - before;
    assert.ok(keepsMemory || piledUp < 10 * 1024, `${piledUp} KiB of the stream are here`);
    slow.socket.resume();
    const received = await slow.until((all) => all.includes("data: [DONE]"));
    assert.ok(received.length > 20_000_000, `${received.length} bytes`);
    slow.close();
  }));

function residentKiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]);
}

test("u41: a log that nobody reads holds nobody up, and what was lost of it is counted", () =>
  withGateway("", async (gateway) => {
    gateway.listen(false);
    const agent = new Agent({ keepAlive: true });
    for (let i = 0; i < 3000; ++i) assert.equal(await statusOfNothing(gateway, agent), 404);
    agent.destroy();
    gateway.listen(true);
    await gateway.prints(/[1-9]\d* lines of this log were lost since the start/);
  }));
