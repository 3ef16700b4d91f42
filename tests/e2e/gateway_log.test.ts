// The log: what a line tells, when it comes, and that nobody waits for whoever reads it.
import assert from "node:assert/strict";
import { Agent, request as send } from "node:http";
import { after, before, describe, test } from "node:test";

import { clientKey } from "./lib/canaries.ts";
import { ambientCredentials, claude, Gateway, hello } from "./lib/gateway.ts";
import { request } from "./lib/request.ts";
import { Simulator } from "./lib/simulator.ts";

let simulator: Simulator;
before(async () => {
  simulator = await Simulator.start();
});
after(() => simulator.stop());

async function withGateway(
  config: string,
  body: (gateway: Gateway) => Promise<void>,
  environment: Record<string, string> = {},
): Promise<void> {
  const all = { ...ambientCredentials, ...environment };
  const gateway = await Gateway.start({ simulator, config, environment: all });
  try {
    await body(gateway);
  } finally {
    await gateway.stop();
  }
}

type Line = Record<string, unknown>;

const linesOf = (gateway: Gateway): Line[] =>
  gateway.output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);

async function lineWith(gateway: Gateway, id: string): Promise<Line> {
  await gateway.prints(new RegExp(`"request_id":"${id}"`));
  const found = linesOf(gateway).filter((line) => line.request_id === id);
  assert.equal(found.length, 1);
  return found[0]!;
}

const ask = (gateway: Gateway, body: object, headers: Record<string, string> = {}) =>
  request(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

describe("a line about a request", () => {
  test("tells model, tokens and times", () =>
    withGateway("", async (gateway) => {
      const { headers } = await ask(gateway, { ...hello(), stream: true });
      const line = await lineWith(gateway, String(headers["x-request-id"]));
      assert.equal(line.level, "info");
      assert.equal(line.model, claude);
      assert.equal(line.region, "us-east-1");
      assert.ok(Number(line.input_tokens) > 0 && Number(line.output_tokens) > 0);
      const first = Number(line.time_to_first_token);
      assert.ok(first > 0 && first <= Number(line.seconds));
    }));

  test("O12: explains a failure, and whose it was", () =>
    withGateway(
      "",
      async (gateway) => {
        await simulator.fault({ times: 3, error: { status: 429, code: "ThrottlingException" } });
        const { status, headers } = await ask(gateway, hello(), {
          authorization: `Bearer ${clientKey}`,
          "x-request-id": "of-the-client",
          "x-forwarded-for": "203.0.113.7",
          traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        });
        assert.equal(status, 429);
        const line = await lineWith(gateway, String(headers["x-request-id"]));
        assert.equal(line.level, "error");
        assert.equal(line.outcome, "upstream_error");
        assert.equal(line.upstream_status, 429);
        assert.equal(line.upstream_error, "ThrottlingException");
        assert.equal(line.error, "rate_limit_exceeded");
        assert.equal(line.error_type, "rate_limit_error");
        assert.match(String(line.message), /\w+/);
        assert.match(String(line.key), /^[0-9a-f]{12}$/);
        assert.equal(line.client_request_id, "of-the-client");
        assert.equal(line.forwarded_for, "203.0.113.7");
        assert.match(String(line.traceparent), /^00-0af7/);
      },
      { BEDROCK_GATEWAY_AUTH_KEYS: clientKey },
    ));

  test("O12: probes have none unless it is wanted", async () => {
    for (const probes of [false, true]) {
      await withGateway(`[log]\nprobes = ${probes}`, async (gateway) => {
        await request(`${gateway.url}/healthz`);
        const { headers } = await request(`${gateway.url}/v1/nothing`);
        await lineWith(gateway, String(headers["x-request-id"]));
        assert.equal(/"path":"\/healthz"/.test(gateway.output), probes);
      });
    }
  });

  test("as text is for people", () =>
    withGateway(
      '[log]\nformat = "text"\nlevel = "info"',
      async (gateway) => {
        await ask(gateway, hello());
        await gateway.prints(
          /^\d\d:\d\d:\d\d {2}200 {6}\/v1\/chat\/completions {2}anthropic\S+ +[\d,]+ in +[\d,]+ out {2}first +- {2}total +[\d.]+m?s$/m,
        );
        assert.doesNotMatch(gateway.output, /\x1b/); // no terminal, no colours
      },
      { BEDROCK_GATEWAY_LOG_LEVEL: "info" },
    ));
});

// Many requests on one connection.
async function askForNothing(gateway: Gateway, times: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let i = 0; i < times; ++i) {
    await new Promise<void>((resolve, reject) => {
      send(`${gateway.url}/v1/nothing/${i}`, { agent }, (response) => {
        response.resume().on("end", resolve);
      })
        .on("error", reject)
        .end();
    });
  }
  agent.destroy();
}

test("every request has its line, in order, also of those just before the end", async () => {
  const gateway = await Gateway.start({ flags: ["--workers", "1"] });
  await askForNothing(gateway, 500);
  await gateway.stop();
  const paths = linesOf(gateway).map((line) => line.path);
  const expected = Array.from({ length: 500 }, (_, i) => `/v1/nothing/${i}`);
  assert.deepEqual(
    paths.filter((path) => path !== undefined),
    expected,
  );
});

test("O7: a reader that stalls does not keep the gateway from ending", async () => {
  const gateway = await Gateway.start({});
  gateway.listen(false);
  await askForNothing(gateway, 2000);
  const begun = Date.now();
  gateway.kill("SIGTERM");
  await new Promise((resolve) => setTimeout(resolve, 5000));
  assert.throws(() => process.kill(gateway.pid, 0), "it still runs");
  assert.ok(Date.now() - begun < 10_000);
  gateway.listen(true);
  assert.equal(await gateway.exit, 0);
  for (const line of gateway.output.trimEnd().split("\n").slice(2)) {
    if (line.startsWith("{")) JSON.parse(line); // no line is torn
  }
});
