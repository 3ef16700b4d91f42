// Schemas that models refuse, at every door: what the official clients send, and get back.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { anthropic, sonnet45 } from "./lib/anthropic.ts";
import { serve } from "./lib/serve.ts";

const { simulator, gateway } = await serve();

type Schema = Record<string, unknown>;
const nova = "us.amazon.nova-pro-v1:0";
const kimi = "moonshotai.kimi-k2.5";
const text = { type: "string" };
const node = { type: "object", properties: { value: text, next: { $ref: "#/$defs/Node" } }, required: ["value"] };

// The rows of public reports, and their like. The simulator refuses each of them as it is.
const rows: { name: string; model: string; schema: Schema }[] = [
  {
    name: "C1, anyOf at the root",
    model: sonnet45,
    schema: {
      type: "object",
      properties: { a: text, b: text },
      anyOf: [{ required: ["a"] }, { required: ["b"] }],
    },
  },
  {
    name: "C1, oneOf of references",
    model: sonnet45,
    schema: {
      type: "object",
      oneOf: [{ $ref: "#/$defs/A" }, { $ref: "#/$defs/B" }],
      $defs: {
        A: { type: "object", properties: { kind: { const: "a" }, x: text }, required: ["kind"] },
        B: { type: "object", properties: { kind: { const: "b" }, y: text }, required: ["kind"] },
      },
    },
  },
  { name: "C2, nulls", model: sonnet45, schema: { type: "object", properties: null, required: null } },
  {
    name: "C2, nulls within",
    model: sonnet45,
    schema: { type: "object", properties: { a: null, b: { type: "array", items: null } }, $defs: null },
  },
  {
    name: "C4, keywords at the root and references",
    model: nova,
    schema: {
      $schema: "http://json-schema.org/draft-07/schema#",
      title: "T",
      type: "object",
      properties: { n: { $ref: "#/$defs/Node" } },
      $defs: { Node: node },
      additionalProperties: false,
    },
  },
  {
    name: "C5, draft 4",
    model: sonnet45,
    schema: {
      type: "object",
      properties: {
        a: { type: "integer", minimum: 0, exclusiveMinimum: true },
        b: { type: "array", items: [text, text], additionalItems: false },
        c: { type: "integer", maximum: 2 ** 64 },
      },
      required: ["a"],
    },
  },
  {
    name: "lookaround",
    model: kimi,
    schema: { type: "object", properties: { mail: { type: "string", pattern: "^(?!\\.)[^@]+@" } } },
  },
];

// A tool with the schema, at each door.
const doors: Record<string, (model: string, schema: any) => Promise<Response>> = {
  chat: (model, parameters) =>
    gateway
      .client()
      .chat.completions.create({
        model,
        messages: [{ role: "user", content: "Hello!" }],
        tools: [{ type: "function", function: { name: "f", parameters } }],
      })
      .asResponse(),
  responses: (model, parameters) =>
    gateway
      .client()
      .responses.create({
        model,
        input: "Hello!",
        tools: [{ type: "function", name: "f", parameters, strict: false }],
      })
      .asResponse(),
  messages: (model, input_schema) =>
    anthropic(gateway)
      .messages.create({
        model,
        max_tokens: 1000,
        messages: [{ role: "user", content: "Hello!" }],
        tools: [{ name: "f", input_schema }],
      })
      .asResponse(),
};

for (const [door, ask] of Object.entries(doors)) {
  describe(`schemas at the door of ${door}`, () => {
    for (const { name, model, schema } of rows) {
      test(name, async () => {
        const response = await ask(model, schema);
        assert.equal(response.status, 200);
      });
    }

    test("what is only told is named", async () => {
      const response = await ask(sonnet45, rows[0]!.schema);
      assert.match(response.headers.get("x-gateway-dropped-params")!, /=anyOf->description$/);
    });

    test("references that stand for more than anybody can read are refused", async () => {
      const $defs: Schema = { d30: text };
      for (let i = 0; i < 30; ++i) {
        const $ref = `#/$defs/d${i + 1}`;
        $defs[`d${i}`] = { type: "object", properties: { l: { $ref }, r: { $ref } } };
      }
      const bomb = { type: "object", properties: { x: { $ref: "#/$defs/d0" } }, $defs };
      await assert.rejects(ask(nova, bomb), /references, written out/);
      assert.equal((await ask(sonnet45, bomb)).status, 200);
    });
  });
}

