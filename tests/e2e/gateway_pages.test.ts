// Web pages of other sites, which reach a gateway on this machine through its user's browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ambientCredentials, Gateway, hello } from "./lib/gateway.ts";
import { run } from "./lib/process.ts";
import { type Answer, postJson } from "./lib/request.ts";
import { Simulator } from "./lib/simulator.ts";

let simulator: Simulator;
before(async () => {
  simulator = await Simulator.start();
});
after(() => simulator.stop());

type Headers = Record<string, string>;

async function withGateway(
  config: string,
  use: (ask: (headers: Headers) => Promise<Answer>) => Promise<void>,
  environment: Headers = ambientCredentials,
): Promise<void> {
  const gateway = await Gateway.start({ simulator, config, environment });
  try {
    await use((headers) => postJson(`${gateway.url}/v1/chat/completions`, hello(), headers));
  } finally {
    await gateway.stop();
  }
}

const foreign: Headers[] = [
  { host: "evil.example" },
  { host: "evil.example:3000", origin: "http://evil.example:3000" },
  { origin: "https://evil.example" },
  { origin: "null" },
  { "sec-fetch-site": "cross-site" },
];

test("O6: pages of other sites do not spend the gateway's own credentials", () =>
  withGateway("# no keys", async (ask) => {
    for (const headers of foreign) {
      const answer = await ask(headers);
      assert.equal(answer.status, 403, JSON.stringify(headers));
      assert.equal(JSON.parse(answer.body).error.code, "foreign_site");
    }
    assert.equal((await simulator.requests()).length, 0);
    for (const host of ["127.0.0.1:3000", "localhost:3000", "gateway:3000"]) {
      assert.equal((await ask({ host })).status, 200, host);
    }
  }));

test("O6: names and origins that the operator knows pass", () =>
  withGateway(
    '[server]\nhosts = ["gw.example.com"]\ncors_origins = ["https://chat.example"]\n',
    async (ask) => {
      assert.equal((await ask({ host: "gw.example.com" })).status, 200);
      assert.equal((await ask({ origin: "https://chat.example" })).status, 200);
      assert.equal((await ask({ origin: "https://evil.example" })).status, 403);
    },
  ));

test("O6: with a gateway key it is the key that counts", () =>
  withGateway('auth.keys = ["k"]\n', async (ask) => {
    for (const headers of foreign) {
      assert.equal((await ask(headers)).status, 401);
      assert.equal((await ask({ ...headers, "x-api-key": "k" })).status, 200);
    }
  }));

test("O6: a page of any site is refused at the start, as any address is", () => {
  const everybody = { ...ambientCredentials, BEDROCK_GATEWAY_SERVER_CORS_ORIGINS: "*" };
  const ended = run(["--check-config"], everybody);
  assert.equal(ended.status, 2);
  assert.match(ended.stderr, /cors_origins/);
  const guarded = { ...everybody, BEDROCK_GATEWAY_AUTH_KEYS: "k" };
  assert.equal(run(["--check-config"], guarded).status, 0);
  assert.equal(run(["--check-config", "--allow-unauthenticated"], everybody).status, 0);
  // Each request brings its own credentials.
  const open = { BEDROCK_GATEWAY_SERVER_CORS_ORIGINS: "*" };
  assert.equal(run(["--check-config"], open).status, 0);
});
