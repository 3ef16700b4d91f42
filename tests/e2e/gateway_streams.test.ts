// Clients that leave, clients that are many, clients that are slow, over plain and TLS upstreams.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";

import { Certificate } from "./lib/certificate.ts";
import { ambientCredentials, claude, Gateway, hello, textOf } from "./lib/gateway.ts";
import { eventually } from "./lib/process.ts";
import { Raw } from "./lib/raw.ts";
import { echo, Simulator } from "./lib/simulator.ts";

const certificate = new Certificate();
after(() => certificate.remove());

for (const transport of ["plain", "TLS"]) {
  describe(`over a ${transport} upstream`, () => {
    let simulator: Simulator;
    let gateway: Gateway;

    before(async () => {
      if (transport === "TLS") {
        simulator = await Simulator.startTls(certificate);
        const environment = { ...ambientCredentials, AWS_CA_BUNDLE: certificate.certificate };
        gateway = await Gateway.start({ simulator, environment });
      } else {
        simulator = await Simulator.start();
        gateway = await Gateway.start({ simulator });
      }
    });
    after(async () => {
      await gateway.stop();
      await simulator.stop();
    });
    beforeEach(() => simulator.reset());

    // Waits until Bedrock has `count` requests of which it sees that nobody wants the answer.
    const aborted = (count: number) =>
      eventually(`${count} aborted requests`, async () => {
        const stats = await simulator.stats();
        return stats.aborted === count && stats.active === 0;
      });
    const underWay = () =>
      eventually("a request", async () => (await simulator.stats()).active === 1);

    test("a client that leaves takes its upstream request with it", async () => {
      let count = (await simulator.stats()).aborted;
      for (const stream of [false, true]) {
        await simulator.fault({ delay_ms: { head: 600_000 } });
        const controller = new AbortController();
        const { signal } = controller;
        const asked = gateway.client().chat.completions.create({ ...hello(), stream }, { signal });
        await underWay();
        controller.abort();
        await assert.rejects(asked);
        await aborted(++count);
      }
      for (const delay_ms of [{ first_event: 600_000 }, { events: 600_000 }]) {
        await simulator.fault({ delay_ms });
        const controller = new AbortController();
        const { signal } = controller;
        const asked = gateway
          .client()
          .chat.completions.create({ ...hello(), stream: true }, { signal });
        await underWay();
        controller.abort();
        await asked.catch(() => undefined);
        await aborted(++count);
      }
    });

    test("a client that leaves in the middle of the deltas", async () => {
      const count = (await simulator.stats()).aborted;
      await simulator.fault({ answer: { text: "word ", repeat: 10_000 }, delay_ms: { events: 5 } });
      const stream = await gateway.client().chat.completions.create({ ...hello(), stream: true });
      let seen = 0;
      for await (const _ of stream) if (++seen === 5) break;
      await aborted(count + 1);
      await gateway.client().chat.completions.create(hello());
    });

    test("u6: a client that has sent much more behind its request, and leaves", async () => {
      const count = (await simulator.stats()).aborted;
      await simulator.fault({ times: 1, delay_ms: { head: 60_000 } });
      const { port } = new URL(gateway.url);
      const socket = connect(Number(port), "127.0.0.1");
      const body = JSON.stringify(hello());
      const request =
        `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n` +
        `content-length: ${body.length}\r\n\r\n${body}`;
      socket.write(request);
      await underWay();
      socket.write(request.repeat(200));
      setTimeout(() => socket.destroy(), 50);
      await aborted(count + 1);
    });

    test("a client that takes nothing holds its own upstream back, and nobody else's", async () => {
      const count = (await simulator.stats()).aborted;
      await simulator.fault({
        times: 1,
        answer: { text: "x".repeat(1000), repeat: 30_000, deltas: 3000 },
      });
      const { port } = new URL(gateway.url);
      const socket = connect(Number(port), "127.0.0.1");
      const body = JSON.stringify({ ...hello(), stream: true });
      socket.write(
        `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n` +
          `content-length: ${body.length}\r\n\r\n${body}`,
      );
      await underWay();
      await gateway.client().chat.completions.create(hello());
      assert.equal((await simulator.stats()).active, 1);
      socket.destroy();
      await aborted(count + 1);
    });

    test("200 streams at once, each its own", async () => {
      await simulator.fault({ delay_ms: { events: 3 } });
      const client = gateway.client();
      const ask = async (i: number) => {
        const content = `I am number ${i}, ${"and so on ".repeat(i % 7)}`.trim();
        const messages = [{ role: "user" as const, content }];
        const stream = await client.chat.completions.create({
          model: claude,
          messages,
          stream: true,
        });
        assert.equal(await textOf(stream), echo(claude, content));
      };
      await Promise.all(Array.from({ length: 200 }, (_, i) => ask(i)));
    });

    test("whole answers, one after the other", async () => {
      for (let i = 0; i < 20; ++i) {
        const answer = await gateway.client().chat.completions.create(hello());
        assert.equal(answer.choices[0]!.message.content, echo(claude, "Hello!"));
      }
    });
  });
}

test("u6: a client that leaves within a whole answer takes it along", async () => {
  let left: () => void;
  const gone = new Promise<void>((resolve) => (left = resolve));
  let begin: () => void;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const upstream = createServer((asked, answer) => {
    asked.resume();
    answer.writeHead(200, { "content-type": "application/json", "content-length": 1000 });
    answer.write('{"output":', () => begin());
    answer.on("close", () => left());
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const { port } = upstream.address() as AddressInfo;
  const gateway = await Gateway.start({ config: `aws.endpoint = "http://127.0.0.1:${port}"` });
  try {
    const controller = new AbortController();
    const { signal } = controller;
    const asked = gateway.client().chat.completions.create(hello(), { signal });
    await begun;
    controller.abort();
    await assert.rejects(asked);
    await gone;
    await gateway.prints(/"client_closed"/);
  } finally {
    await gateway.stop();
    upstream.close();
  }
});

test("u16: each event of a stream leaves when it has come, and nothing holds it up", async () => {
  const simulator = await Simulator.start();
  const gateway = await Gateway.start({ simulator });
  const raw = await Raw.open(gateway.url);
  try {
    await simulator.fault({ hold: true, answer: { text: "one two three " } });
    const body = JSON.stringify({ ...hello(), stream: true });
    raw.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\naccept-encoding: gzip, br\r\n` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await eventually("a request", async () => (await simulator.stats()).active === 1);
    await simulator.release(); // messageStart
    for (const word of ["one", "two", "three"]) {
      assert.ok(!raw.received.includes(word));
      await simulator.release();
      await raw.until((received) => received.includes(word));
    }
    const [head] = raw.received.toLowerCase().split("\r\n\r\n");
    assert.match(head!, /\r\ntransfer-encoding: chunked/);
    assert.match(head!, /\r\ncache-control: no-cache/);
    assert.match(head!, /\r\nx-accel-buffering: no/);
    assert.doesNotMatch(head!, /content-length|content-encoding/);
  } finally {
    raw.close();
    await gateway.stop();
    await simulator.stop();
  }
});

test("an upstream whose certificate nobody has vouched for is not spoken to", async () => {
  const simulator = await Simulator.startTls(certificate);
  const gateway = await Gateway.start({ simulator });
  try {
    await assert.rejects(gateway.client().chat.completions.create(hello()), {
      status: 502,
      code: "upstream_tls",
    });
    assert.deepEqual(await simulator.requests(), []);
  } finally {
    await gateway.stop();
    await simulator.stop();
  }
});
