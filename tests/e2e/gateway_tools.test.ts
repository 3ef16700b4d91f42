// Tools as the official client sees them: its helpers, and what is on the wire beneath them.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import type OpenAI from "openai";

import { pixel } from "./lib/pictures.ts";
import { serve } from "./lib/serve.ts";
import { type AnswerBlock } from "./lib/simulator.ts";
import { cityOnly, reasoningModels, runnable, toolModels, twoCalls } from "./lib/tools.ts";

type Params = OpenAI.ChatCompletionCreateParamsNonStreaming;
type Tool = OpenAI.ChatCompletionFunctionTool;

const { simulator, gateway } = await serve();

const model = toolModels[0]!;
const chat = () => gateway.client().chat.completions;
const user = (content: string) => ({ role: "user" as const, content });
const named = (name: string): Tool => ({
  type: "function",
  function: { name, parameters: cityOnly },
});
const weather = named("get_weather");
const clock: Tool = { type: "function", function: { name: "get_time" } };
const answerWith = (...content: AnswerBlock[]) =>
  simulator.fault({ answer: { content, interleave: true } });

describe("a conversation by the client's tool runner", () => {
  for (const each of toolModels) {
    for (const stream of [false, true]) {
      test(`${each}, ${stream ? "streamed" : "whole"}`, async () => {
        const request = { model: each, messages: [user(twoCalls)], tools: runnable };
        const runner = stream
          ? chat().runTools({ ...request, stream })
          : chat().runTools({ ...request, stream });
        const said = await runner.finalContent();
        assert.match(said!, /The tools said: sunny in Köln\nnoon/);
        const roles = runner.messages.map((message) => message.role);
        assert.deepEqual(roles, ["user", "assistant", "tool", "tool", "assistant"]);

        // And on: the history goes back with its calls, and the tools are called again.
        const messages = [...runner.messages, user('get_weather({"city":"Rome"})')];
        const second = chat().runTools({ ...request, messages, stream: false });
        assert.match((await second.finalContent())!, /The tools said: sunny in Rome/);
      });
    }
  }
});

// U3f: the SDK sends none of the reasoning back.
describe("the SDK's runner reasons about a picture, through tools and several turns", () => {
  for (const each of reasoningModels) {
    for (const stream of [false, true]) {
      test(`${each}, ${stream ? "streamed" : "whole"}`, async () => {
        const ask = (messages: OpenAI.ChatCompletionMessageParam[]) => {
          const request = { model: each, messages, tools: runnable, reasoning_effort: "low" as const };
          return stream
            ? chat().runTools({ ...request, stream })
            : chat().runTools({ ...request, stream });
        };
        const picture = { type: "image_url" as const, image_url: { url: pixel } };
        const first = ask([{ role: "user", content: [picture, { type: "text", text: twoCalls }] }]);
        assert.match((await first.finalContent())!, /The tools said: sunny in Köln\nnoon/);
        const second = ask([...first.messages, user('get_weather({"city":"Rome"})')]);
        assert.match((await second.finalContent())!, /The tools said: sunny in Rome/);
        const statuses = (await simulator.requests()).map(({ status }) => status);
        assert.deepEqual(statuses, [200, 200, 200, 200]);
        const { messages: sent, additionalModelRequestFields } = await simulator.lastBody();
        assert.ok(additionalModelRequestFields.thinking);
        assert.equal(sent[0].content[0].image.format, "png");
        assert.ok(sent.at(-2).content[0].reasoningContent.reasoningText.signature);
      });
    }
  }
});

