// Parameters beside messages and tools, as the official client sends them: U15, U28, U44, U54.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";

import type OpenAI from "openai";

import { Gateway, hello } from "./lib/gateway.ts";
import { postJson } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";

const sonnet = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const opus = "global.anthropic.claude-opus-4-7";

const { simulator, gateway } = await serve();

const lastBody = async (): Promise<any> => JSON.parse((await simulator.requests()).at(-1)!.body);

type Extra = Record<string, unknown>;
// With members that the client's types do not know, as extra_body adds them in other languages.
async function create(model: string, extra: Extra, headers: Record<string, string> = {}) {
  const body = { ...hello(model), ...extra } as OpenAI.ChatCompletionCreateParamsNonStreaming;
  const { data, response } = await gateway
    .client()
    .chat.completions.create(body, { headers })
    .withResponse();
  return { data: data as any, dropped: response.headers.get("x-gateway-dropped-params") };
}

// U44: Bedrock refuses what is said twice.
describe("a field of the model's own", () => {
  test("counts more than the parameter that says the same", async () => {
    const own = { additionalModelRequestFields: { stop_sequences: ["you"] } };
    const { data, dropped } = await create(sonnet, { stop: ["This"], ...own });
    assert.equal(dropped, "stop");
    assert.match(data.choices[0].message.content, /^This is/);
  });

  test("does not replace the system messages", async () => {
    const messages = [{ role: "system", content: "Be brief." }, ...hello(sonnet).messages];
    const { dropped } = await create(sonnet, { messages, system: "Be loud." });
    assert.equal(dropped, "system");
    assert.deepEqual((await lastBody()).system, [{ text: "Be brief." }]);
  });
});

describe("sampling parameters", () => {
  test("that the model refuses are left out and named", async () => {
    const { dropped } = await create(opus, { temperature: 0.5, top_p: 0.9, top_k: 40 });
    assert.equal(dropped, "temperature, top_p, top_k");
    const { inferenceConfig, additionalModelRequestFields } = await lastBody();
    assert.equal(inferenceConfig, undefined);
    assert.equal(additionalModelRequestFields, undefined);
  });

  test("go where the model's own API wants them", async () => {
    await create(sonnet, { temperature: 0, top_k: 40 });
    const claude = await lastBody();
    assert.equal(claude.inferenceConfig.temperature, 0);
    assert.deepEqual(claude.additionalModelRequestFields, { top_k: 40 });

    await create("us.amazon.nova-pro-v1:0", { top_k: 40 });
    const nova = await lastBody();
    assert.deepEqual(nova.additionalModelRequestFields, { inferenceConfig: { topK: 40 } });

    await create("cohere.command-r-plus-v1:0", { top_k: 40, seed: 7, presence_penalty: 0.5 });
    const cohere = await lastBody();
    assert.deepEqual(cohere.additionalModelRequestFields, { k: 40, seed: 7, presence_penalty: 0.5 });
  });
});

describe("extra members", () => {
  test("reach the model as they are", async () => {
    const context_management = { edits: [{ type: "clear_tool_uses_20250919" }] };
    const beta = { "anthropic-beta": "context-management-2025-06-27, claude-code-20250219" };
    const { dropped } = await create(sonnet, { context_management }, beta);
    assert.equal(dropped, "anthropic_beta=claude-code-20250219");
    assert.deepEqual((await lastBody()).additionalModelRequestFields, {
      anthropic_beta: ["context-management-2025-06-27"],
      context_management,
    });
  });

  test("that the model does not know are left out once it has refused them, and named", async () => {
    const { data, dropped } = await create(sonnet, { my_field: 1 });
    assert.equal(data.choices[0].finish_reason, "stop");
    assert.equal(dropped, "my_field");
  });

  test("that are meant for other servers do no harm", async () => {
    const junk = { chat_id: "c", session_id: "s", keep_alive: "5m", litellm_session_id: "l" };
    const { data, dropped } = await create(sonnet, junk);
    assert.equal(data.choices[0].finish_reason, "stop");
    assert.equal(dropped, "chat_id, session_id, keep_alive, litellm_session_id");
  });
});

