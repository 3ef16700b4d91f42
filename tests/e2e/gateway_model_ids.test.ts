// What cannot be a model id never gets to Bedrock, at any door.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { postJson, request } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";

const { simulator, gateway } = await serve();

const messages = [{ role: "user", content: "Hello!" }];
const doors: [string, object][] = [
  ["/v1/chat/completions", { messages }],
  ["/v1/messages", { messages, max_tokens: 10 }],
  ["/v1/messages/count_tokens", { messages }],
  ["/v1/responses", { input: "Hello!", store: false }],
  ["/v1/responses/input_tokens", { input: "Hello!" }],
];
const wrong = [
  "../../x",
  "..",
  "a/../../b",
  "%2e%2e%2fx",
  "bedrock/../x",
  "eu-west-1/..",
  "arn:aws:bedrock:us-east-1:123456789012:inference-profile/../x",
  "x\u0000y",
  "x\r\nhost: y",
  "x?y=z",
  "x#y",
  "a b",
  "ä",
  "x".repeat(2049),
];

for (const [path, body] of doors) {
  test(`${path} refuses what cannot be a model id`, async () => {
    for (const model of wrong) {
      for (const stream of [false, true]) {
        const answer = await postJson(gateway.url + path, { ...body, model, ...(stream && { stream }) });
        assert.equal(answer.status, 400, `${model}: ${answer.body}`);
        assert.match(answer.body, /model/);
      }
    }
    assert.equal((await simulator.requests()).length, 0);
  });
}

test("/v1/models refuses it as well", async () => {
  for (const model of ["..%2f..%2fx", "x%00y", "a%20b"]) {
    const answer = await request(`${gateway.url}/v1/models/${model}`);
    assert.ok([400, 404].includes(answer.status), answer.body);
  }
});

describe("C18: names as other gateways write them", () => {
  const asked = async (model: string) => {
    const answer = await postJson(`${gateway.url}/v1/chat/completions`, { messages, model });
    return { answer, target: (await simulator.requests()).at(-1)?.target ?? "" };
  };
  for (const [name, id] of [
    ["bedrock/amazon.nova-lite-v1:0", "amazon.nova-lite-v1%3A0"],
    ["bedrock/converse/amazon.nova-lite-v1:0", "amazon.nova-lite-v1%3A0"],
    ["bedrock/us-east-1/amazon.nova-lite-v1:0", "amazon.nova-lite-v1%3A0"],
    ["amazon-bedrock/amazon.nova-lite-v1:0", "amazon.nova-lite-v1%3A0"],
    ["anthropic/claude-opus-5.5", "us.anthropic.claude-opus-5-5"],
    ["bedrock/anthropic/claude-opus-5.5", "us.anthropic.claude-opus-5-5"],
    ["claude-opus-5-5[1m]", "us.anthropic.claude-opus-5-5"],
  ] as const) {
    test(name, async () => {
      const { answer, target } = await asked(name);
      assert.equal(answer.status, 200, answer.body);
      assert.ok(target.startsWith(`/model/${id}/`), target);
    });
  }

  test("a name that stands for nothing names the id to use", async () => {
    const { answer } = await asked("amazon.nova-lite-v1:0[1m]");
    assert.equal(answer.status, 404);
    assert.match(answer.body, /Use 'amazon\.nova-lite-v1:0'/);
  });
});
