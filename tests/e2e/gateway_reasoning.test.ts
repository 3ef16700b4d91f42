// Reasoning, with clients that send it back and clients that cannot. The simulator refuses reasoning
// that is missing, moved or changed, as Bedrock does.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, isStepCount, jsonSchema, streamText, tool } from "ai";
import OpenAI from "openai";

import { Gateway } from "./lib/gateway.ts";
import { postJson } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";
import { type AnswerBlock } from "./lib/simulator.ts";
import { time } from "./lib/tools.ts";

const { simulator, gateway } = await serve({ flags: ["--workers", "2"] });

const budget = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
const adaptive = "us.anthropic.claude-opus-4-7";
const gpt = "openai.gpt-5.4";

const tools: OpenAI.Chat.Completions.ChatCompletionTool[] = [
  { type: "function", function: { name: "get_time", parameters: { type: "object", properties: {} } } },
];
const question = { role: "user" as const, content: "get_time({})" };

// What reached Bedrock last.
const upstream = async (): Promise<any> => JSON.parse((await simulator.requests()).at(-1)!.body);
const kinds = (turn: any): string[] => turn.content.map((block: any) => Object.keys(block)[0]);
const saying = (turn: any): string[] =>
  turn.content.map(
    ({ text, reasoningContent: thought, toolUse }: any) =>
      text ?? thought?.reasoningText?.text ?? thought?.redactedContent ?? toolUse.toolUseId,
  );

type Message = Record<string, any>;

// The first answer as a message, put together from what came, as the SDKs' helpers do.
async function ask(body: Record<string, any>, stream: boolean, client = gateway.client()): Promise<Message> {
  const request = { tools, reasoning_effort: "low", ...body } as any;
  if (!stream) return (await client.chat.completions.create(request)).choices[0]!.message;
  const message: Message = { role: "assistant", content: null };
  const chunks = await client.chat.completions.create({ ...request, stream: true });
  for await (const chunk of chunks as unknown as AsyncIterable<any>) {
    const delta = chunk.choices[0]?.delta ?? {};
    if (delta.reasoning_content !== undefined) {
      assert.equal(typeof delta.reasoning_content, "string");
      assert.equal(message.content, null, "reasoning comes before the content");
      message.reasoning_content = (message.reasoning_content ?? "") + delta.reasoning_content;
    }
    if (delta.content) message.content = (message.content ?? "") + delta.content;
    for (const { index, ...block } of delta.thinking_blocks ?? []) {
      (message.thinking_blocks ??= [])[index] = block;
    }
    for (const call of delta.tool_calls ?? []) {
      const calls = (message.tool_calls ??= []);
      calls[call.index] ??= { id: call.id, type: "function", function: { name: "", arguments: "" } };
      calls[call.index].function.name += call.function.name ?? "";
      calls[call.index].function.arguments += call.function.arguments ?? "";
    }
  }
  return message;
}

const results = (answer: Message): Message[] =>
  answer.tool_calls.map((call: any) => ({ role: "tool", tool_call_id: call.id, content: "noon" }));
const onlyOpenAi = ({ role, content, tool_calls }: Message): Message => ({ role, content, tool_calls });

