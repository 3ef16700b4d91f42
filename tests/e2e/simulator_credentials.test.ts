// AWS's own packages against the simulated STS, SSO, container and instance: they are the judges of
// what the gateway's tests rely on.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { NodeHttpHandler } from "@smithy/node-http-handler";

import { claude } from "./lib/gateway.ts";
import { credentials, Simulator } from "./lib/simulator.ts";
import { common, Home, role, sources } from "./lib/sources.ts";

let simulator: Simulator;
before(async () => {
  simulator = await Simulator.start();
});
after(() => simulator.stop());

const message = { role: "user" as const, content: [{ text: "Hello!" }] };

// The SDK reads the process's own environment.
async function withEnvironment<T>(
  variables: Record<string, string>,
  use: () => Promise<T>,
): Promise<T> {
  const names = Object.keys(process.env).filter((name) => /^AWS_|^HOME$/.test(name));
  const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  for (const name of names) delete process.env[name];
  Object.assign(process.env, variables);
  try {
    return await use();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
    for (const [name, value] of Object.entries(before)) process.env[name] = value;
  }
}

const converse = (client: BedrockRuntimeClient) =>
  client.send(new ConverseCommand({ modelId: claude, messages: [message] }));

describe("the SDK's chain finds credentials that the simulated Bedrock takes, from", () => {
  for (const source of sources) {
    test(source.name, async () => {
      const home = new Home();
      const variables = { ...common(home, simulator), ...source.prepare(home, simulator) };
      await withEnvironment(variables, async () => {
        const provider = fromNodeProviderChain({ ignoreCache: true, maxRetries: 0 });
        const found = await provider();
        assert.match(found.accessKeyId, /^ASIA/);
        assert.ok(found.expiration!.getTime() > Date.now());
        const client = new BedrockRuntimeClient({
          region: "us-east-1",
          endpoint: simulator.url,
          requestHandler: new NodeHttpHandler(),
          credentials: found,
        });
        assert.equal((await converse(client)).stopReason, "end_turn");
        client.destroy();
      });
      home.remove();
    });
  }
});

describe("STS", () => {
  const client = (keys: { accessKeyId: string; secretAccessKey: string } = credentials) =>
    new STSClient({
      region: "us-east-1",
      endpoint: simulator.url,
      credentials: keys,
      maxAttempts: 1,
    });
  const nameOf = (sent: Promise<unknown>): Promise<string> =>
    sent.then(
      () => "accepted",
      (error: Error) => error.name,
    );

  test("says who somebody is", async () => {
    const identity = await client().send(new GetCallerIdentityCommand({}));
    assert.match(identity.Arn!, /AKIAIOSFODNN7EXAMPLE$/);
    const wrong = { ...credentials, secretAccessKey: "wrong" };
    assert.equal(
      await nameOf(client(wrong).send(new GetCallerIdentityCommand({}))),
      "SignatureDoesNotMatch",
    );
    const unknown = { ...credentials, accessKeyId: "AKIAUNKNOWN" };
    assert.equal(
      await nameOf(client(unknown).send(new GetCallerIdentityCommand({}))),
      "InvalidClientTokenId",
    );
  });

  test("gives roles to those who may have them", async () => {
    const assume = (arn: string, more: object = {}) =>
      client().send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: "me", ...more }));
    const assumed = await assume(role, { DurationSeconds: 900 });
    const life = assumed.Credentials!.Expiration!.getTime() - Date.now();
    assert.ok(life > 600_000 && life <= 900_000, String(life));
    assert.match(assumed.AssumedRoleUser!.Arn!, /assumed-role\/bedrock-gateway-role\/me$/);

    const named = (name: string) => role.replace(/[^/]+$/, name);
    assert.equal(await nameOf(assume(named("forbidden"))), "AccessDenied");
    assert.equal(await nameOf(assume(named("needs-external-id"))), "AccessDenied");
    await assume(named("needs-external-id"), { ExternalId: "EXAMPLE-EXTERNAL-ID" });
    assert.equal(await nameOf(assume("arn:aws:iam::1:user/x")), "ValidationError");
    assert.equal(await nameOf(assume(role, { DurationSeconds: 60 })), "ValidationError");
  });

  test("knows its web identity tokens", async () => {
    const assume = (token: string) =>
      client().send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: role,
          RoleSessionName: "me",
          WebIdentityToken: token,
        }),
      );
    await assume("EXAMPLE-WEB-IDENTITY-TOKEN");
    assert.equal(await nameOf(assume("ANOTHER-TOKEN-THAT-IS-LONG")), "InvalidIdentityTokenException");
  });
});

describe("what has been handed out", () => {
  test("is good at the simulated Bedrock until it expires", async () => {
    const sts = new STSClient({ region: "us-east-1", endpoint: simulator.url, credentials });
    const { Credentials: issued } = await sts.send(
      new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "me" }),
    );
    const client = new BedrockRuntimeClient({
      region: "us-east-1",
      endpoint: simulator.url,
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler(),
      credentials: {
        accessKeyId: issued!.AccessKeyId!,
        secretAccessKey: issued!.SecretAccessKey!,
        sessionToken: issued!.SessionToken!,
      },
    });
    await converse(client);
    await simulator.aws({ expire: true });
    await assert.rejects(converse(client), { name: "ExpiredTokenException" });
  });
});
