// Every form in which a model can be named reaches Bedrock as it must: encoded once in the path,
// and twice in the signature, which the simulator verifies (U13).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Gateway, hello } from "./lib/gateway.ts";
import { Simulator } from "./lib/simulator.ts";

const haiku = "anthropic.claude-haiku-4-5-20251001-v1:0";
const account = "123456789012";

let simulator: Simulator;
let gateway: Gateway;
before(async () => {
  simulator = await Simulator.start();
  const config = `[aliases]
"gpt-4o" = "us.${haiku}"
"claude-*-haiku*" = "eu-west-1/eu.${haiku}"
`;
  gateway = await Gateway.start({ simulator, config });
});
after(async () => {
  await gateway.stop();
  await simulator.stop();
});

const ask = async (model: string) => {
  await simulator.reset();
  const { data, response } = await gateway
    .client()
    .chat.completions.create(hello(model))
    .withResponse();
  const [seen] = await simulator.requests();
  return { answer: data, headers: response.headers, target: seen!.target };
};

describe("a model is named by", () => {
  const names = [
    haiku,
    ...["us", "eu", "apac", "jp", "au", "ca", "us-gov", "global"].map((geo) => `${geo}.${haiku}`),
    `arn:aws:bedrock:us-west-2::foundation-model/${haiku}`,
    `arn:aws:bedrock:us-west-2:${account}:inference-profile/us.${haiku}`,
    `arn:aws-us-gov:bedrock:us-gov-west-1:${account}:inference-profile/us-gov.${haiku}`,
    `arn:aws:bedrock:us-west-2:${account}:custom-model/${haiku}/abcdefghijkl`,
  ];
  for (const name of names) {
    test(name, async () => {
      const { answer, target, headers } = await ask(name);
      assert.equal(target, `/model/${encodeURIComponent(name)}/converse`);
      assert.equal(answer.model, name);
      assert.equal(headers.get("x-gateway-model"), null);
    });
    test(`${name}, percent-encoded by the client`, async () => {
      const { target } = await ask(encodeURIComponent(name));
      assert.equal(target, `/model/${encodeURIComponent(name)}/converse`);
    });
  }

  test("its region and its id", async () => {
    const { answer, target } = await ask(`eu-central-1/eu.${haiku}`);
    assert.equal(target, `/model/${encodeURIComponent(`eu.${haiku}`)}/converse`);
    assert.equal(answer.model, `eu-central-1/eu.${haiku}`);
  });

  test("an alias", async () => {
    const { answer, target, headers } = await ask("gpt-4o");
    assert.equal(target, `/model/${encodeURIComponent(`us.${haiku}`)}/converse`);
    assert.equal(answer.model, "gpt-4o");
    assert.equal(headers.get("x-gateway-model"), `us.${haiku}`);
    await gateway.prints(new RegExp(`"model":"gpt-4o","upstream_model":"us\\.${haiku}"`));
  });

  test("an alias with wildcards", async () => {
    const { target } = await ask("claude-3-5-haiku-latest");
    assert.equal(target, `/model/${encodeURIComponent(`eu.${haiku}`)}/converse`);
  });
});