// C3: the simulated model calls the tool with what its schema requires.
const odd = {
  type: "object" as const,
  properties: { "filter[name]": text, "größe": { type: "object", properties: { "a/b": text }, required: ["a/b"] } },
  required: ["filter[name]", "größe"],
};
const given = { "filter[name]": "", größe: { "a/b": "" } };

describe("C3, names of properties that Claude refuses", () => {
  for (const stream of [false, true]) {
    test(`chat, ${stream ? "streamed" : "whole"}, and back in the history`, async () => {
      const tools = [{ type: "function" as const, function: { name: "f", parameters: odd } }];
      const messages = [{ role: "user" as const, content: "f()" }];
      const { completions } = gateway.client().chat;
      const request = { model: sonnet45, messages, tools };
      const completion = stream
        ? await completions.stream(request).finalChatCompletion()
        : await completions.create(request);
      const { message } = completion.choices[0]!;
      const call = message.tool_calls![0]!;
      assert.equal(call.type, "function");
      const { arguments: json } = (call as { function: { arguments: string } }).function;
      assert.deepEqual(JSON.parse(json), given);
      await gateway.client().chat.completions.create({
        model: sonnet45,
        messages: [...messages, message, { role: "tool", tool_call_id: call.id, content: "done" }],
        tools,
      });
      const { input } = (await simulator.lastBody()).messages[1].content[0].toolUse;
      assert.deepEqual(Object.keys(input), ["filter_name__61bddd92", "gr__e_4ce44c24"]);
    });

    test(`responses, ${stream ? "streamed" : "whole"}`, async () => {
      const request = {
        model: sonnet45,
        input: "f()",
        tools: [{ type: "function" as const, name: "f", parameters: odd, strict: false }],
      };
      const response = stream
        ? await gateway.client().responses.stream(request).finalResponse()
        : await gateway.client().responses.create(request);
      const [call] = response.output.flatMap((item) => (item.type === "function_call" ? [item] : []));
      assert.deepEqual(JSON.parse(call!.arguments), given);
    });

    test(`messages, ${stream ? "streamed" : "whole"}`, async () => {
      const request = {
        model: sonnet45,
        max_tokens: 1000,
        messages: [{ role: "user" as const, content: "f()" }],
        tools: [{ name: "f", input_schema: odd }],
      };
      const message = stream
        ? await anthropic(gateway).messages.stream(request).finalMessage()
        : await anthropic(gateway).messages.create(request);
      const call = message.content.find((block) => block.type === "tool_use");
      assert.deepEqual(call!.input, given);
    });
  }
});

test("C1, an answer whose schema is a union", async () => {
  const schema = { anyOf: [{ type: "object", properties: { a: text }, required: ["a"] }, odd] };
  const { choices } = await gateway.client().chat.completions.create({
    model: "us.anthropic.claude-opus-4-8",
    messages: [{ role: "user", content: "Hello!" }],
    response_format: { type: "json_schema", json_schema: { name: "x", schema } },
  });
  assert.equal(typeof JSON.parse(choices[0]!.message.content!), "object");
});

test("members without a name do not end a conversation", async () => {
  await gateway.client().chat.completions.create({
    model: sonnet45,
    messages: [
      { role: "user", content: "Go." },
      {
        role: "assistant",
        tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: '{"a":[{"":1}]}' } }],
      },
      { role: "tool", tool_call_id: "c", content: { "": 1 } as unknown as string },
    ],
    tools: [{ type: "function", function: { name: "f" } }],
  });
  const { content } = (await simulator.lastBody()).messages[2].content[0].toolResult;
  assert.deepEqual(content, [{ text: '{"":1}' }]);
});
