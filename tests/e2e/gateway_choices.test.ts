// Several choices in one answer (n), and dry runs.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import type OpenAI from "openai";

import { ambientCredentials, claude, Gateway, hello } from "./lib/gateway.ts";
import { eventually } from "./lib/process.ts";
import { postJson } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";
import { credentials, echo, temporaryCredentials } from "./lib/simulator.ts";

const { simulator, gateway } = await serve({ config: "[chat]\ndry_run = true\n" });

const chat = () => gateway.client().chat.completions;
const one = { input_tokens: 10, output_tokens: 5, cache_read: 2 };

describe("several choices, whole", () => {
  test("are one answer with one usage", async () => {
    await simulator.fault(
      ...["first", "second", "third"].map((text) => ({ times: 1, answer: { text, ...one } })),
    );
    const { choices, usage } = await chat().create({ ...hello(), n: 3 });
    assert.deepEqual(
      choices.map((choice) => choice.index),
      [0, 1, 2],
    );
    const texts = choices.map((choice) => choice.message.content);
    assert.deepEqual(texts.sort(), ["first", "second", "third"]);
    assert.equal(usage!.prompt_tokens, 36);
    assert.equal(usage!.completion_tokens, 15);
    assert.equal(usage!.total_tokens, 51);
    assert.equal(usage!.prompt_tokens_details!.cached_tokens, 6);
    assert.equal((await simulator.requests()).length, 3);
  });

  test("fail together", async () => {
    await simulator.fault({
      times: 1,
      error: { code: "AccessDeniedException", message: "You may not." },
    });
    await assert.rejects(chat().create({ ...hello(), n: 3 }), { status: 403, message: /may not/ });
  });

  test("are bounded", async () => {
    await assert.rejects(chat().create({ ...hello(), n: 9 }), {
      status: 400,
      param: "n",
      message: /chat\.max_choices/,
    });
    assert.equal((await simulator.requests()).length, 0);
  });
});

describe("several choices, streamed", () => {
  const streamed = { ...hello(), n: 3, stream: true as const };

  test("alternate in one stream with one usage and one end", async () => {
    await simulator.fault({ delay_ms: { events: 5 }, answer: one });
    const stream = await chat().create({ ...streamed, stream_options: { include_usage: true } });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    assert.equal(new Set(chunks.map((chunk) => `${chunk.id} ${chunk.created}`)).size, 1);
    for (const index of [0, 1, 2]) {
      const own = chunks.flatMap((chunk) => chunk.choices).filter((c) => c.index === index);
      assert.equal(own[0]!.delta.role, "assistant");
      assert.equal(own.map((c) => c.delta.content ?? "").join(""), echo(claude, "Hello!"));
      assert.deepEqual(
        own.filter((c) => c.finish_reason).map((c) => c.finish_reason),
        ["stop"],
      );
    }
    const usages = chunks.filter((chunk) => chunk.usage);
    assert.equal(usages.length, 1);
    assert.equal(usages[0], chunks.at(-1));
    assert.equal(usages[0]!.usage!.completion_tokens, 15);
    const order = chunks.flatMap((chunk) => chunk.choices.map((c) => c.index));
    assert.notDeepEqual(order, [...order].sort());
  });

  test("end with [DONE] once", async () => {
    const { body } = await postJson(`${gateway.url}/v1/chat/completions`, streamed);
    assert.equal(body.split("[DONE]").length, 2);
    assert.ok(body.endsWith("data: [DONE]\n\n"));
  });

  test("a failure before the first byte has its status", async () => {
    await simulator.fault(
      { times: 1, error: { code: "AccessDeniedException", message: "Not you." } },
      { delay_ms: { head: 2000 } },
    );
    await assert.rejects(chat().create(streamed), { status: 403 });
  });

  test("a failure in mid-stream ends all with an error event", async () => {
    await simulator.fault(
      {
        times: 1,
        delay_ms: { events: 20 },
        exception: { code: "modelStreamErrorException", message: "Broken.", after_deltas: 2 },
      },
      { delay_ms: { events: 20 }, answer: { text: "word ".repeat(200).trim() } },
    );
    const { body } = await postJson(`${gateway.url}/v1/chat/completions`, streamed);
    assert.match(body, /data: \{"error":\{/);
    assert.doesNotMatch(body, /\[DONE\]/);
    await eventually("the other calls to end", async () => {
      const { active } = await simulator.stats();
      return active === 0;
    });
  });

  test("a client that goes away ends all", async () => {
    await simulator.fault({ delay_ms: { events: 20 }, answer: { text: "word ".repeat(500).trim() } });
    const stream = await chat().create(streamed);
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    await eventually("the calls to end", async () => {
      const { active, aborted } = await simulator.stats();
      return active === 0 && aborted >= 3;
    });
  });
});

describe("a dry run", () => {
  const url = (query = "?dry_run=true") => `${gateway.url}/v1/chat/completions${query}`;

  test("shows what would be sent, and sends nothing", async () => {
    const body = { ...hello(), temperature: 1.7, seed: 7, top_k: 5 };
    const { status, body: text } = await postJson(url(), body, {
      "x-aws-access-key-id": temporaryCredentials.accessKeyId,
      "x-aws-secret-access-key": temporaryCredentials.secretAccessKey,
      "x-aws-session-token": temporaryCredentials.sessionToken,
    });
    assert.equal(status, 200);
    const shown = JSON.parse(text);
    assert.equal(shown.object, "gateway.dry_run");
    assert.equal(shown.request.method, "POST");
    assert.equal(shown.request.url, `${simulator.url}/model/${claude.replace(":", "%3A")}/converse`);
    assert.deepEqual(shown.request.body.inferenceConfig, { temperature: 1 });
    assert.deepEqual(shown.request.body.additionalModelRequestFields, { top_k: 5 });
    assert.deepEqual(shown.dropped_params, ["temperature=1.7->1", "seed"]);
    assert.equal(shown.rules.api, "converse");
    assert.equal(shown.request.headers["x-amz-security-token"], "(redacted)");
    for (const secret of [temporaryCredentials.secretAccessKey, temporaryCredentials.sessionToken]) {
      assert.ok(!text.includes(secret));
    }
    assert.equal((await simulator.requests()).length, 0);
  });

  test("can be asked for in a header, for streams too", async () => {
    const body = { ...hello(), stream: true, n: 2 };
    const answer = await postJson(url(""), body, { "x-gateway-dry-run": "true" });
    const shown = JSON.parse(answer.body);
    assert.match(shown.request.url, /\/converse-stream$/);
    assert.equal(shown.calls, 2);
  });

  test("is off unless the operator allows it", async () => {
    const careful = await Gateway.start({ simulator, environment: ambientCredentials });
    try {
      const answer = await postJson(`${careful.url}/v1/chat/completions?dry_run=true`, hello());
      assert.equal(answer.status, 403);
      assert.match(answer.body, /chat\.dry_run = true/);
      assert.ok(!answer.body.includes(credentials.secretAccessKey));
    } finally {
      await careful.stop();
    }
  });
});