describe("options of the call", () => {
  test("service_tier is passed on, and the tier that was used is told", async () => {
    const { data } = await create(sonnet, { service_tier: "flex" });
    assert.equal(data.service_tier, "flex");
    assert.deepEqual((await lastBody()).serviceTier, { type: "flex" });

    const stream = await gateway.client().chat.completions.create({
      ...hello(sonnet),
      service_tier: "priority",
      stream: true,
    });
    const tiers = [];
    for await (const chunk of stream) if (chunk.service_tier) tiers.push(chunk.service_tier);
    assert.deepEqual(tiers, ["priority"]);
  });

  test("service_tier through InvokeModel, where headers say it", async () => {
    const invoked = "meta.llama3-8b-instruct-v1:0";
    const config = `[[model]]\npattern = "${invoked}"\napi = "invoke"\n`;
    const native = await Gateway.start({ simulator, config });
    try {
      const { chat } = native.client();
      const request = { ...hello(invoked), service_tier: "flex" as const };
      assert.equal((await chat.completions.create(request)).service_tier, "flex");
      const tiers = [];
      for await (const chunk of await chat.completions.create({ ...request, stream: true })) {
        if (chunk.service_tier) tiers.push(chunk.service_tier);
      }
      assert.deepEqual(tiers, ["flex"]);
      for (const { headers } of await simulator.requests()) {
        assert.equal(headers["x-amzn-bedrock-service-tier"], "flex");
      }
    } finally {
      await native.stop();
    }
  });

  test("metadata becomes what AWS takes", async () => {
    const { dropped } = await create(sonnet, { metadata: { team: "größe", run: "7" } });
    assert.equal(dropped, "metadata=sanitized");
    assert.deepEqual((await lastBody()).requestMetadata, { team: "gr__e", run: "7" });
  });

  test("latency can be said in AWS's own header", async () => {
    await create(sonnet, {}, { "x-amzn-bedrock-performanceconfig-latency": "optimized" });
    assert.deepEqual((await lastBody()).performanceConfig, { latency: "optimized" });
  });

  test("fields of the model's own answer come back when asked for", async () => {
    await simulator.fault({ answer: { text: "a", stop_reason: "stop_sequence", stop_sequence: "." } });
    const { data } = await create(sonnet, {
      additionalModelResponseFieldPaths: ["/stop_sequence"],
    });
    assert.deepEqual(data.additional_model_response_fields, { stop_sequence: "." });
  });
});

// U15: the catalogue may be wrong, as these settings are; the simulator knows better.
describe("sampling parameters that a model refuses after all", () => {
  const statuses = async () => (await simulator.requests()).map(({ status }) => status);
  const overrated = `[[model]]\npattern = "*"\nsampling = "both"\n`;
  const cases: [string, string, Extra, Extra | undefined, string][] = [
    ["both at once", sonnet, { temperature: 0.5, top_p: 0.9 }, { temperature: 0.5 }, "top_p"],
    ["both", opus, { temperature: 0.5, top_p: 0.9 }, undefined, "temperature, top_p"],
    ["the only one", opus, { top_p: 0.9 }, undefined, "top_p"],
  ];
  for (const [name, model, extra, inferenceConfig, named] of cases) {
    test(`${name}: left out, named, and remembered`, async () => {
      const flags = ["--workers", "1"];
      const trusting = await Gateway.start({ simulator, config: overrated, flags });
      try {
        for (const expected of [[400, 200], [400, 200, 200]]) {
          const body = { ...hello(model), ...extra };
          const { response } = await trusting.client().chat.completions.create(body).withResponse();
          assert.equal(response.headers.get("x-gateway-dropped-params"), named);
          assert.deepEqual(await statuses(), expected);
          assert.deepEqual((await lastBody()).inferenceConfig, inferenceConfig);
        }
      } finally {
        await trusting.stop();
      }
    });
  }

  test("top_k: left out, named, and remembered", async () => {
    const known = `[[model]]\npattern = "${opus}"\nparameters = { top_k = "top_k" }\n`;
    const trusting = await Gateway.start({ simulator, config: known, flags: ["--workers", "1"] });
    try {
      for (const expected of [[400, 200], [400, 200, 200]]) {
        const body = { ...hello(opus), top_k: 40 };
        const { response } = await trusting.client().chat.completions.create(body).withResponse();
        assert.equal(response.headers.get("x-gateway-dropped-params"), "top_k");
        assert.deepEqual(await statuses(), expected);
        assert.equal((await lastBody()).additionalModelRequestFields, undefined);
      }
    } finally {
      await trusting.stop();
    }
  });

  test("one after the other: each is left out, and the client hears of no refusal", async () => {
    const trusting = await Gateway.start({ simulator, config: overrated });
    const refusing = (field: string) => ({
      times: 1,
      error: {
        code: "ValidationException",
        message: `This model doesn't support the ${field} field. Remove ${field} and try again.`,
      },
    });
    try {
      await simulator.fault(refusing("topP"), refusing("temperature"));
      const body = { ...hello(sonnet), temperature: 0.5, top_p: 0.9 };
      const { response } = await trusting.client().chat.completions.create(body).withResponse();
      assert.equal(response.headers.get("x-gateway-dropped-params"), "temperature, top_p");
      assert.equal(response.headers.get("x-gateway-attempts"), "1");
      const asked = (await simulator.requests()).map((seen) => JSON.parse(seen.body).inferenceConfig);
      assert.deepEqual(asked, [{ temperature: 0.5, topP: 0.9 }, { temperature: 0.5 }, undefined]);
    } finally {
      await trusting.stop();
    }
  });

  test("are the client's 400 in strict mode", async () => {
    const config = `strict = true\n${overrated}`;
    const strict = await Gateway.start({ simulator, config });
    try {
      const body = { ...hello(sonnet), temperature: 0.5, top_p: 0.9 };
      await assert.rejects(strict.client().chat.completions.create(body), {
        status: 400,
        message: /cannot both be specified/,
      });
      assert.deepEqual(await statuses(), [400]);
    } finally {
      await strict.stop();
    }
  });
});

