// The admin listener: where it is, who may use it, and what it tells.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { describe, test } from "node:test";

import { Gateway, withAdmin } from "./lib/gateway.ts";
import { eventually, run } from "./lib/process.ts";
import { request } from "./lib/request.ts";

const token = "admin-secret-SHOULD-NOT-LEAK";
const withToken = { ...withAdmin, BEDROCK_GATEWAY_ADMIN_TOKEN: token };
const bearer = { headers: { authorization: `Bearer ${token}` } };

describe("the admin listener on loopback without a token", () => {
  test("tells its status, and nothing of it stands on the data port", async () => {
    const gateway = await Gateway.start({ environment: withAdmin });
    try {
      const { status, body } = await request(`${gateway.adminUrl}/admin/v1/status`);
      assert.equal(status, 200);
      const told = JSON.parse(body) as Record<string, unknown>;
      assert.match(String(told.version), /^\d+\.\d+\.\d+$/);
      assert.equal(typeof told.uptime_seconds, "number");
      assert.equal((await request(`${gateway.url}/admin/v1/status`)).status, 404);
      assert.equal((await request(`${gateway.adminUrl}/v1/models`)).status, 404);
    } finally {
      await gateway.stop();
    }
  });

  test("turns pages of other sites away", async () => {
    const gateway = await Gateway.start({ environment: withAdmin });
    try {
      const url = `${gateway.adminUrl}/admin/v1/status`;
      for (const [name, value] of [
        ["host", "evil.example"],
        ["origin", "https://evil.example"],
      ] as const) {
        assert.equal((await request(url, { headers: { [name]: value } })).status, 403, name);
      }
    } finally {
      await gateway.stop();
    }
  });

  test("knows its paths and methods", async () => {
    const gateway = await Gateway.start({ environment: withAdmin });
    try {
      assert.equal((await request(`${gateway.adminUrl}/nowhere`)).status, 404);
      const wrong = await request(`${gateway.adminUrl}/admin/v1/status`, { method: "DELETE" });
      assert.equal(wrong.status, 405);
      assert.equal(wrong.headers.allow, "GET");
    } finally {
      await gateway.stop();
    }
  });
});

describe("the admin token", () => {
  test("is asked for, and is no gateway key", async () => {
    const gateway = await Gateway.start({
      environment: { ...withToken, BEDROCK_GATEWAY_AUTH_KEYS: "gateway-key" },
    });
    try {
      const url = `${gateway.adminUrl}/admin/v1/status`;
      assert.equal((await request(url)).status, 401);
      const key = { headers: { authorization: "Bearer gateway-key" } };
      assert.equal((await request(url, key)).status, 401);
      assert.equal((await request(url, bearer)).status, 200);
      assert.equal((await request(`${gateway.url}/v1/models`, bearer)).status, 401);
      await gateway.prints(/admin: GET \/admin\/v1\/status from 127\.0\.0\.1: 401/);
      assert.doesNotMatch(gateway.output, new RegExp(token));
    } finally {
      await gateway.stop();
    }
  });

  test("changes with the configuration", async () => {
    const gateway = await Gateway.start({ environment: withAdmin, config: '[admin]\ntoken = "a"' });
    try {
      const url = `${gateway.adminUrl}/admin/v1/status`;
      gateway.reconfigure('[admin]\ntoken = "b"');
      const asked = { headers: { authorization: "Bearer b" } };
      await eventually("the new token", async () => (await request(url, asked)).status === 200);
      assert.equal((await request(url, { headers: { authorization: "Bearer a" } })).status, 401);
    } finally {
      await gateway.stop();
    }
  });

  test("is needed where the network is", () => {
    const ended = run(["--listen", "127.0.0.1:0"], { BEDROCK_GATEWAY_ADMIN_LISTEN: "0.0.0.0:0" });
    assert.equal(ended.status, 2, ended.stderr);
    assert.match(ended.stderr, /BEDROCK_GATEWAY_ADMIN_LISTEN.*admin\.token/);
  });
});

test("an admin port that somebody has is named", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const ended = run(["--listen", "127.0.0.1:0"], {
    BEDROCK_GATEWAY_ADMIN_LISTEN: `127.0.0.1:${port}`,
  });
  server.close();
  assert.equal(ended.status, 1);
  assert.match(ended.stderr, new RegExp(`${port}.*in use.*admin.listen`));
});
