// Claude through InvokeModel can do all that it can through Converse: the official client's tools,
// reasoning, pictures, schemas and caching. The simulator refuses what Anthropic's API refuses. Jamba
// has tools, too.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type OpenAI from "openai";

import { pixel } from "./lib/pictures.ts";
import { serve } from "./lib/serve.ts";
import { cityOnly, reasoningModels, runnable, twoCalls } from "./lib/tools.ts";

const plain = "anthropic.claude-sonnet-4-5-20250929-v1:0";
const jamba = "ai21.jamba-1-5-large-v1:0";
const config = [plain, jamba, "anthropic.claude-haiku-4-5*", "anthropic.claude-opus-4-7*"]
  .map((pattern) => `[[model]]\npattern = "${pattern}"\napi = "invoke"\n`)
  .join("");
const { simulator, gateway } = await serve({ config });

const chat = () => gateway.client().chat.completions;
const user = (content: string) => ({ role: "user" as const, content });
const picture = { type: "image_url" as const, image_url: { url: pixel } };

const tools: OpenAI.ChatCompletionFunctionTool[] = ["get_weather", "get_time"].map((name) => ({
  type: "function",
  function: { name },
}));

async function assertInvoked(stream: boolean): Promise<void> {
  const requests = await simulator.requests();
  assert.notEqual(requests.length, 0);
  for (const { target, status } of requests) {
    assert.match(target, stream ? /\/invoke-with-response-stream$/ : /\/invoke$/);
    assert.equal(status, 200);
  }
}

describe("the client's tool runner, about a picture and through several turns", () => {
  for (const model of [plain, ...reasoningModels]) {
    const effort = model === plain ? {} : { reasoning_effort: "low" as const };
    for (const stream of [false, true]) {
      test(`${model}, ${stream ? "streamed" : "whole"}`, async () => {
        const ask = (messages: OpenAI.ChatCompletionMessageParam[]) => {
          const request = { model, messages, tools: runnable, ...effort };
          return stream
            ? chat().runTools({ ...request, stream })
            : chat().runTools({ ...request, stream });
        };
        const first = ask([{ role: "user", content: [picture, { type: "text", text: twoCalls }] }]);
        assert.match((await first.finalContent())!, /The tools said: sunny in Köln\nnoon/);
        const second = ask([...first.messages, user('get_weather({"city":"Rome"})')]);
        assert.match((await second.finalContent())!, /The tools said: sunny in Rome/);
        await assertInvoked(stream);

        const sent = await simulator.lastBody();
        assert.equal(sent.messages[0].content[0].source.media_type, "image/png");
        const types = sent.messages.at(-2).content.map((block: { type: string }) => block.type);
        assert.deepEqual(types, model === plain ? ["tool_use"] : ["thinking", "tool_use"]);
      });
    }
  }
});

for (const stream of [false, true]) {
  test(`the client's tool runner with Jamba, ${stream ? "streamed" : "whole"}`, async () => {
    const ask = (messages: OpenAI.ChatCompletionMessageParam[]) => {
      const request = { model: jamba, messages, tools: runnable };
      return stream
        ? chat().runTools({ ...request, stream })
        : chat().runTools({ ...request, stream });
    };
    const first = ask([user(twoCalls)]);
    assert.match((await first.finalContent())!, /The tools said: sunny in Köln\nnoon/);
    const second = ask([...first.messages, user('get_weather({"city":"Rome"})')]);
    assert.match((await second.finalContent())!, /The tools said: sunny in Rome/);
    await assertInvoked(stream);
  });
}

test("arguments arrive in the very fragments of the model, indexed by call", async () => {
  const fragments = ['{"ci', 'ty":"K\\u00f6', "ln", '"}'];
  const content = [
    { text: "Let me see." },
    { tool_use: { name: "get_weather", fragments } },
    { tool_use: { name: "get_time" } },
  ];
  await simulator.fault({ answer: { content, interleave: true } });
  const stream = await chat().create({
    model: plain,
    messages: [user("Go.")],
    tools,
    stream: true,
  });
  const calls: OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall[] = [];
  for await (const { choices } of stream) calls.push(...(choices[0]?.delta.tool_calls ?? []));
  const argumentsOf = (index: number) =>
    calls.flatMap((call) => (call.index === index && call.function?.arguments) || []);
  assert.deepEqual(argumentsOf(0), fragments);
  assert.deepEqual(argumentsOf(1), ["{}"]);
});

test("one call at most, and a certain one, where the client says so", async () => {
  const tool_choice = { type: "function" as const, function: { name: "get_time" } };
  const messages = [user(twoCalls)];
  const { choices } = await chat().create({
    model: plain,
    messages,
    tools,
    tool_choice,
    parallel_tool_calls: false,
  });
  assert.equal(choices[0]!.message.tool_calls!.length, 1);
  assert.deepEqual((await simulator.lastBody()).tool_choice, {
    type: "tool",
    name: "get_time",
    disable_parallel_tool_use: true,
  });
});

test("an answer keeps to a schema", async () => {
  const schema = { ...cityOnly, additionalProperties: false };
  const completion = await chat().parse({
    model: plain,
    messages: [user("Paris")],
    response_format: { type: "json_schema", json_schema: { name: "place", strict: true, schema } },
  });
  assert.deepEqual(completion.choices[0]!.message.parsed, { city: "Paris" });
  assert.deepEqual((await simulator.lastBody()).output_config.format.schema, schema);
});

test("what is marked is cached", async () => {
  const rules = { type: "text" as const, text: "A rule of the house. ".repeat(100) };
  const ask = async () => {
    const { usage } = await chat().create({
      model: plain,
      messages: [
        { role: "system", content: [{ ...rules, cache_control: { type: "ephemeral" } } as never] },
        user("Hello"),
      ],
    });
    return usage!.prompt_tokens_details as { cached_tokens: number; cache_write_tokens: number };
  };
  assert.ok((await ask()).cache_write_tokens > 0);
  const again = await ask();
  assert.ok(again.cached_tokens > 0);
  assert.equal(again.cache_write_tokens, 0);
});
