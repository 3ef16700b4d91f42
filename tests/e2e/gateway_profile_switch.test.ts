// Models that are not there on demand: called through an inference profile instead, where the
// operator wants that, and within the geographies that they name.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import type { APIError } from "openai";

import { Gateway, hello, textOf } from "./lib/gateway.ts";
import { echo, type Fault, Simulator } from "./lib/simulator.ts";

const model = "anthropic.claude-sonnet-4-6";
const onDemand = (id = model): Fault => ({
  model: id,
  error: {
    code: "ValidationException",
    status: 400,
    message:
      `Invocation of model ID ${id} with on-demand throughput isn\u2019t supported. Retry your ` +
      "request with the ID or ARN of an inference profile that contains this model.",
  },
});
const noSuchModel = (id: string): Fault => ({
  model: id,
  error: {
    code: "ValidationException",
    status: 400,
    message: "The provided model identifier is invalid.",
  },
});

let simulator: Simulator;
before(async () => {
  simulator = await Simulator.start();
});
after(() => simulator.stop());
beforeEach(() => simulator.reset());

async function withGateway(config: string, use: (gateway: Gateway) => Promise<void>) {
  const gateway = await Gateway.start({ simulator, config, flags: ["--workers", "1"] });
  try {
    await use(gateway);
  } finally {
    await gateway.stop();
  }
}
const geographies = (...names: string[]): string =>
  `[aws]\nprofile_geographies = ${JSON.stringify(names)}\n`;

// The models that Bedrock was asked for, in this order.
const asked = async (): Promise<string[]> =>
  (await simulator.requests()).map((each) =>
    decodeURIComponent(/^\/model\/([^/]+)/.exec(each.target)![1]!),
  );
const refusal = (gateway: Gateway, headers = {}): Promise<APIError> =>
  gateway
    .client()
    .chat.completions.create(hello(model), { headers })
    .then(
      () => assert.fail("answered"),
      (error: APIError) => error,
    );

test("u13: by default the error says what to do, and nothing is switched", () =>
  withGateway("", async (gateway) => {
    await simulator.fault(onDemand());
    const error = await refusal(gateway);
    assert.equal(error.status, 400);
    assert.equal(error.code, "inference_profile_required");
    assert.match(error.message, /inference profile/);
    assert.deepEqual(await asked(), [model]);
  }));

test("u13: the profile of the region's geography is used, and remembered", () =>
  withGateway(geographies("eu", "us"), async (gateway) => {
    await simulator.fault(onDemand());
    const { completions } = gateway.client().chat;
    const { data, response } = await completions.create(hello(model)).withResponse();
    assert.equal(data.model, model);
    assert.equal(data.choices[0]!.message.content, echo(`us.${model}`, "Hello!"));
    assert.equal(response.headers.get("x-gateway-model"), `us.${model}`);
    const stream = await completions.create({ ...hello(model), stream: true });
    assert.equal(await textOf(stream), echo(`us.${model}`, "Hello!"));
    assert.deepEqual(await asked(), [model, `us.${model}`, `us.${model}`]);
    await gateway.prints(new RegExp(`"upstream_model":"us.${model}"`));
  }));

test("u13: each region by itself, never out of the geographies", () =>
  withGateway(geographies("eu"), async (gateway) => {
    await simulator.fault(onDemand());
    const error = await refusal(gateway); // us-east-1
    assert.equal(error.code, "inference_profile_required");
    const headers = { "x-aws-region": "eu-central-1" };
    await gateway.client().chat.completions.create(hello(model), { headers });
    assert.equal((await refusal(gateway)).status, 400);
    assert.deepEqual(await asked(), [model, model, `eu.${model}`, model]);
  }));

test("u13: a geography without a profile of the model is passed over", () =>
  withGateway(geographies("us", "global"), async (gateway) => {
    await simulator.fault(onDemand(), noSuchModel(`us.${model}`));
    for (let i = 0; i < 2; ++i) await gateway.client().chat.completions.create(hello(model));
    const global = `global.${model}`;
    assert.deepEqual(await asked(), [model, `us.${model}`, global, global]);
    // What was remembered is gone as well, and the other one there.
    await simulator.reset();
    await simulator.fault(onDemand(), noSuchModel(global));
    for (let i = 0; i < 2; ++i) await gateway.client().chat.completions.create(hello(model));
    assert.deepEqual(await asked(), [global, `us.${model}`, `us.${model}`]);
  }));