for (const stream of [false, true]) {
  describe(stream ? "streamed" : "whole", () => {
    for (const model of [budget, adaptive, gpt]) {
      test(`U3b ${model}: a client that sends the blocks back`, async () => {
        const answer = await ask({ model, messages: [question] }, stream);
        assert.equal(answer.tool_calls.length, 1);
        if (model !== gpt) assert.equal(answer.reasoning_content, "Let me think about: get_time({})");
        assert.equal(answer.thinking_blocks.length, 1);
        const messages = [question, answer, ...results(answer)];
        const last = await ask({ model, messages }, stream);
        assert.match(last.content, /The tools said: noon/);
        const sent = await upstream();
        assert.deepEqual(kinds(sent.messages[1]), ["reasoningContent", "toolUse"]);
      });

      test(`U3f ${model}: a client that can send back nothing`, async () => {
        const answer = await ask({ model, messages: [question] }, stream);
        const messages = [question, onlyOpenAi(answer), ...results(answer)];
        for (let i = 0; i < 4; ++i) {
          // On a connection of its own each time, so that other workers answer, too.
          const client = gateway.client({ defaultHeaders: { connection: "close" } });
          const last = await ask({ model, messages }, stream, client);
          assert.match(last.content, /The tools said: noon/);
          const sent = await upstream();
          assert.deepEqual(kinds(sent.messages[1]), ["reasoningContent", "toolUse"]);
        }
      });
    }

    test("U3f: another caller does not get the blocks, and is answered all the same", async () => {
      const answer = await ask({ model: budget, messages: [question] }, stream);
      const messages = [question, onlyOpenAi(answer), ...results(answer)];
      const other = gateway.client({ apiKey: "another" });
      const last = await ask({ model: budget, messages }, stream, other);
      assert.match(last.content, /The tools said: noon/);
      const sent = await upstream();
      assert.deepEqual(kinds(sent.messages[1]), ["toolUse"]);
      assert.equal(sent.additionalModelRequestFields?.thinking, undefined);
    });

    test("U3c: interleaved and redacted blocks come back as they were", async () => {
      const content = [
        { reasoning: { text: "First." } },
        { text: "Über 1.\n" },
        { redacted: ["AAEC", "AwQ="] },
        { reasoning: { text: "Then." } },
        { text: "And 2." },
        { tool_use: { name: "get_time", id: "tooluse_1" } },
      ];
      const answer = await play(content, stream);
      assert.equal(answer.content, "Über 1.\nAnd 2.");
      await assertComesBack(answer, stream, [
        "First.", "Über 1.\n", "AAECAwQ=", "Then.", "And 2.", "tooluse_1",
      ]);
    });

    test("U3i: Claude that has thought at the beginning of a loop of calls goes on thinking", async () => {
      const first = await ask({ model: budget, messages: [question] }, stream);
      const content = [{ tool_use: { name: "get_time", id: "tooluse_2" } }];
      await simulator.fault({ times: 1, answer: { content } });
      const messages = [question, first, ...results(first)];
      const second = await ask({ model: budget, messages }, stream);
      assert.equal(second.thinking_blocks, undefined);
      for (const echoed of [first, onlyOpenAi(first)]) {
        const all = [question, echoed, ...results(first), second, ...results(second)];
        const last = await ask({ model: budget, messages: all }, stream);
        assert.match(last.content, /The tools said: noon/);
        const sent = await upstream();
        assert.equal(sent.additionalModelRequestFields.thinking.type, "enabled");
        assert.deepEqual(kinds(sent.messages[1]), ["reasoningContent", "toolUse"]);
        assert.deepEqual(kinds(sent.messages[3]), ["toolUse"]);
      }
    });

    test("U3b: blocks between two calls come back between them", async () => {
      const content = [
        { reasoning: { text: "First." } },
        { text: "Well." },
        { reasoning: { text: "Then." } },
        { tool_use: { name: "get_time", id: "tooluse_a" } },
        { reasoning: { text: "And." } },
        { tool_use: { name: "get_time", id: "tooluse_b" } },
      ];
      const answer = await play(content, stream);
      assert.equal(answer.thinking_blocks[2].calls_before, 1);
      await assertComesBack(answer, stream, [
        "First.", "Well.", "Then.", "tooluse_a", "And.", "tooluse_b",
      ]);
    });
  });
}

// As ask(), where reasoning stands between texts.
async function askInterleaved(client: OpenAI): Promise<Message> {
  const message: Message = { role: "assistant", content: "", thinking_blocks: [], tool_calls: [] };
  const request: any = { model: adaptive, messages: [question], tools, reasoning_effort: "low", stream: true };
  for await (const chunk of (await client.chat.completions.create(request)) as unknown as AsyncIterable<any>) {
    const delta = chunk.choices[0]?.delta ?? {};
    message.content += delta.content ?? "";
    for (const { index, ...block } of delta.thinking_blocks ?? []) message.thinking_blocks[index] = block;
    for (const call of delta.tool_calls ?? []) {
      if (call.id) message.tool_calls.push({ id: call.id, type: "function", function: { name: call.function.name, arguments: "{}" } });
    }
  }
  return message;
}

// What a model that says these blocks is heard to say.
async function play(content: AnswerBlock[], stream: boolean): Promise<Message> {
  await simulator.fault({ times: 1, answer: { content } });
  const client = gateway.client();
  return stream
    ? askInterleaved(client)
    : ask({ model: adaptive, messages: [question] }, false, client);
}

// The answer reaches the model again in that order, from a client that sends its reasoning back and
// from one that cannot.
async function assertComesBack(answer: Message, stream: boolean, order: string[]): Promise<void> {
  for (const echoed of [answer, onlyOpenAi(answer)]) {
    await ask({ model: adaptive, messages: [question, echoed, ...results(answer)] }, stream);
    assert.deepEqual(saying((await upstream()).messages[1]), order);
  }
}

