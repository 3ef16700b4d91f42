// Restarts: what the clients of a gateway see of them.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import http from "node:http";
import { connect } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";

import { ambientCredentials, claude, Gateway, hello } from "./lib/gateway.ts";
import { eventually, programPath, root } from "./lib/process.ts";
import { Raw } from "./lib/raw.ts";
import { postJson, request } from "./lib/request.ts";
import { echo, Simulator } from "./lib/simulator.ts";

let simulator: Simulator;
before(async () => {
  simulator = await Simulator.start();
});
after(() => simulator.stop());
beforeEach(() => simulator.reset());

// Flags would not win over the environment of the other tests.
const draining = (delay: string, timeout: string) => ({
  ...ambientCredentials,
  BEDROCK_GATEWAY_SERVER_DRAIN_DELAY: delay,
  BEDROCK_GATEWAY_SERVER_DRAIN_TIMEOUT: timeout,
});

const chat = "/v1/chat/completions";
const readiness = async (gateway: Gateway) => (await request(`${gateway.url}/readyz`)).status;
const underWay = (count: number) =>
  eventually(`${count} requests`, async () => (await simulator.stats()).active === count);
const closedDoor = (gateway: Gateway) =>
  eventually("a closed port", () =>
    request(`${gateway.url}/healthz`).then(
      () => false,
      () => true,
    ),
  );

describe("U40: SIGTERM", () => {
  test("takes new requests until the balancers have noticed", async () => {
    const gateway = await Gateway.start({ simulator, environment: draining("3s", "30s") });
    const { port, hostname } = new URL(gateway.url);
    const open = connect({ port: Number(port), host: hostname }); // and asks nothing yet
    assert.equal(await readiness(gateway), 200);
    gateway.kill("SIGTERM");
    await eventually("no readiness", async () => (await readiness(gateway)) === 503);
    const answered = await postJson(`${gateway.url}${chat}`, hello());
    assert.equal(answered.status, 200);
    assert.equal(answered.headers.connection, "close"); // the next one goes elsewhere
    await closedDoor(gateway);
    assert.equal(await gateway.exit, 0);
    open.destroy();
  });

  test("lets a stream end, however long the delay was", async () => {
    const gateway = await Gateway.start({ simulator, environment: draining("200ms", "60s") });
    await simulator.fault({ answer: { text: "a b c d e f" }, delay_ms: { events: 300 } });
    const asked = postJson(`${gateway.url}${chat}`, { ...hello(), stream: true });
    await underWay(1);
    gateway.kill("SIGTERM");
    const { status, body } = await asked;
    assert.equal(status, 200);
    assert.match(body, /"finish_reason":"stop".*\[DONE\]/s);
    assert.equal(await gateway.exit, 0);
  });

  for (const [what, extra] of [
    ["a request", {}],
    ["a request for several choices", { n: 2 }],
  ] as const) {
    test(`${what} that outlives the drain ends with an error`, async () => {
      const gateway = await Gateway.start({ simulator, environment: draining("0s", "500ms") });
      await simulator.fault({ delay_ms: { events: 100 }, answer: { text: "word ".repeat(1000) } });
      const stream = postJson(`${gateway.url}${chat}`, { ...hello(), ...extra, stream: true });
      await underWay("n" in extra ? extra.n : 1);
      await simulator.fault({ delay_ms: { head: 600_000 } });
      const whole = postJson(`${gateway.url}${chat}`, { ...hello(), ...extra });
      const silent = postJson(`${gateway.url}${chat}`, { ...hello(), ...extra, stream: true });
      await underWay(3 * ("n" in extra ? extra.n : 1));
      gateway.kill("SIGTERM");

      const cut = await stream;
      assert.equal(cut.status, 200);
      assert.match(cut.body, /"content":"word/);
      assert.match(cut.body, /data: \{"error":.*"code":"gateway_stopping".*\}\n\n$/s);
      assert.doesNotMatch(cut.body, /\[DONE\]|"finish_reason":"/);
      for (const refused of [await whole, await silent]) {
        assert.equal(refused.status, 503);
        assert.equal(JSON.parse(refused.body).error.code, "gateway_stopping");
        assert.ok(refused.headers["retry-after"]);
        assert.equal(refused.headers["x-should-retry"], undefined); // another instance can
      }
      assert.equal(await gateway.exit, 0);
      assert.match(gateway.output, /"outcome":"gateway_error","error":"gateway_stopping"/);
      await eventually("no upstream requests", async () => (await simulator.stats()).active === 0);
    });
  }

  test("an upload that outlives the drain is told so", async () => {
    const gateway = await Gateway.start({ simulator, environment: draining("0s", "300ms") });
    const raw = await Raw.open(gateway.url);
    raw.write(
      `POST ${chat} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n` +
        'Content-Length: 1000\r\n\r\n{"model":',
    );
    gateway.kill("SIGTERM");
    assert.match(await raw.until((text) => text.includes("}}")), /^HTTP\/1\.1 503 .*gateway_stopping/s);
    raw.close();
    assert.equal(await gateway.exit, 0);
  });

  test("a second signal waits for nothing", async () => {
    const gateway = await Gateway.start({ simulator, environment: draining("600s", "600s") });
    await simulator.fault({ delay_ms: { head: 600_000 } });
    const asked = postJson(`${gateway.url}${chat}`, hello()).catch(() => undefined);
    await underWay(1);
    gateway.kill("SIGTERM");
    await eventually("no readiness", async () => (await readiness(gateway)) === 503);
    gateway.kill("SIGTERM");
    assert.equal(await gateway.exit, 0);
    await asked;
  });
});

test("SIGINT is for people: there are no balancers to be waited for", async () => {
  const gateway = await Gateway.start({ simulator, environment: draining("600s", "600s") });
  gateway.kill("SIGINT");
  assert.equal(await gateway.exit, 0);
});

// A client that uses one connection for as long as it may, and never asks again.
class Client {
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  answered = 0;
  readonly failures: string[] = [];

  async run(url: string, stopped: () => boolean): Promise<void> {
    for (let i = 0; !stopped(); ++i) {
      const stream = i % 2 === 1;
      try {
        this.#check(await this.#ask(`${url}${chat}`, { ...hello(), stream }), stream);
        ++this.answered;
      } catch (error) {
        this.failures.push(String(error));
      }
    }
    this.#agent.destroy();
  }

  #ask(url: string, body: object): Promise<string> {
    const headers = { "content-type": "application/json" };
    return new Promise((resolve, reject) => {
      const sent = http.request(url, { method: "POST", headers, agent: this.#agent }, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (piece: string) => (text += piece));
        answer.on("error", reject);
        answer.on("end", () =>
          answer.statusCode === 200 ? resolve(text) : reject(new Error(`${answer.statusCode} ${text}`)),
        );
      });
      sent.on("error", reject);
      sent.end(JSON.stringify(body));
    });
  }

  #check(answer: string, stream: boolean): void {
    if (!stream) {
      assert.equal(JSON.parse(answer).choices[0].message.content, echo(claude, "Hello!"));
      return;
    }
    const events = answer.split("\n\n").map((event) => event.replace("data: ", ""));
    assert.deepEqual(events.splice(-2), ["[DONE]", ""]);
    const chunks = events.map((event) => JSON.parse(event));
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
    assert.equal(text, echo(claude, "Hello!"));
  }
}

