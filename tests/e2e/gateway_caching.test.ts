// Prompt caching and guardrails from the client's mark to the answer's usage.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";

import { Gateway } from "./lib/gateway.ts";
import { postJson } from "./lib/request.ts";
import { Simulator } from "./lib/simulator.ts";

const caching = "anthropic.claude-sonnet-4-5-20250929-v1:0";
const automatic = "anthropic.claude-haiku-4-5-20251001-v1:0";
const guarded = "amazon.nova-pro-v1:0";
const invoked = "mistral.mistral-7b-instruct-v0:2";
const invokedClaude = "anthropic.claude-3-haiku-20240307-v1:0";

let simulator: Simulator;
let gateway: Gateway;
before(async () => {
  simulator = await Simulator.start();
  const config = `
[[model]]
pattern = "${automatic}"
automatic_cache = "5m"

[[model]]
pattern = "${guarded}"
guardrail = "gr1"
guardrail_version = "2"
guardrail_choice = "request"

[[model]]
pattern = "${invoked}"
api = "invoke"
guardrail = "gr1"

[[model]]
pattern = "${invokedClaude}"
api = "invoke"
guardrail = "gr1"
`;
  gateway = await Gateway.start({ simulator, config });
});
after(async () => {
  await gateway.stop();
  await simulator.stop();
});
beforeEach(() => simulator.reset());

const chat = (body: unknown, headers: Record<string, string> = {}) =>
  postJson(`${gateway.url}/v1/chat/completions`, body, headers);
const long = "A rule of the house. ".repeat(100);

describe("prompt caching", () => {
  const conversation = (model: string, marked: boolean, ...questions: string[]) => ({
    model,
    messages: [
      {
        role: "system",
        content: [
          { type: "text", text: long, ...(marked ? { cache_control: { type: "ephemeral" } } : {}) },
        ],
      },
      ...questions.flatMap((content, i) => [
        ...(i > 0 ? [{ role: "assistant", content: "Yes." }] : []),
        { role: "user", content },
      ]),
    ],
  });

  for (const [model, marked] of [
    [caching, true],
    [automatic, false],
  ] as const) {
    test(`${marked ? "marked by the client" : "automatic"}: written, then read`, async () => {
      const first = JSON.parse((await chat(conversation(model, marked, "One?"))).body);
      const second = JSON.parse((await chat(conversation(model, marked, "One?", "Two?"))).body);
      const details = (answer: any) => answer.usage.prompt_tokens_details;
      assert.equal(details(first).cached_tokens, 0);
      assert.ok(details(first).cache_write_tokens > 400);
      assert.ok(details(second).cached_tokens > 400);
      assert.ok(second.usage.prompt_tokens > details(second).cached_tokens);
    });
  }

  test("a model without it is asked without", async () => {
    const answer = await chat(conversation("meta.llama3-1-8b-instruct-v1:0", true, "One?"));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["x-gateway-dropped-params"], "cache_control");
  });
});

describe("a guardrail", () => {
  const bad = (model: string) => ({
    model,
    messages: [{ role: "user", content: "Say simulate-guardrail, please." }],
  });
  const trace = { guardrailConfig: { trace: "enabled" } };

  test("intervenes, whole and streamed", async () => {
    const whole = JSON.parse((await chat({ ...bad(guarded), ...trace })).body);
    assert.equal(whole.choices[0].finish_reason, "content_filter");
    assert.match(whole.choices[0].message.content, /guardrail has blocked/);
    assert.ok(whole.trace.guardrail.inputAssessment.gr1);

    const client = gateway.client();
    const stream = await client.chat.completions.create({ ...(bad(guarded) as any), stream: true });
    let reason;
    for await (const chunk of stream as any) reason = chunk.choices[0]?.finish_reason ?? reason;
    assert.equal(reason, "content_filter");
  });

  for (const model of [invoked, invokedClaude]) {
    test(`is in headers of InvokeModel with ${model}, whole and streamed`, async () => {
      const answer = JSON.parse((await chat(bad(model))).body);
      assert.equal(answer.choices[0].finish_reason, "content_filter");
      const stream = await chat({ ...bad(model), stream: true });
      assert.match(stream.body, /guardrail/);
      assert.match(stream.body, /"finish_reason":"content_filter"/);
      for (const { headers } of await simulator.requests()) {
        assert.equal(headers["x-amzn-bedrock-guardrailidentifier"], "gr1");
        assert.equal(headers["x-amzn-bedrock-guardrailversion"], "DRAFT");
      }
    });
  }

  test("can be asked for its trace by a header, not for another one", async () => {
    const traced = await chat(bad(guarded), { "x-amzn-bedrock-trace": "ENABLED" });
    assert.ok(JSON.parse(traced.body).trace);
    const other = await chat(bad(guarded), {
      "x-amzn-bedrock-guardrailidentifier": "gr2",
      "x-amzn-bedrock-guardrailversion": "1",
    });
    assert.equal(other.status, 400);
    assert.equal(JSON.parse(other.body).error.code, "guardrail_not_allowed");
  });

  test("is bound to a gateway key, whatever the model's is", async () => {
    const key = "key-of-team-a";
    const id = createHash("sha256").update(key).digest("hex").slice(0, 12);
    const config = `[auth]
keys = ["${key}", "another"]
[[guardrail]]
id = "gr9"
version = "7"
key = "${id}"`;
    const bound = await Gateway.start({ simulator, config });
    try {
      const ask = async (apiKey: string, more = {}) =>
        postJson(`${bound.url}/v1/chat/completions`, { ...bad(automatic), ...more }, {
          authorization: `Bearer ${apiKey}`,
        });
      const watched = await ask(key);
      assert.equal(JSON.parse(watched.body).choices[0].finish_reason, "content_filter");
      const { guardrailConfig } = await simulator.lastBody();
      assert.deepEqual(guardrailConfig, { guardrailIdentifier: "gr9", guardrailVersion: "7" });
      const other = { guardrailConfig: { guardrailIdentifier: "gr2", guardrailVersion: "1" } };
      assert.equal((await ask(key, other)).status, 400);
      await ask("another");
      assert.equal((await simulator.lastBody()).guardrailConfig, undefined);
    } finally {
      await bound.stop();
    }
  });
});
