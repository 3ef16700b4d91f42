// OpenAI's own client as the judge of /v1/responses: whole responses and streams, from models that show
// what they think and from those that do not.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import OpenAI from "openai";

import { gpt, gptOss, nova, opus47, sonnet45 } from "./lib/anthropic.ts";
import { Gateway } from "./lib/gateway.ts";
import { pixel } from "./lib/pictures.ts";
import { request } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";
import { type AnswerBlock, echo } from "./lib/simulator.ts";
import { cityOnly, twoCalls, weatherIn } from "./lib/tools.ts";

const { simulator, gateway } = await serve();
const client = gateway.client();
type Body = Omit<OpenAI.Responses.ResponseCreateParamsNonStreaming, "stream">;
type Item = OpenAI.Responses.ResponseInputItem;

// Whole and streamed, which must be the same.
async function both(body: Body): Promise<[OpenAI.Responses.Response, OpenAI.Responses.Response]> {
  const whole = await client.responses.create(body as OpenAI.Responses.ResponseCreateParamsNonStreaming);
  const streamed = await client.responses.stream(body as any).finalResponse();
  return [whole, streamed as OpenAI.Responses.Response];
}
const models = [sonnet45, opus47, nova, gptOss, gpt];
const weather = { type: "function" as const, name: "get_weather", parameters: cityOnly, strict: false };
const time = { type: "function" as const, name: "get_time", parameters: { type: "object", properties: {} }, strict: false };
// What a tool says to a call.
const result = (call: OpenAI.Responses.ResponseFunctionToolCall): Item => ({
  type: "function_call_output",
  call_id: call.call_id,
  output: call.name === "get_time" ? "noon" : weatherIn(JSON.parse(call.arguments)),
});
const isCall = (item: { type: string }): item is OpenAI.Responses.ResponseFunctionToolCall => item.type === "function_call";
const upstream = () => simulator.lastBody();

