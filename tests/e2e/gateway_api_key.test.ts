// Bedrock API keys: in the OpenAI SDK's apiKey and nothing else, in a header, in the environment.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { APIError } from "openai";

import { ambientCredentials, Gateway, hello } from "./lib/gateway.ts";
import { apiKey, type SeenRequest, Simulator } from "./lib/simulator.ts";

let simulator: Simulator;
before(async () => {
  simulator = await Simulator.start();
});
after(() => simulator.stop());

// What the simulator saw last. It leaves credentials out, so what remains of a signature counts.
async function lastRequest(): Promise<SeenRequest> {
  const requests = await simulator.requests();
  return requests.at(-1)!;
}

async function withGateway(
  options: { config?: string; environment?: Record<string, string> },
  use: (gateway: Gateway) => Promise<void>,
): Promise<void> {
  const gateway = await Gateway.start({ simulator, environment: {}, ...options });
  try {
    await use(gateway);
  } finally {
    await gateway.stop();
  }
}

const ask = (gateway: Gateway, key: string, defaultHeaders: Record<string, string> = {}) =>
  gateway.client({ apiKey: key, defaultHeaders }).chat.completions.create(hello());

async function refusal(asked: Promise<unknown>): Promise<APIError> {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof APIError, String(error));
  return error;
}

describe("u12: a Bedrock API key", () => {
  test("is all the OpenAI SDK needs", () =>
    withGateway({}, async (gateway) => {
      await ask(gateway, apiKey);
      const seen = await lastRequest();
      assert.equal(seen.status, 200);
      assert.equal(seen.headers["x-amz-date"], undefined, "nothing is signed");
    }));

  test("wins over the gateway's own credentials, and its refusal is the caller's", () =>
    withGateway({ environment: ambientCredentials }, async (gateway) => {
      const error = await refusal(ask(gateway, "ABSKwrong"));
      assert.equal(error.status, 401);
      assert.match(error.message, /API key/i);
      assert.doesNotMatch(error.message, /gateway's own/);
    }));

  test("in x-aws-bearer-token", () =>
    withGateway({}, async (gateway) => {
      await ask(gateway, "not-looked-at", { "x-aws-bearer-token": apiKey });
    }));

  test("in AWS_BEARER_TOKEN_BEDROCK, before access keys", () =>
    withGateway(
      { environment: { ...ambientCredentials, AWS_BEARER_TOKEN_BEDROCK: apiKey } },
      async (gateway) => {
        await ask(gateway, "not-looked-at");
        assert.equal((await lastRequest()).headers["x-amz-date"], undefined);
        await gateway.prints(/Bedrock API key/);
        assert.doesNotMatch(gateway.output, new RegExp(apiKey));
      },
    ));

  test("is no gateway key, and a gateway key is never sent to AWS", () =>
    withGateway({ config: 'auth.keys = ["ABSK-of-the-gateway"]' }, async (gateway) => {
      assert.equal((await refusal(ask(gateway, apiKey))).status, 401);
      // Admitted, but there is nothing to call AWS with.
      const error = await refusal(ask(gateway, "ABSK-of-the-gateway"));
      assert.equal(error.status, 401);
      assert.match(error.message, /No AWS credentials/);
      // The gateway's key in its other place, Bedrock's in the SDK's.
      await ask(gateway, apiKey, { "x-api-key": "ABSK-of-the-gateway" });
      await ask(gateway, "ABSK-of-the-gateway", { "x-aws-bearer-token": apiKey });
    }));

  test("beside access keys in headers is refused", () =>
    withGateway({}, async (gateway) => {
      const error = await refusal(
        ask(gateway, "not-looked-at", {
          "x-aws-bearer-token": apiKey,
          "x-aws-access-key-id": "AKIDEXAMPLE",
          "x-aws-secret-access-key": "secret",
        }),
      );
      assert.equal(error.status, 400);
      assert.equal(error.code, "ambiguous_credentials");
    }));
});