test("a conversation about a picture goes on through tools to an object", async () => {
  const picture = { type: "image_url" as const, image_url: { url: pixel } };
  const messages: OpenAI.ChatCompletionMessageParam[] = [
    { role: "user", content: [picture, { type: "text", text: "get_weather(Paris), please" }] },
  ];
  const first = await chat().create({ model, messages, tools: [weather] });
  messages.push(first.choices[0]!.message);
  const [call] = first.choices[0]!.message.tool_calls!;
  messages.push({ role: "tool", tool_call_id: call!.id, content: "sunny" });
  await simulator.fault({ answer: { text: '{"city":"Paris"}' } });
  const response_format = {
    type: "json_schema" as const,
    json_schema: {
      name: "place",
      strict: true,
      schema: { ...cityOnly, additionalProperties: false },
    },
  };
  const second = await chat().parse({ model, messages, response_format });
  assert.deepEqual(second.choices[0]!.message.parsed, { city: "Paris" });
  const streamed = chat().stream({ model, messages, tools: [weather], response_format });
  assert.equal(await streamed.finalContent(), '{"city":"Paris"}');
  const { messages: sent } = await simulator.lastBody();
  assert.equal(sent[0].content[0].image.format, "png");
  assert.equal(sent[2].content[0].toolResult.content[0].text, "sunny");
});

describe("a stream of calls", () => {
  // U2a, U2b, U2c
  test("arrives in the very fragments of the model, indexed by call", async () => {
    await answerWith(
      { text: "Let me see." },
      { tool_use: { name: "get_weather", fragments: ['{"ci', 'ty":"K\\u00f6', "ln", '"}'] } },
      { tool_use: { name: "get_time" } },
    );
    const tools = [weather, clock];
    const stream = await chat().create({ model, messages: [user("Go.")], tools, stream: true });
    const calls: OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall[] = [];
    let content = "";
    let finish: string | null = null;
    for await (const { choices } of stream) {
      content += choices[0]?.delta.content ?? "";
      calls.push(...(choices[0]?.delta.tool_calls ?? []));
      finish = choices[0]?.finish_reason ?? finish;
    }
    assert.equal(content, "Let me see.");
    assert.equal(finish, "tool_calls");
    const heads = calls.filter((call) => call.id !== undefined);
    assert.deepEqual(
      heads.map((call) => [call.index, call.type, call.function?.name]),
      [
        [0, "function", "get_weather"],
        [1, "function", "get_time"],
      ],
    );
    const fragments = (index: number) =>
      calls
        .filter((call) => call.index === index)
        .map((call) => call.function!.arguments ?? "")
        .filter((fragment) => fragment !== "");
    assert.deepEqual(fragments(0), ['{"ci', 'ty":"K\\u00f6', "ln", '"}']);
    assert.deepEqual(fragments(1), ["{}"]);
  });

  test("is put together by the client's streaming helper", async () => {
    const stream = chat().stream({
      model,
      messages: [user(twoCalls)],
      tools: [weather, clock],
      stream_options: { include_usage: true },
    });
    const done: string[] = [];
    stream.on("tool_calls.function.arguments.done", ({ index, name, arguments: all }) => {
      done.push(`${index} ${name} ${all}`);
    });
    const { choices, usage } = await stream.finalChatCompletion();
    assert.deepEqual(done, ['0 get_weather {"city":"Köln"}', "1 get_time {}"]);
    assert.equal(choices[0]!.finish_reason, "tool_calls");
    assert.equal(choices[0]!.message.tool_calls!.length, 2);
    assert.ok(usage!.total_tokens > 0);
  });

  // U2d: no fragment waits for the next one.
  test("reaches the client fragment by fragment as the frames arrive", async () => {
    const fragments = ['{"city"', ":", '"Paris"', "}"];
    const content = [{ tool_use: { name: "get_weather", fragments } }];
    await simulator.fault({ answer: { content }, hold: true });
    const asked = chat().create({ model, messages: [user("Go.")], tools: [weather], stream: true });
    await simulator.release(); // messageStart
    await simulator.release(); // contentBlockStart
    const chunks = (await asked)[Symbol.asyncIterator]();
    const next = async (): Promise<string> => {
      for (;;) {
        const { value } = await chunks.next();
        const delta: string | undefined =
          value.choices[0]?.delta.tool_calls?.[0]?.function?.arguments;
        if (delta) return delta;
      }
    };
    for (const fragment of fragments) {
      await simulator.release(); // this one, and nothing behind it
      assert.equal(await next(), fragment);
    }
    assert.equal((await simulator.stats()).active, 1);
    const body = await simulator.lastBody();
    assert.deepEqual(body.additionalModelRequestFields.anthropic_beta, [
      "fine-grained-tool-streaming-2025-05-14",
    ]);
    for (let i = 0; i < 3; ++i) await simulator.release();
    while (!(await chunks.next()).done);
  });

  // U1d
  for (const [how, fault] of Object.entries({
    "breaks in the middle of arguments": { cut: { at_frame: 4 } },
    "does not end": { omit: ["block_end" as const] },
    "does not begin": { omit: ["block_start" as const] },
  })) {
    test(`that ${how} is an error, not a call`, async () => {
      const content = [
        { tool_use: { name: "get_weather", fragments: ['{"city":', '"Par', 'is"}'] } },
      ];
      await simulator.fault({ answer: { content }, ...fault });
      const reasons: unknown[] = [];
      await assert.rejects(async () => {
        const stream = await chat().create({
          model,
          messages: [user("Go.")],
          tools: [weather],
          stream: true,
        });
        for await (const { choices } of stream) reasons.push(choices[0]?.finish_reason);
      });
      assert.deepEqual(reasons.filter((reason) => reason != null), []);
    });
  }

  // U2e
  test("that is announced and not made has ended the turn", async () => {
    await simulator.fault({ answer: { text: "Well.", stop_reason: "tool_use" } });
    const request = { model, messages: [user("Go.")], tools: [weather] };
    const stream = await chat().stream(request).finalChatCompletion();
    assert.equal(stream.choices[0]!.finish_reason, "stop");
    assert.equal((await chat().create(request)).choices[0]!.finish_reason, "stop");
  });
  for (const stop_reason of ["malformed_tool_use", "model_context_window_exceeded"]) {
    test(`that stops for ${stop_reason} does not finish with calls to make`, async () => {
      const content = [{ tool_use: { name: "get_weather", fragments: ['{"city":'] } }];
      await simulator.fault({ answer: { content, stop_reason } });
      const stream = chat().stream({ model, messages: [user("Go.")], tools: [weather] });
      const { choices } = await stream.finalChatCompletion().catch(() => ({ choices: [] }));
      assert.notEqual(choices[0]?.finish_reason, "tool_calls");
    });
  }
});