test("C11: reasoning that the model cannot check is left out, and named", async () => {
  const answer = await ask({ model: budget, messages: [question] }, false);
  answer.thinking_blocks[0].thinking += "!";
  const messages = [question, answer, ...results(answer)];
  const { response } = await gateway
    .client()
    .chat.completions.create({ model: budget, messages, tools, max_tokens: 8000 } as any)
    .withResponse();
  assert.equal(response.headers.get("x-gateway-dropped-params"), "messages[].thinking_blocks");
  assert.deepEqual(kinds((await upstream()).messages[1]), ["toolUse"]);
});

const wanting = "When `thinking` is enabled, a final `assistant` message must start with a thinking block";

for (const [name, config] of [["usual", ""], ["strict", "strict = true\n"]] as const) {
  test(`U3i: where Bedrock wants more reasoning, it is asked once more without thinking (${name})`, async () => {
    const own = await Gateway.start({ simulator, config });
    try {
      const client = own.client();
      const answer = await ask({ model: budget, messages: [question] }, false, client);
      const messages = [question, answer, ...results(answer)];
      const body: any = { model: budget, messages, tools, reasoning_effort: "low", max_tokens: 8000 };
      const thought = async () =>
        (await simulator.requests())
          .slice(-2)
          .map((request) => JSON.parse(request.body).additionalModelRequestFields?.thinking.type);
      const error = { code: "ValidationException", message: `messages.1.content.0.type: ${wanting}` };

      await simulator.fault({ times: 1, error });
      const second = await client.chat.completions.create(body).withResponse();
      assert.equal(second.response.headers.get("x-gateway-dropped-params"), "reasoning_effort=low->none");
      assert.equal(second.response.headers.get("x-gateway-attempts"), "1");
      assert.deepEqual(await thought(), ["enabled", undefined]);
      assert.deepEqual(kinds((await upstream()).messages[1]), ["toolUse"]);

      // It was about that conversation, not about the model.
      await client.chat.completions.create(body);
      assert.deepEqual(await thought(), [undefined, "enabled"]);

      await simulator.fault({ times: 2, error });
      await assert.rejects(client.chat.completions.create(body), { status: 400, message: /must start with/ });
      assert.deepEqual(await thought(), ["enabled", undefined]);
    } finally {
      await own.stop();
    }
  });
}

test("U3f: nothing is kept when that is configured", async () => {
  const config = "[reasoning]\nmemory_size = 0\n";
  const forgetful = await Gateway.start({ simulator, config });
  try {
    const client = forgetful.client();
    const answer = await ask({ model: budget, messages: [question] }, false, client);
    const messages = [question, onlyOpenAi(answer), ...results(answer)];
    const body = { model: budget, messages, tools, reasoning_effort: "low" };
    const last = await postJson(`${forgetful.url}/v1/chat/completions`, body);
    assert.equal(last.status, 200);
    assert.equal(last.headers["x-gateway-dropped-params"], "reasoning_effort=low->none");
    assert.ok(!forgetful.output.includes("Let me think"), "no content in the log");
  } finally {
    await forgetful.stop();
  }
});

describe("U48: the AI SDK", () => {
  const provider = () =>
    createOpenAICompatible({ name: "gateway", baseURL: `${gateway.url}/v1`, apiKey: "k" });
  const aiTools = {
    get_time: tool({
      inputSchema: jsonSchema<Record<string, never>>({ type: "object", properties: {} }),
      execute: time,
    }),
  };
  const request = (model: string) => ({
    model: provider()(model),
    tools: aiTools,
    stopWhen: isStepCount(5),
    maxRetries: 0,
    prompt: "get_time({})",
    providerOptions: { gateway: { reasoningEffort: "low" } },
  });

  for (const model of [budget, adaptive]) {
    test(`${model}: a tool loop with reasoning, whole`, async () => {
      const answer = await generateText(request(model));
      assert.match(answer.text, /The tools said: noon/);
      assert.equal(answer.steps[0]!.reasoningText, "Let me think about: get_time({})");
      assert.equal(answer.steps[1]!.reasoningText, "Let me think about: noon");
    });

    test(`${model}: a tool loop with reasoning, streamed`, async () => {
      const answer = streamText(request(model));
      let text = "";
      for await (const piece of answer.textStream) text += piece;
      assert.match(text, /The tools said: noon/);
      const steps = await answer.steps;
      assert.equal(steps[0]!.reasoningText, "Let me think about: get_time({})");
    });
  }
});
