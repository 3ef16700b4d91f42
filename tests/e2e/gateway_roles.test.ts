// Roles that the gateway assumes: by key, by model, on request; once for all requests alike.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";

import type { APIError } from "openai";

import { ambientCredentials, claude, Gateway, hello } from "./lib/gateway.ts";
import { Simulator } from "./lib/simulator.ts";

const arn = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;
const keyId = (key: string): string => createHash("sha256").update(key).digest("hex").slice(0, 12);

const config = `
auth.keys = ["key-a", "key-b"]
aws.allowed_roles = ["${arn("tenant-*")}"]

[[role]]
arn = "${arn("team-a")}"
key = "${keyId("key-a")}"
session_name = "gw-{key}"
tags = { team = "a" }

[[role]]
arn = "${arn("needs-external-id")}"
model = "amazon.nova-*"
external_id = "EXAMPLE-EXTERNAL-ID"

[[role]]
arn = "${arn("forbidden")}"
model = "meta.*"
`;

let simulator: Simulator;
let gateway: Gateway;
before(async () => {
  simulator = await Simulator.start();
  const environment = { ...ambientCredentials, AWS_ENDPOINT_URL_STS: simulator.url };
  gateway = await Gateway.start({ simulator, config, environment });
});
after(async () => {
  await gateway.stop();
  await simulator.stop();
});

const ask = (key: string, headers: Record<string, string> = {}, model = claude) =>
  gateway.client({ apiKey: key, defaultHeaders: headers }).chat.completions.create(hello(model));

const refusal = (asked: Promise<unknown>): Promise<APIError> =>
  asked.then(
    () => assert.fail("answered"),
    (error: APIError) => error,
  );

async function assumed(): Promise<URLSearchParams[]> {
  const requests = (await simulator.requests()).filter((each) => each.target === "/");
  await simulator.reset();
  return requests.map((each) => new URLSearchParams(each.body));
}

describe("u12: a role", () => {
  test("of a gateway key, assumed once", async () => {
    await Promise.all(Array.from({ length: 30 }, () => ask("key-a")));
    const [form, ...more] = await assumed();
    assert.equal(more.length, 0);
    assert.equal(form!.get("RoleArn"), arn("team-a"));
    assert.equal(form!.get("RoleSessionName"), `gw-${keyId("key-a")}`);
    assert.equal(form!.get("Tags.member.1.Key"), "team");
    assert.equal(form!.get("Tags.member.1.Value"), "a");
  });

  test("of a model, with an external id", async () => {
    await ask("key-b", {}, "amazon.nova-lite-v1:0");
    const [form] = await assumed();
    assert.equal(form!.get("ExternalId"), "EXAMPLE-EXTERNAL-ID");
    assert.equal(form!.get("RoleSessionName"), keyId("key-b"));
  });

  test("is none where no table fits", async () => {
    await ask("key-b");
    assert.equal((await assumed()).length, 0);
  });

  test("on request, if it is allowed", async () => {
    await ask("key-b", { "x-aws-role-arn": arn("tenant-7") });
    assert.equal((await assumed())[0]!.get("RoleArn"), arn("tenant-7"));
    const error = await refusal(ask("key-b", { "x-aws-role-arn": arn("admin") }));
    assert.equal(error.status, 403);
    assert.equal(error.code, "role_not_allowed");
    assert.equal((await assumed()).length, 0);
  });

  test("is not for requests with credentials of their own", async () => {
    const error = await refusal(
      ask("key-b", {
        "x-aws-role-arn": arn("tenant-7"),
        "x-aws-access-key-id": "AKIDEXAMPLE",
        "x-aws-secret-access-key": "x",
      }),
    );
    assert.equal(error.status, 400);
  });

  test("that STS refuses is a clear error", async () => {
    const error = await refusal(ask("key-b", {}, "meta.llama3-8b-instruct-v1:0"));
    assert.equal(error.status, 401);
    assert.match(error.message, /role\/forbidden/);
    assert.match(error.message, /AccessDenied/);
  });

  test("is renewed before it expires", async () => {
    await simulator.aws({ lifetime: 6 });
    const end = Date.now() + 9_000;
    while (Date.now() < end) {
      await ask("key-b", { "x-aws-role-arn": arn("tenant-8") });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const count = (await assumed()).length;
    assert.ok(count >= 2 && count <= 5, String(count));
  });
});
