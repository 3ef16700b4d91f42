// Clients that mean harm, or do it: each is refused by the RFC's rules, and nobody else notices
// (U21, U22, U24, U27). RFC 9112 sections 2.2, 3, 5, 6 and 11.2.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";

import { Gateway, hello } from "./lib/gateway.ts";
import { eventually } from "./lib/process.ts";
import { exchange, Raw, statusOf } from "./lib/raw.ts";
import { postJson, request } from "./lib/request.ts";
import { Simulator } from "./lib/simulator.ts";

const simulator = await Simulator.start();
const gateway = await Gateway.start({
  simulator,
  config: '[server]\nhead_timeout = "1s"\nbody_timeout = "1s"\nmax_body = "1MiB"\nmax_head = "16KiB"\n',
});
after(async () => {
  await gateway.stop(); // rejects when it did not live to see it
  await simulator.stop();
});

const path = "/v1/chat/completions";
const body = JSON.stringify(hello());
const json = "Content-Type: application/json\r\n";
const close = "Connection: close\r\n";
const isAlive = async () => assert.equal((await request(`${gateway.url}/healthz`)).status, 200);

describe("requests that two parsers could understand differently", () => {
  // What follows each of them would be a second request to whoever was deceived.
  const smuggled = `GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n`;
  const heads: [string, string][] = [
    ["two lengths that differ", `Content-Length: ${body.length}\r\nContent-Length: 5\r\n`],
    ["a list of lengths that differ", `Content-Length: ${body.length}, 5\r\n`],
    ["a length and chunks", `Content-Length: 5\r\nTransfer-Encoding: chunked\r\n`],
    ["chunks and a length", `Transfer-Encoding: chunked\r\nContent-Length: 5\r\n`],
    ["chunks twice", `Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n`],
    ["chunks that are not the last coding", `Transfer-Encoding: chunked, gzip\r\n`],
    ["an unknown coding", `Transfer-Encoding: xchunked\r\n`],
    ["chunks behind a vertical tab", `Transfer-Encoding: \x0bchunked\r\n`],
    ["a negative length", `Content-Length: -5\r\n`],
    ["a length with a plus", `Content-Length: +5\r\n`],
    ["a length in hexadecimal", `Content-Length: 0x5\r\n`],
    ["a length with an underscore", `Content-Length: 1_0\r\n`],
    ["a length above 64 bits", `Content-Length: 18446744073709551621\r\n`],
    ["a space before the colon", `Content-Length : 5\r\n`],
    ["a folded field", `X-Folded: a\r\n Content-Length: 5\r\n`],
    ["a field without a name", `: 5\r\n`],
    ["a field without a colon", `Content-Length 5\r\n`],
    ["a NUL in a field", `X-Nul: a\0b\r\n`],
    ["a bare CR in a field", `X-Cr: a\rContent-Length: 5\r\n`],
    ["a bare CR behind a field", `X-Cr: a\r\r\n`],
  ];
  for (const [name, fields] of heads) {
    test(`u27: ${name}`, async () => {
      const answer = await exchange(
        gateway.url,
        `POST ${path} HTTP/1.1\r\nHost: a\r\n${json}${fields}\r\n${body}${smuggled}`,
      );
      assert.ok([400, 501].includes(statusOf(answer)), answer);
      assert.equal(answer.match(/HTTP\/1\.1 /g)!.length, 1, "one answer, and the end");
      assert.match(answer, /connection: close/i);
      assert.match(answer, /"type":"invalid_request_error"/);
    });
  }

  const chunks: [string, string][] = [
    ["a chunk size that is no number", "xyz\r\nabc\r\n0\r\n\r\n"],
    ["a negative chunk size", "-1\r\nabc\r\n0\r\n\r\n"],
    ["a chunk size above 64 bits", "ffffffffffffffffff\r\nabc\r\n0\r\n\r\n"],
    ["a chunk longer than its size", "1\r\nabc\r\n0\r\n\r\n"],
    ["a chunk size ended by a bare LF", "3\nabc\r\n0\r\n\r\n"],
    ["a chunk size with 0x", "0x3\r\nabc\r\n0\r\n\r\n"],
  ];
  for (const [name, bytes] of chunks) {
    test(`u27: ${name}`, async () => {
      const answer = await exchange(
        gateway.url,
        `POST ${path} HTTP/1.1\r\nHost: a\r\n${json}Transfer-Encoding: chunked\r\n\r\n${bytes}${smuggled}`,
      );
      assert.equal(statusOf(answer), 400, answer);
      assert.equal(answer.match(/HTTP\/1\.1 /g)!.length, 1, "one answer, and the end");
    });
  }

  const lines: [string, string][] = [
    ["a request line ended by a bare LF", `GET /healthz HTTP/1.1\nHost: a\n\n`],
    ["an unknown version", `GET /healthz HTTP/2.0\r\nHost: a\r\n\r\n`],
    ["no version", `GET /healthz\r\nHost: a\r\n\r\n`],
    ["spaces in the target", `GET /health z HTTP/1.1\r\nHost: a\r\n\r\n`],
    ["a method that is no token", `G(T /healthz HTTP/1.1\r\nHost: a\r\n\r\n`],
    ["no host", `GET /healthz HTTP/1.1\r\n\r\n`],
    ["two hosts", `GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`],
    ["HTTP/2's preface", `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`],
    ["TLS", `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03`.padEnd(600, "\x01")],
  ];
  for (const [name, bytes] of lines) {
    test(`u27: ${name}`, async () => {
      const answer = await exchange(gateway.url, bytes);
      assert.ok([400, 505, 501].includes(statusOf(answer)), JSON.stringify(answer));
    });
  }

  test("pipelined requests are answered in their order, none of them twice", async () => {
    const get = (path: string, fields = "") => `GET ${path} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;
    const answer = await exchange(
      gateway.url,
      get("/healthz") + get("/nothing") + get("/readyz", close),
    );
    assert.deepEqual(
      [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => match[1]),
      ["200", "404", "200"],
    );
  });
});

describe("requests that are too much", () => {
  test("u22: a head that is too large", async () => {
    const answer = await exchange(
      gateway.url,
      `GET /healthz HTTP/1.1\r\nHost: a\r\nX-Large: ${"x".repeat(20_000)}\r\n\r\n`,
    );
    assert.equal(statusOf(answer), 431);
  });

  test("u22: a head of very many fields", async () => {
    const answer = await exchange(
      gateway.url,
      `GET /healthz HTTP/1.1\r\nHost: a\r\n${"a:\r\n".repeat(4000)}\r\n`,
    );
    assert.equal(statusOf(answer), 431);
  });

  test("u22: an announced length above the limit is refused before the body comes", async () => {
    const answer = await exchange(
      gateway.url,
      `POST ${path} HTTP/1.1\r\nHost: a\r\n${json}Content-Length: 1000000000000\r\n\r\n`,
    );
    assert.equal(statusOf(answer), 413);
    assert.match(answer, /server\.max_body/);
  });

  test("u22: chunks without an end are refused at the limit", async () => {
    const raw = await Raw.open(gateway.url);
    raw.write(`POST ${path} HTTP/1.1\r\nHost: a\r\n${json}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    const timer = setInterval(() => raw.write(chunk), 1);
    const answer = await raw.until((received) => received.includes("\r\n\r\n"));
    clearInterval(timer);
    raw.close();
    assert.equal(statusOf(answer), 413);
  });

  test("u22: chunk extensions without an end are refused", async () => {
    const raw = await Raw.open(gateway.url);
    raw.write(
      `POST ${path} HTTP/1.1\r\nHost: a\r\n${json}Transfer-Encoding: chunked\r\n\r\n1;${"e".repeat(100_000)}`,
    );
    const answer = await raw.until((received) => received.includes("\r\n\r\n"));
    raw.close();
    assert.equal(statusOf(answer), 400);
  });

  test("u22: trailers without an end are refused", async () => {
    const raw = await Raw.open(gateway.url);
    raw.write(`POST ${path} HTTP/1.1\r\nHost: a\r\n${json}Transfer-Encoding: chunked\r\n\r\n0\r\n`);
    const timer = setInterval(() => raw.write(`X-Trailer: ${"t".repeat(10_000)}\r\n`), 1);
    const answer = await raw.until((received) => received.includes("\r\n\r\n"));
    clearInterval(timer);
    raw.close();
    assert.ok([400, 431].includes(statusOf(answer)), answer);
  });

  const deep = (open: string, close: string, depth: number) =>
    open.repeat(depth) + close.repeat(depth);
  for (const [name, text] of [
    ["arrays", deep("[", "]", 100_000)],
    ["objects", deep('{"a":', "}", 100_000).replace(/:}/, ":1}")],
    ["brackets that are never closed", "[".repeat(500_000)],
  ] as const) {
    test(`u22: ${name} nested without measure`, async () => {
      const inside = `{"model":"m","messages":[{"role":"user","content":"a"}],"metadata":${text}}`;
      for (const sent of [text, inside]) {
        const answer = await postJson(`${gateway.url}${path}`, sent);
        assert.equal(answer.status, 400, answer.body.slice(0, 200));
      }
    });
  }

  test("u21: bodies that are no JSON have OpenAI's error", async () => {
    for (const sent of ["", "null", "[]", '"text"', "{", '{"model":', "\xff\xfe", "\0", "{}{}"]) {
      const answer = await postJson(`${gateway.url}${path}`, sent);
      assert.equal(answer.status, 400, sent);
      assert.equal(JSON.parse(answer.body).error.type, "invalid_request_error");
    }
  });
});