describe("tool_choice", () => {
  const tools = [weather, clock];
  const ask = (more: Partial<Params>) =>
    chat().create({ model, messages: [user("Paris")], tools, ...more });
  const callsOf = (answer: OpenAI.ChatCompletion) =>
    (answer.choices[0]!.message.tool_calls ?? []).map((call) => (call as any).function.name);

  const cases: [string, Partial<Params>, string[], unknown][] = [
    ["auto", { tool_choice: "auto" }, [], { auto: {} }],
    ["required", { tool_choice: "required" }, ["get_weather"], { any: {} }],
    [
      "a function",
      { tool_choice: { type: "function", function: { name: "get_time" } } },
      ["get_time"],
      { tool: { name: "get_time" } },
    ],
    [
      "allowed tools",
      {
        tool_choice: {
          type: "allowed_tools",
          allowed_tools: {
            mode: "required",
            tools: [{ type: "function", function: { name: "get_time" } }],
          },
        },
      },
      ["get_time"],
      { any: {} },
    ],
  ];
  for (const [name, more, called, choice] of cases) {
    test(name, async () => {
      const answer = await ask(more);
      assert.deepEqual(callsOf(answer), called);
      assert.equal(answer.choices[0]!.finish_reason, called.length > 0 ? "tool_calls" : "stop");
      assert.deepEqual((await simulator.lastBody()).toolConfig.toolChoice, choice);
    });
  }

  // U4b
  test("none, with calls in the history: nothing can be called, whatever is asked", async () => {
    const messages: OpenAI.ChatCompletionMessageParam[] = [user(twoCalls)];
    const first = await chat().create({ model, messages, tools });
    messages.push(first.choices[0]!.message);
    for (const call of first.choices[0]!.message.tool_calls!) {
      messages.push({ role: "tool", tool_call_id: call.id, content: "done" });
    }
    messages.push(user(twoCalls));
    const second = await ask({ messages, tool_choice: "none" });
    assert.deepEqual(callsOf(second), []);
    assert.equal((await simulator.lastBody()).toolConfig, undefined);
    // Without tools at all those of the history have to be offered.
    const third = await chat().create({ model, messages: messages.slice(0, -1) });
    assert.match(third.choices[0]!.message.content!, /The tools said: done\ndone/);
  });

  // U19
  test("parallel_tool_calls: false is said in Claude's own words, once", async () => {
    await ask({ parallel_tool_calls: false, tool_choice: "required" });
    const body = await simulator.lastBody();
    assert.deepEqual(body.additionalModelRequestFields.tool_choice, {
      type: "any",
      disable_parallel_tool_use: true,
    });
    assert.equal(body.toolConfig.toolChoice, undefined);
  });

  test("in a field of the model's own is the only one", async () => {
    const own = { additionalModelRequestFields: { tool_choice: { type: "any" } } };
    const answer = await ask({ tool_choice: "auto", ...own });
    assert.deepEqual(callsOf(answer), ["get_weather"]);
    assert.equal((await simulator.lastBody()).toolConfig.toolChoice, undefined);
  });
});