describe("a response", () => {
  for (const model of models) {
    test(`from ${model}`, async () => {
      for (const answer of await both({ model, input: "Hello!", instructions: "Be brief." })) {
        assert.match(answer.id, /^resp_/);
        assert.equal(answer.object, "response");
        assert.equal(answer.status, "completed");
        assert.equal(answer.model, model);
        assert.equal(answer.error, null);
        assert.equal(answer.incomplete_details, null);
        assert.equal((answer as any).store, false);
        assert.equal(answer.output_text, echo(model, "Hello!"));
        const { usage } = answer;
        assert.equal(usage!.total_tokens, usage!.input_tokens + usage!.output_tokens);
        assert.equal(typeof usage!.input_tokens_details.cached_tokens, "number", "trap 14");
        assert.equal(typeof usage!.output_tokens_details.reasoning_tokens, "number", "trap 14");
      }
    });

    test(`trap 6: from ${model}, cut at its limit`, async () => {
      for (const answer of await both({ model, input: "Hello!", max_output_tokens: 5 })) {
        assert.equal(answer.status, "incomplete");
        assert.equal(answer.incomplete_details!.reason, "max_output_tokens");
      }
    });
  }

  test("that is filtered is incomplete, with its text", async () => {
    await simulator.fault({ answer: { content: [{ text: "I" }], stop_reason: "content_filtered" } });
    for (const answer of await both({ model: nova, input: "Hello!" })) {
      assert.equal(answer.status, "incomplete");
      assert.equal(answer.incomplete_details!.reason, "content_filter");
      assert.equal(answer.output_text, "I");
    }
  });

  test("at the end of the context window has failed", async () => {
    await simulator.fault({ answer: { text: "I", stop_reason: "model_context_window_exceeded" } });
    for (const answer of await both({ model: nova, input: "Hello!" })) {
      assert.equal(answer.status, "failed");
      assert.equal(answer.error!.code as string, "context_length_exceeded");
    }
  });

  test("trap 4: text is what its deltas were; a turn of calls alone has no message", async () => {
    const call = { tool_use: { name: "get_weather", id: "t1", input: { city: "Rome" } } };
    for (const content of [[{ text: "One two three" }], [call], [{ text: "Then " }, call]] as AnswerBlock[][]) {
      await simulator.fault({ answer: { content } });
      const events = client.responses.stream({ model: nova, input: "Hello!", tools: [weather] });
      let deltas = "";
      const added: string[] = [];
      for await (const event of events) {
        if (event.type === "response.output_text.delta") deltas += event.delta;
        if (event.type === "response.output_text.done") assert.equal(event.text, deltas);
        if (event.type === "response.output_item.added") added.push(event.item.type);
      }
      const final = await events.finalResponse();
      const types = content.map((block) => ("text" in block ? "message" : "function_call"));
      assert.deepEqual(added, types);
      assert.deepEqual(final.output.map(({ type }) => type), types);
      assert.equal(final.output_text, deltas);
    }
  });

  test("of a picture", async () => {
    const content = [
      { type: "input_text" as const, text: "What is it?" },
      { type: "input_image" as const, image_url: pixel, detail: "auto" as const },
    ];
    for (const answer of await both({ model: nova, input: [{ role: "user", content }] }))
      assert.match(answer.output_text, /\[image png/);
  });
});

describe("structured text", () => {
  const schema = { type: "object", properties: { city: { type: "string", minLength: 1 } }, required: ["city"], additionalProperties: false };
  for (const model of models) {
    test(`from ${model}`, async () => {
      const format = { type: "json_schema" as const, name: "codex_output_schema", schema, strict: true };
      for (const answer of await both({ model, input: "Paris", text: { format } })) {
        assert.equal(answer.status, "completed");
        assert.equal(typeof JSON.parse(answer.output_text).city, "string");
      }
    });
  }

  test("parsed by the client", async () => {
    const format = { type: "json_schema" as const, name: "place", schema, strict: true };
    const parsed = await client.responses.parse({ model: sonnet45, input: "Paris", text: { format } });
    assert.ok((parsed.output_parsed as any).city);
  });
});

describe("tools", () => {
  for (const model of models) {
    test(`functions, in a loop with ${model}`, async () => {
      const body = { model, tools: [weather, time] };
      for (const first of await both({ ...body, input: twoCalls })) {
        const calls = first.output.filter(isCall);
        assert.deepEqual(calls.map(({ name, status }) => [name, status]), [["get_weather", "completed"], ["get_time", "completed"]]);
        const input = [{ role: "user" as const, content: twoCalls }, ...(first.output as Item[]), ...calls.map(result)];
        for (const last of await both({ ...body, input }))
          assert.match(last.output_text, /The tools said: sunny in Köln\nnoon/);
      }
    });
  }

  test("custom tools get their text, whatever is in it", async () => {
    const input = 'const a = "Ü\\n😀";\n\u2028// */\t\\u0041';
    const text = JSON.stringify({ input });
    const fragments = [...text]; // Bedrock cuts no character in two
    await simulator.fault({ answer: { content: [{ tool_use: { name: "exec", id: "t1", fragments } }] } });
    const exec = { type: "custom" as const, name: "exec", format: { type: "grammar" as const, syntax: "lark" as const, definition: "start: /.+/" } };
    for (const answer of await both({ model: nova, input: "Go", tools: [exec] })) {
      const [call] = answer.output;
      assert.ok(call?.type === "custom_tool_call");
      assert.equal(call.input, input);
      assert.equal(call.call_id, "t1");
      await simulator.reset();
      const history = [{ role: "user" as const, content: "Go" }, call as Item, { type: "custom_tool_call_output" as const, call_id: "t1", output: "Done." }];
      const next = await client.responses.create({ model: nova, input: history, tools: [exec] });
      assert.match(next.output_text, /The tools said: Done\./);
      assert.deepEqual((await upstream()).messages[1].content[0].toolUse.input, { input });
      await simulator.fault({ answer: { content: [{ tool_use: { name: "exec", id: "t1", fragments } }] } });
    }
  });

  test("trap 7: tools of a namespace come back with it", async () => {
    const tools: any[] = [{ type: "namespace", name: "mcp__demo", description: "A server", tools: [weather] }];
    for (const answer of await both({ model: nova, input: 'mcp__demo__get_weather({"city":"Rome"})', tools })) {
      const [call] = answer.output as any[];
      assert.equal(call.type, "function_call");
      assert.deepEqual([call.namespace, call.name, call.arguments], ["mcp__demo", "get_weather", '{"city":"Rome"}']);
      const input = [{ role: "user" as const, content: "Hi" }, call, result(call)];
      const next = await client.responses.create({ model: nova, input, tools });
      assert.match(next.output_text, /sunny in Rome/);
      assert.equal((await upstream()).messages[1].content[0].toolUse.name, "mcp__demo__get_weather");
    }
  });

  test("trap 10: outputs that are lists stay text and pictures", async () => {
    const call = { type: "function_call" as const, call_id: "t1", name: "get_weather", arguments: '{"city":"Rome"}' };
    const output: any[] = [
      { type: "input_text", text: "Here:" },
      { type: "input_image", image_url: pixel, detail: "high" },
    ];
    for (const model of [nova, sonnet45]) {
      const input = [{ role: "user" as const, content: "Hi" }, call, { type: "function_call_output" as const, call_id: "t1", output }];
      await client.responses.create({ model, input, tools: [weather] });
      const { messages } = await upstream();
      const { content } = messages[2].content[0].toolResult;
      assert.equal(content[0].text, "Here:");
      assert.equal(content[1].image.format, "png");
    }
  });

  test("trap 12: none are needed for a history of calls", async () => {
    const call = { type: "function_call" as const, call_id: "t1", name: "get_weather", arguments: '{"city":"Rome"}' };
    const output = { type: "function_call_output" as const, call_id: "t1", output: "sunny" };
    const input = [{ role: "user" as const, content: "Hi" }, call, output, { role: "user" as const, content: "And?" }];
    for (const model of models) {
      for (const tools of [[], undefined]) {
        const answer = await client.responses.create({ model, input, ...(tools && { tools }), tool_choice: "auto" });
        assert.equal(answer.status, "completed");
      }
    }
  });

  test("trap 26: a call whose arguments are no JSON keeps its output", async () => {
    const call = { type: "function_call" as const, call_id: "t1", name: "get_weather", arguments: '{"city":' };
    const output = { type: "function_call_output" as const, call_id: "t1", output: "what?" };
    for (const model of models) {
      await client.responses.create({ model, input: [{ role: "user", content: "Hi" }, call, output], tools: [weather] });
      const { messages } = await upstream();
      assert.equal(messages[1].content[0].toolUse.toolUseId, "t1");
      assert.equal(messages[2].content[0].toolResult.toolUseId, "t1");
    }
  });
});

describe("reasoning", () => {
  const visible: AnswerBlock[] = [{ reasoning: { text: "Let me see.", signature_pieces: 3 } }];
  const hidden: AnswerBlock[] = [{ reasoning: { text: "" } }, { redacted: ["AAECAw=="] }];
  const call: AnswerBlock = { tool_use: { name: "get_weather", id: "t1", input: { city: "Rome" } } };

  for (const thoughts of [visible, hidden]) {
    test(`trap 3: ${thoughts === visible ? "that is shown" : "that is not shown"} comes back as it was`, async () => {
      for (const streamed of [false, true]) {
        const body = { model: sonnet45, input: "Hello!", tools: [weather], reasoning: { effort: "low" as const, summary: "auto" as const } };
        await simulator.fault({ times: 1, lacks: ["t1"], answer: { content: [...thoughts, call] } });
        const first = streamed ? await client.responses.stream(body).finalResponse() : await client.responses.create(body);
        const types = first.output.map(({ type }) => type);
        assert.deepEqual(types, [...thoughts.map(() => "reasoning"), "function_call"]);
        for (const item of first.output) {
          if (item.type !== "reasoning") continue;
          assert.ok(item.encrypted_content);
          assert.equal(item.summary.map(({ text }) => text).join(), thoughts === visible ? "Let me see." : "");
        }
        // As clients send it back: what it shows does not count.
        const items = first.output.map((item) => (item.type === "reasoning" ? { ...item, content: null, status: undefined } : item));
        const input = [{ role: "user", content: "Hello!" }, ...items, { type: "function_call_output", call_id: "t1", output: "sunny" }];
        const last = await client.responses.create({ ...body, input: input as any });
        assert.match(last.output_text, /The tools said: sunny/);
        const { content } = (await upstream()).messages[1];
        const sent = content.map((block: any) => block.reasoningContent ?? "call");
        if (thoughts === visible) {
          assert.equal(sent[0].reasoningText.text, "Let me see.");
          assert.ok(sent[0].reasoningText.signature);
        } else {
          assert.ok(sent[0].reasoningText.signature);
          assert.equal(sent[1].redactedContent, "AAECAw==");
        }
        assert.equal(sent.at(-1), "call");
      }
    });
  }

  test("trap 5: none of it is in the text", async () => {
    await simulator.fault({ answer: { content: [...visible, ...hidden, { text: "Sunny." }] } });
    for (const model of models) {
      for (const answer of await both({ model, input: "Hello!" })) assert.equal(answer.output_text, "Sunny.");
    }
  });

  test("of an open model is its own text", async () => {
    await simulator.fault({ answer: { content: [{ reasoning: { text: "Hm.", signed: false } }, { text: "Sunny." }] } });
    for (const answer of await both({ model: gptOss, input: "Hello!" })) {
      const [item] = answer.output;
      assert.ok(item?.type === "reasoning");
      assert.deepEqual(item.content, [{ type: "reasoning_text", text: "Hm." }]);
      assert.deepEqual(item.summary, []);
    }
  });

  test("of another family is left out", async () => {
    await simulator.fault({ times: 1, answer: { content: [...visible, call] } });
    const body = { tools: [weather], reasoning: { effort: "low" as const } };
    const first = await client.responses.create({ ...body, model: sonnet45, input: "Hello!" });
    const output = { type: "function_call_output" as const, call_id: "t1", output: "sunny" };
    const input = [{ role: "user" as const, content: "Hello!" }, ...(first.output as Item[]), output];
    const last = await client.responses.create({ ...body, model: gpt, input });
    assert.match(last.output_text, /sunny/);
    assert.ok(!JSON.stringify(await upstream()).includes("reasoningContent"));
  });
});

describe("without a store", () => {
  test("what refers to one is refused by name", async () => {
    const refused: [string, Partial<Body>][] = [
      ["previous_response_id", { previous_response_id: "resp_1" }],
      ["conversation", { conversation: "conv_1" }],
      ["prompt", { prompt: { id: "p" } }],
      ["background", { background: true }],
      ["input[0]", { input: [{ type: "item_reference", id: "msg_1" }] }],
    ];
    for (const [param, more] of refused) {
      const asked = client.responses.create({ model: nova, input: "Hi", ...more } as any);
      await assert.rejects(asked, { status: 400, code: "unsupported_parameter", param });
    }
    const answer: any = await client.responses.create({ model: nova, input: "Hi", store: true });
    assert.equal(answer.store, false);
  });

  test("there is no response to be had", async () => {
    await assert.rejects(client.responses.retrieve("resp_1"), { status: 404, code: "response_not_found" });
    await assert.rejects(client.responses.delete("resp_1"), { status: 404 });
    await assert.rejects(client.responses.cancel("resp_1"), { status: 404 });
    await assert.rejects(client.responses.inputItems.list("resp_1"), { status: 404 });
  });

  test("tokens are counted, or estimated", async () => {
    for (const model of [sonnet45, nova]) {
      const { data, response } = await client.responses.inputTokens.count({ model, input: "Hello!" }).withResponse();
      assert.ok(data.input_tokens! > 0);
      assert.equal(data.object, "response.input_tokens");
      assert.equal(response.headers.get("x-gateway-estimated"), model === nova ? "true" : null);
    }
  });
});

test("models are listed and told", async () => {
  const list = await client.models.list();
  const [first] = list.data;
  assert.ok(first!.id);
  assert.equal((await client.models.retrieve(first!.id)).id, first!.id);
  await assert.rejects(client.models.retrieve("there-is-none"), { status: 404 });
});

test("trap 13: an upgrade is refused at once, by the status that has clients use HTTP", async () => {
  const headers = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "openai-beta": "responses_websockets=2026-02-06" };
  const began = Date.now();
  assert.equal((await request(`${gateway.url}/v1/responses`, { headers })).status, 426);
  assert.ok(Date.now() - began < 2000);
});

test("trap 15: silence is filled with events, which clients count as life", async () => {
  const own = await Gateway.start({ simulator, config: '[server]\nping_interval = "1s"' });
  try {
    await simulator.fault({ delay_ms: { first_event: 6000 } });
    const answer = await fetch(`${own.url}/v1/responses`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: nova, input: "Hello!", stream: true }),
    });
    let last = Date.now();
    let longest = 0;
    let all = "";
    for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) {
      all += piece;
      if (!piece.includes("data: ")) continue; // a comment
      longest = Math.max(longest, Date.now() - last);
      last = Date.now();
    }
    assert.ok(longest < 3000, `${longest} ms of silence`);
    assert.match(all, /"type":"keepalive"/);
    assert.match(all, /event: response\.completed/);
    assert.equal((await simulator.requests()).length, 1);

    await simulator.fault({ delay_ms: { first_event: 2500 } });
    const final = await own.client().responses.stream({ model: nova, input: "Hello!" }).finalResponse();
    assert.equal(final.output_text, echo(nova, "Hello!"));
  } finally {
    await own.stop();
  }
});