test("the operator can refuse what would be changed", async () => {
  const config = "[chat]\nclamp_max_tokens = false\nforward_extra_fields = false\nforward_user = true";
  const careful = await Gateway.start({ simulator, config });
  try {
    const { chat } = careful.client();
    await assert.rejects(chat.completions.create({ ...hello(sonnet), max_tokens: 1_000_000 }), {
      status: 400,
      param: "max_tokens",
      message: /at most 64000 completion tokens/,
    });
    const extra = { my_field: 1, user: "u-1" };
    const { response } = await chat.completions.create({ ...hello(sonnet), ...extra }).withResponse();
    assert.equal(response.headers.get("x-gateway-dropped-params"), "my_field");
    assert.deepEqual((await lastBody()).requestMetadata, { user: "u-1" });
  } finally {
    await careful.stop();
  }
});

describe("R3: a number beyond all bounds", () => {
  const huge = "9223372036854775807";
  const limitless = `[[model]]\npattern = "acme.thinker"\nlike = "${sonnet}"\nmax_output = 0\n`;
  // As text: JavaScript has no such number.
  const bodies = [
    `"thinking":{"type":"enabled","budget_tokens":${huge}},"max_tokens":100`,
    `"thinking":{"type":"enabled","budget_tokens":${huge}}`,
    `"thinking":{"type":"enabled","budget_tokens":${huge}},"max_tokens":${huge}`,
    `"reasoning":{"max_tokens":${huge}},"max_completion_tokens":${huge}`,
    `"reasoning_effort":"high","max_tokens":${huge}`,
    `"max_tokens":${huge}`,
  ];

  for (const members of bodies) {
    test(`stays a large one: ${members}`, async () => {
      const other = await Gateway.start({ simulator, config: `chat.dry_run = true\n${limitless}` });
      try {
        for (const model of [sonnet, "acme.thinker"]) {
          const messages = JSON.stringify(hello().messages);
          const answer = await postJson(
            `${other.url}/v1/chat/completions?dry_run=true`,
            `{"model":"${model}","messages":${messages},${members}}`,
          );
          assert.equal(answer.status, 200, answer.body);
          const numbers = [...answer.body.matchAll(/(?:":|->)(-?\d{4,})/g)].map((found) => Number(found[1]));
          assert.ok(numbers.length > 0, answer.body);
          assert.ok(numbers.every((n) => n > 0 && n <= 2 ** 54), `${numbers}`);
        }
      } finally {
        await other.stop();
      }
    });
  }

  test("of choices is refused", async () => {
    const answer = await postJson(
      `${gateway.url}/v1/chat/completions`,
      `{"model":"${sonnet}","messages":[{"role":"user","content":"x"}],"n":${huge}}`,
    );
    assert.equal(answer.status, 400, answer.body);
  });
});