// U18
test("names that Bedrock does not take are the client's again in the answer", async () => {
  const name = `mcp.${"files/".repeat(10)}read`;
  const tools = [named(name)];
  const tool_choice = { type: "function" as const, function: { name } };
  const messages: OpenAI.ChatCompletionMessageParam[] = [user("Paris")];
  const whole = await chat().create({ model, messages, tools, tool_choice });
  const stream = await chat().stream({ model, messages, tools, tool_choice }).finalChatCompletion();
  for (const { choices } of [whole, stream]) {
    const [call] = choices[0]!.message.tool_calls as OpenAI.ChatCompletionMessageFunctionToolCall[];
    assert.equal(call!.function.name, name);
    assert.equal(call!.function.arguments, '{"city":"Paris"}');
  }
  const body = await simulator.lastBody();
  assert.match(body.toolConfig.tools[0].toolSpec.name, /^[a-zA-Z0-9_-]{1,64}$/);
});

test("functions from before tools: a call, and its result in the next turn", async () => {
  const functions = [{ name: "get_weather", parameters: cityOnly }];
  const messages: OpenAI.ChatCompletionMessageParam[] = [user("get_weather(Paris)")];
  const first = await chat().create({ model, messages, functions });
  const { message, finish_reason } = first.choices[0]!;
  assert.equal(finish_reason, "function_call");
  assert.deepEqual(message.function_call, { name: "get_weather", arguments: '{"city":"Paris"}' });
  messages.push(message, { role: "function", name: "get_weather", content: "sunny" });
  const second = await chat().create({ model, messages, functions });
  assert.match(second.choices[0]!.message.content!, /The tools said: sunny/);
});

test("a function_call that names one makes it, also where two could be called", async () => {
  const functions = [{ name: "get_weather", parameters: cityOnly }, { name: "get_time" }];
  const function_call = { name: "get_time" };
  const { choices } = await chat().create({
    model,
    messages: [user("Paris")],
    functions,
    function_call,
  });
  assert.deepEqual(choices[0]!.message.function_call, { name: "get_time", arguments: "{}" });
  assert.deepEqual((await simulator.lastBody()).additionalModelRequestFields.tool_choice, {
    type: "tool",
    name: "get_time",
    disable_parallel_tool_use: true,
  });
});