describe("requests that take their time", () => {
  test("u22: a head that never ends is cut by its timeout (slowloris)", async () => {
    const raws = await Promise.all(Array.from({ length: 50 }, () => Raw.open(gateway.url)));
    for (const raw of raws) raw.write("GET /healthz HTTP/1.1\r\nHost: a\r\n");
    const timer = setInterval(() => raws.forEach((raw) => raw.write("X-More: 1\r\n")), 200);
    await isAlive();
    const answers = await Promise.all(raws.map((raw) => raw.end()));
    clearInterval(timer);
    for (const answer of answers) assert.equal(statusOf(answer), 408);
  });

  test("u22: a body that stops is cut by its timeout", async () => {
    const answer = await exchange(
      gateway.url,
      `POST ${path} HTTP/1.1\r\nHost: a\r\n${json}Content-Length: 1000\r\n\r\n{`,
    );
    assert.equal(statusOf(answer), 408);
  });

  const slowly: [string, string, string][] = [
    ["of a known length", "Content-Length: 1000", " "],
    ["in chunks", "Transfer-Encoding: chunked", "1\r\n \r\n"],
    ["in a chunk's extension", "Transfer-Encoding: chunked\r\n\r\n1", ";e"],
  ];
  for (const [name, framing, piece] of slowly) {
    test(`u22: a body ${name} that comes byte by byte is cut by its timeout (slowloris)`, async () => {
      const raw = await Raw.open(gateway.url);
      raw.write(`POST ${path} HTTP/1.1\r\nHost: a\r\n${json}${framing}`);
      if (!framing.endsWith("1")) raw.write("\r\n\r\n");
      const timer = setInterval(() => raw.write(piece), 100);
      const answer = await raw.until((received) => received.includes("\r\n\r\n"));
      clearInterval(timer);
      raw.close();
      assert.equal(statusOf(answer), 408, answer);
    });
  }

  test("u22: a body that comes at a fair pace is waited for, however long it takes", async () => {
    const sent = body + " ".repeat(500_000);
    const raw = await Raw.open(gateway.url);
    raw.write(`POST ${path} HTTP/1.1\r\nHost: a\r\n${json}${close}Content-Length: ${sent.length}\r\n\r\n`);
    for (let at = 0; at < sent.length; at += 20_000) {
      raw.write(sent.slice(at, at + 20_000));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.equal(statusOf(await raw.end()), 200);
    raw.close();
  });

  test("u22: thousands of connections that say nothing cost little and are let go", async () => {
    const before = residentKiB(gateway.pid);
    const raws = await Promise.all(Array.from({ length: 1000 }, () => Raw.open(gateway.url)));
    await isAlive();
    assert.ok(residentKiB(gateway.pid) - before < 50 * 1024);
    for (const raw of raws) raw.close();
    await eventually("closed descriptors", async () => descriptors(gateway.pid) < 200);
  });
});

describe("authorization that makes no sense (U27)", () => {
  for (const value of ["Bearer", "Bearer ", "Basic", "", ",", "Bearer a b c", "\xff\xfe", "Bearer \t"]) {
    test(JSON.stringify(value), async () => {
      const answer = await exchange(
        gateway.url,
        `POST ${path} HTTP/1.1\r\nHost: a\r\n${json}${close}Authorization: ${value}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      assert.ok([200, 400, 401].includes(statusOf(answer)), answer);
    });
  }
});

// Health is asked for without a key: nothing else is to be had by looking like it.
describe("neither a path nor a host leads past the keys", () => {
  let guarded: Gateway;
  before(async () => {
    guarded = await Gateway.start({ simulator, config: 'auth.keys = ["secret-key"]' });
  });
  after(() => guarded.stop());

  const targets = [
    path,
    `/healthz/..${path}`,
    `/healthz/%2e%2e${path}`,
    `/healthz%2f..${path}`,
    `/readyz/.${path}`,
    `/${path}`,
    `${path}/`,
    `${path}/../../../healthz`,
    `${path};/healthz`,
    `${path}?/healthz`,
    `${path}#/healthz`,
    `http://a${path}`,
    `http://healthz${path}`,
    `http://a/healthz/..${path}`,
    `/openai${path}`,
  ];
  for (const target of targets) {
    test(`u27: ${target}`, async () => {
      for (const host of ["a", "healthz", "127.0.0.1/healthz", "a\r\nX-Original-URL: /healthz"]) {
        const asked = (await simulator.requests()).length;
        const answer = await exchange(
          guarded.url,
          `POST ${target} HTTP/1.1\r\nHost: ${host}\r\n${json}${close}Content-Length: ${body.length}\r\n\r\n${body}`,
        );
        assert.ok([400, 401, 404].includes(statusOf(answer)), answer);
        assert.equal((await simulator.requests()).length, asked);
      }
    });
  }
});

test("and it lives", isAlive);

function residentKiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]);
}

function descriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
