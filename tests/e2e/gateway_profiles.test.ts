// Application inference profiles: which model stands behind an opaque ARN.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { ambientCredentials, Gateway, hello } from "./lib/gateway.ts";
import { Simulator } from "./lib/simulator.ts";

const profile = (id: string) =>
  `arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/${id}`;
const claude = profile("simclaude001");
const nova = profile("simnova00001");

let simulator: Simulator;
let asking: Gateway;
before(async () => {
  simulator = await Simulator.start();
  asking = await start("[aws]\nresolve_profiles = true\n");
});
after(async () => {
  await asking.stop();
  await simulator.stop();
});
beforeEach(() => simulator.reset());

function start(config: string): Promise<Gateway> {
  const environment = { ...ambientCredentials, AWS_ENDPOINT_URL_BEDROCK: simulator.url };
  return Gateway.start({ simulator, config, environment, flags: ["--workers", "1"] });
}

// What was dropped, and how often Bedrock was asked about profiles.
async function send(gateway: Gateway, model: string): Promise<string | null> {
  const body = { ...hello(model), temperature: 0.5, top_p: 0.9 };
  const { response } = await gateway.client().chat.completions.create(body).withResponse();
  return response.headers.get("x-gateway-dropped-params");
}
const questions = async (): Promise<number> => {
  const all = await simulator.requests();
  return all.filter((one) => one.target.startsWith("/inference-profiles/")).length;
};

test("Bedrock is asked once, and the model's rules apply", async () => {
  assert.equal(await send(asking, claude), "top_p");
  assert.equal(await send(asking, claude), "top_p");
  assert.equal(await questions(), 1);
});

test("requests at the same time share the question", async () => {
  const all = await Promise.all([1, 2, 3, 4, 5].map(() => send(asking, nova)));
  assert.deepEqual(all, Array(5).fill(null));
  assert.equal(await questions(), 1);
});

test("a profile that Bedrock does not know is asked about once, too", async () => {
  for (const _ of [1, 2]) await assert.rejects(send(asking, profile("unknown00001")));
  assert.equal(await questions(), 1);
});

test("unless it is allowed nothing is asked; the configuration can say the model", async () => {
  const config = `[[model]]\npattern = "${claude}"\nlike = "anthropic.claude-sonnet-4-5-20250929-v1:0"\n`;
  const told = await start(config);
  try {
    assert.equal(await send(told, claude), "top_p");
    assert.equal(await questions(), 0);
  } finally {
    await told.stop();
  }
});

test("U9d: the cache points are those of the model behind it", async () => {
  const marked = async (model: string) => {
    const cache_control = { type: "ephemeral" };
    const tool = { type: "function", function: { name: "f" }, cache_control };
    await asking.client().chat.completions.create({ ...hello(model), tools: [tool] } as never);
    return JSON.stringify((await simulator.lastBody()).toolConfig.tools).includes("cachePoint");
  };
  assert.equal(await marked(claude), true);
  assert.equal(await marked(nova), false); // which cannot cache tools
});

test("R7: what one caller may not ask does not cost another its answer", async () => {
  const fresh = await start("[aws]\nresolve_profiles = true\n");
  const stranger = {
    "x-aws-access-key-id": ambientCredentials.AWS_ACCESS_KEY_ID, // which is no secret
    "x-aws-secret-access-key": "of somebody else",
  };
  try {
    const client = fresh.client({ defaultHeaders: stranger });
    await assert.rejects(client.chat.completions.create(hello(claude)));
    assert.equal(await send(fresh, claude), "top_p");
  } finally {
    await fresh.stop();
  }
});