// U30
describe("a custom tool", () => {
  const shell: OpenAI.ChatCompletionCustomTool = { type: "custom", custom: { name: "shell" } };
  const command = 'ls "a b"\n世界 😀';

  for (const each of toolModels) {
    test(`of ${each}: a call, and its result in the next turn`, async () => {
      const messages: OpenAI.ChatCompletionMessageParam[] = [user("shell(ls -l)")];
      const first = await chat().create({ model: each, messages, tools: [shell, weather] });
      const [choice] = first.choices;
      assert.equal(choice!.finish_reason, "tool_calls");
      const [call] = choice!.message.tool_calls as OpenAI.ChatCompletionMessageCustomToolCall[];
      assert.equal(call!.type, "custom");
      assert.deepEqual(call!.custom, { name: "shell", input: "ls -l" });
      messages.push(choice!.message, { role: "tool", tool_call_id: call!.id, content: "a.txt" });
      const second = await chat().create({ model: each, messages, tools: [shell, weather] });
      assert.match(second.choices[0]!.message.content!, /The tools said: a.txt/);
    });
  }

  test("streams its text as the model writes it", async () => {
    const json = JSON.stringify({ input: command });
    await answerWith(
      { tool_use: { name: "shell", fragments: [...json] } },
      { tool_use: { name: "get_time" } },
    );
    const tools = [shell, clock];
    const stream = await chat().create({ model, messages: [user("Go.")], tools, stream: true });
    const heads: unknown[] = [];
    const texts = ["", ""];
    let finish: string | null = null;
    for await (const { choices } of stream) {
      for (const call of choices[0]?.delta.tool_calls ?? []) {
        const { custom, function: called } = call as any;
        if (call.id) heads.push([call.index, call.type, (custom ?? called).name]);
        texts[call.index] += custom ? custom.input : called.arguments;
      }
      finish = choices[0]?.finish_reason ?? finish;
    }
    assert.deepEqual(heads, [
      [0, "custom", "shell"],
      [1, "function", "get_time"],
    ]);
    assert.deepEqual(texts, [command, "{}"]);
    assert.equal(finish, "tool_calls");
  });

  test("can be forced; its grammar becomes a description and is named", async () => {
    const format = {
      type: "grammar" as const,
      grammar: { syntax: "lark" as const, definition: "start: /a+/" },
    };
    const tools = [{ ...shell, custom: { name: "shell", format } }];
    const tool_choice = { type: "custom" as const, custom: { name: "shell" } };
    const request = { model, messages: [user("aaa")], tools, tool_choice };
    const { data, response } = await chat().create(request).withResponse();
    const [call] = data.choices[0]!.message.tool_calls as any[];
    assert.deepEqual(call.custom, { name: "shell", input: "aaa" });
    assert.equal(
      response.headers.get("x-gateway-dropped-params"),
      "tools[].custom.format=grammar->description",
    );
    const { inputSchema } = (await simulator.lastBody()).toolConfig.tools[0].toolSpec;
    assert.match(inputSchema.json.properties.input.description, /start: \/a\+\//);
  });
});

// U4f
test("the same request is the same bytes for Bedrock", async () => {
  const tools = ["b", "a", "c.d", "e/f"].map(named);
  const request = { model, messages: [user("Hi")], tools, parallel_tool_calls: false };
  for (let i = 0; i < 20; ++i) await chat().create(request);
  const bodies = (await simulator.requests()).map(({ body }) => body);
  assert.equal(new Set(bodies).size, 1);
});

test("an operation that AWS does not know is an error, whatever its status", async () => {
  const body = JSON.stringify({
    Output: { __type: "com.amazon.coral.service#UnknownOperationException" },
    Version: "1.0",
  });
  for (const stream of [false, true]) {
    for (const status of [200, 404]) {
      await simulator.fault({ replace: { status, body } });
      await assert.rejects(
        async () => {
          const answer = await chat().create({ model, messages: [user("Hi")], stream });
          if (Symbol.asyncIterator in answer) for await (const _ of answer);
        },
        `status ${status}, stream ${stream}`,
      );
    }
  }
});