describe("a handover on the same port", () => {
  test("fails no request of clients that ask all the time", async () => {
    await simulator.fault({ delay_ms: { events: 2 } });
    const flags = ["--workers", "2", "--reuse-port"];
    const environment = draining("1s", "30s");
    let gateway = await Gateway.start({ simulator, flags, environment });
    const listen = new URL(gateway.url).host;
    let stopped = false;
    const clients = Array.from({ length: 24 }, () => new Client());
    const running = clients.map((client) => client.run(gateway.url, () => stopped));
    for (let i = 0; i < 3; ++i) {
      const before = clients.reduce((sum, client) => sum + client.answered, 0);
      const next = await Gateway.start({ simulator, flags, environment, listen });
      gateway.kill("SIGTERM");
      assert.equal(await gateway.exit, 0);
      gateway = next;
      assert.ok(clients.reduce((sum, client) => sum + client.answered, 0) > before + 24);
    }
    stopped = true;
    await Promise.all(running);
    assert.deepEqual(clients.flatMap((client) => client.failures), []);
    await gateway.stop();
  });

  // The connections that wait in the queue of a socket that closes would be reset.
  test("fails no client that opens a connection for each request", async () => {
    const flags = ["--workers", "2", "--reuse-port"];
    const environment = draining("0s", "30s");
    let gateway = await Gateway.start({ simulator, flags, environment });
    const { host: listen } = new URL(gateway.url);
    const { url } = gateway;
    let stopped = false;
    const failures: string[] = [];
    const client = async () => {
      while (!stopped) {
        await postJson(`${url}${chat}`, hello()).then(
          ({ status, body }) => status === 200 || failures.push(body),
          (error) => failures.push(String(error)),
        );
      }
    };
    const running = Array.from({ length: 24 }, client);
    for (let i = 0; i < 3; ++i) {
      const next = await Gateway.start({ simulator, flags, environment, listen });
      gateway.kill("SIGTERM");
      assert.equal(await gateway.exit, 0);
      gateway = next;
    }
    stopped = true;
    await Promise.all(running);
    assert.deepEqual(failures, []);
    await gateway.stop();
  });

  test("happens only when it is asked for", async () => {
    const gateway = await Gateway.start({ simulator });
    const listen = new URL(gateway.url).host;
    await assert.rejects(Gateway.start({ simulator, listen }), /in use/);
    await gateway.stop();
  });
});

describe("systemd", () => {
  test("is told what happens, and its socket loses no connection while nobody accepts", async () => {
    const script = `${root}tests/e2e/lib/service_manager.py`;
    const env = {
      ...draining("0s", "30s"),
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: simulator.url,
      AWS_EC2_METADATA_DISABLED: "true",
    };
    const manager = spawn("python3", [script, programPath("bedrock-gateway")], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ["pipe", "pipe", "inherit"],
    });
    let told = "";
    manager.stdout.on("data", (piece: Buffer) => (told += piece));
    const hear = (what: RegExp) => eventually(`${what}`, async () => what.exec(told) ?? false);
    const say = (what: string) => manager.stdin.write(`${what}\n`);

    const url = (await hear(/listening on (\S+)/))[1]!;
    await hear(/READY=1/);
    assert.equal((await postJson(`${url}${chat}`, hello())).status, 200);
    say("SIGHUP");
    await hear(/RELOADING=1 MONOTONIC_USEC=\d+\nREADY=1/);
    say("SIGTERM");
    await hear(/STOPPING=1\nended 0/);
    const waiting = postJson(`${url}${chat}`, hello());
    say("start");
    assert.equal((await waiting).status, 200);
    say("SIGTERM");
    await hear(/ended 0\n.*ended 0/s);
    manager.stdin.end();
  });
});
