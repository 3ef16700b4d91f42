// What a client's request has brought with it is gone with the request: nothing of it waits in the
// gateway's memory for a core dump.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Certificate } from "./lib/certificate.ts";
import { Gateway, hello } from "./lib/gateway.ts";
import { findInMemory } from "./lib/memory.ts";
import { eventually } from "./lib/process.ts";
import { Raw } from "./lib/raw.ts";
import { request } from "./lib/request.ts";
import { apiKey, credentials, Simulator } from "./lib/simulator.ts";

let simulator: Simulator;
before(async () => {
  simulator = await Simulator.start();
});
after(() => simulator.stop());

const canaries = {
  key: "CANARY-gateway-key-of-the-client",
  token: "CANARY-session-token-of-the-client",
  wrong: "CANARY/secret+key/of+the+client/0815",
};
const secrets = [credentials.secretAccessKey, ...Object.values(canaries), apiKey];

const pair = {
  "x-aws-access-key-id": credentials.accessKeyId,
  "x-aws-secret-access-key": credentials.secretAccessKey,
};
const callers: Record<string, string>[] = [
  pair,
  { ...pair, "x-aws-session-token": canaries.token },
  { ...pair, "x-aws-secret-access-key": canaries.wrong },
  { "x-aws-bearer-token": apiKey },
  { authorization: `Bearer ${canaries.key}` },
];

async function forgets(gateway: Gateway, ask: () => Promise<void>): Promise<void> {
  await ask();
  let left: string[] | undefined;
  await eventually("a memory without secrets", async () => {
    left = findInMemory(gateway.pid, secrets);
    return left === undefined || left.length === 0;
  }, 5).catch(() => assert.deepEqual(left, []));
}

const ways: [string, boolean][] = [
  ["over HTTP", false],
  ["over TLS", true],
];
for (const [way, tls] of ways) {
  test(`R5: a client's secrets leave memory with its connection, ${way}`, async () => {
    const certificate = new Certificate();
    const files = `tls_certificate = "${certificate.certificate}"\ntls_key = "${certificate.key}"\n`;
    const gateway = await Gateway.start({
      simulator,
      config: `[server]\n${tls ? files : 'max_body = "1MiB"\n'}`,
      environment: {},
    });
    const url = `${gateway.url}/v1/chat/completions`;
    try {
      await forgets(gateway, async () => {
        for (const headers of callers) {
          for (const stream of [false, true]) {
            const body = JSON.stringify({ ...hello(), stream });
            const all = { ...headers, "content-type": "application/json" };
            const sent = { method: "POST", headers: all, body };
            await request(url, tls ? { ...sent, ca: certificate.certificate } : sent);
          }
        }
      });
      if (!tls) await forgets(gateway, () => odd(gateway));
    } finally {
      await gateway.stop();
      certificate.remove();
    }
  });
}

// Heads that do not come whole, come in pieces, one behind the other, or in front of large bodies.
async function odd(gateway: Gateway): Promise<void> {
  const head = (length: number) =>
    `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nx-aws-access-key-id: ${credentials.accessKeyId}\r\n` +
    `x-aws-secret-access-key: ${credentials.secretAccessKey}\r\ncontent-length: ${length}\r\n`;
  const get = `GET /healthz HTTP/1.1\r\nhost: a\r\nx-api-key: ${canaries.key}\r\n\r\n`;
  const body = JSON.stringify(hello());
  const large = "x".repeat(300_000);
  const conversations: string[][] = [
    [head(10)],
    [`${head(body.length)}\r\n`, body.slice(0, 10)],
    [...`${head(body.length)}\r\n${body}`],
    [get.repeat(50)],
    [get.repeat(1000), get],
    [`${head(large.length)}\r\n${large}`],
    [`${head(body.length)}\r\n${body}${get}`],
    [`${head(1)}broken\r\n\r\n`],
  ];
  for (const pieces of conversations) {
    const raw = await Raw.open(gateway.url);
    for (const piece of pieces) {
      raw.write(piece);
      if (pieces.length < 20) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    raw.close();
  }
}

test("R5: what an idle connection has said is not kept for its sake", async () => {
  const gateway = await Gateway.start({ simulator, environment: {} });
  const raw = await Raw.open(gateway.url);
  try {
    raw.write(`GET /healthz HTTP/1.1\r\nhost: a\r\nx-api-key: ${canaries.key}\r\n\r\n`);
    await forgets(gateway, async () => {
      await raw.until((received) => received.includes("\r\n\r\n"));
    });
  } finally {
    raw.close();
    await gateway.stop();
  }
});
