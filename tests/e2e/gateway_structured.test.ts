// Structured output through OpenAI's own helpers, for each way of bringing a model to JSON; and what
// happens when a model does not take what the catalogue promises.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";

import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";

import { Gateway, textOf } from "./lib/gateway.ts";
import { serve } from "./lib/serve.ts";

const native = "anthropic.claude-sonnet-4-5-20250929-v1:0";
const byTool = "amazon.nova-lite-v1:0";
const byPrompt = "meta.llama3-1-8b-instruct-v1:0";
// The gateway is told that it takes schemas; the simulator knows better.
const overrated = "anthropic.claude-opus-4-7";

const config = `[[model]]\npattern = "${overrated}*"\njson_schema = true\n`;
const { simulator, gateway } = await serve({ config, flags: ["--workers", "1"] });

const City = z.object({
  name: z.string().min(1).describe("Its name"),
  districts: z.array(z.object({ name: z.string() })).max(3),
  mayor: z.string().nullable(),
});
const ask = (model: string) => ({
  model,
  messages: [{ role: "user" as const, content: "Paris" }],
  response_format: zodResponseFormat(City, "city"),
});
const completions = () => gateway.client().chat.completions;
const inFence = '```json\n{"name":"Paris","districts":[],"mayor":null}\n```';

for (const model of [native, byTool, byPrompt]) {
  describe(model, () => {
    const answers = () =>
      model === byPrompt ? simulator.fault({ answer: { text: inFence } }) : Promise.resolve();

    test("whole", async () => {
      await answers();
      const completion = await completions().parse(ask(model));
      const [choice] = completion.choices;
      assert.equal(choice!.message.parsed!.name, "Paris");
      assert.deepEqual(choice!.message.parsed!.districts, []);
      assert.equal(choice!.finish_reason, "stop");
      assert.equal(choice!.message.tool_calls?.length ?? 0, 0);
    });

    test("streamed", async () => {
      await answers();
      const stream = completions().stream(ask(model));
      let text = "";
      stream.on("content.delta", ({ delta }) => (text += delta));
      const completion = await stream.finalChatCompletion();
      assert.equal(completion.choices[0]!.message.parsed!.name, "Paris");
      assert.equal(completion.choices[0]!.finish_reason, "stop");
      assert.equal(JSON.parse(text).name, "Paris");
    });
  });
}

test("the three forms ask as they should", async () => {
  await completions().parse(ask(native));
  const format = (await simulator.lastBody()).outputConfig.textFormat;
  const schema = JSON.parse(format.structure.jsonSchema.schema);
  assert.equal(schema.properties.districts.maxItems, undefined);
  assert.match(schema.properties.districts.description, /maxItems: 3/);

  await completions().parse(ask(byTool));
  const { toolConfig } = await simulator.lastBody();
  assert.deepEqual(toolConfig.toolChoice, { tool: { name: "json_answer" } });

  await simulator.fault({ answer: { text: inFence } });
  await completions().parse(ask(byPrompt));
  const body = await simulator.lastBody();
  assert.equal(body.toolConfig, undefined);
  assert.match(body.system.at(-1).text, /JSON Schema/);
});

test("an answer that is cut off has the reason length", async () => {
  const { data } = await completions()
    .create({ ...ask(native), max_tokens: 2 })
    .withResponse();
  assert.equal(data.choices[0]!.finish_reason, "length");
});

test("an answer that is no JSON is an error", async () => {
  await simulator.fault({ answer: { text: "Paris is a city." } });
  await assert.rejects(completions().create(ask(byPrompt)), { status: 502, code: "answer_not_json" });
  // With a status as long as nothing has been sent, else with an error event.
  const reasons: (string | null)[] = [];
  await assert.rejects(async () => {
    const stream = await completions().create({ ...ask(byPrompt), stream: true });
    for await (const chunk of stream) reasons.push(chunk.choices[0]!.finish_reason);
  }, /not the JSON/);
  assert.ok(reasons.every((reason) => reason === null));
});

test("an answer that is no JSON passes where the operator says so", async () => {
  const own = await Gateway.start({ simulator, config: 'structured.on_invalid = "pass"\n' });
  try {
    await simulator.fault({ answer: { text: "Paris is a city." } });
    const { choices } = await own.client().chat.completions.create(ask(byPrompt));
    assert.equal(choices[0]!.message.content, "Paris is a city.");
    assert.equal(choices[0]!.finish_reason, "stop");
    const stream = await own.client().chat.completions.create({ ...ask(byPrompt), stream: true });
    assert.equal(await textOf(stream), "Paris is a city.");
  } finally {
    await own.stop();
  }
});

describe("an answer that the client has begun", () => {
  const begun = (model: string) => ({
    model,
    messages: [
      { role: "user" as const, content: "Paris" },
      { role: "assistant" as const, content: "{" },
    ],
  });

  test("is JSON with its beginning", async () => {
    await simulator.fault({ answer: { text: '"name": "Paris"}' } });
    const response_format = { type: "json_object" as const };
    const body = { ...begun(native), response_format };
    const whole = await completions().create(body);
    assert.deepEqual(JSON.parse("{" + whole.choices[0]!.message.content), { name: "Paris" });
    const stream = completions().stream(body);
    const streamed = await stream.finalChatCompletion();
    assert.equal(streamed.choices[0]!.message.content, '"name": "Paris"}');
  });

  for (const model of [native, byTool]) {
    test(`begins anew where ${model} is held to a schema`, async () => {
      const body = { ...ask(model), ...begun(model) };
      const { data, response } = await completions().create(body).withResponse();
      assert.equal(typeof JSON.parse(data.choices[0]!.message.content!).name, "string");
      assert.equal(response.headers.get("x-gateway-dropped-params"), "messages=prefill->turn");
    });
  }
});

describe("beside tools", () => {
  const tools = [
    {
      type: "function" as const,
      function: {
        name: "get_weather",
        parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
      },
    },
  ];

  test("a model may call them", async () => {
    const completion = await completions().create({
      ...ask(byTool),
      messages: [{ role: "user", content: "get_weather(Paris)" }],
      tools,
    });
    assert.equal(completion.choices[0]!.finish_reason, "tool_calls");
    const [call] = completion.choices[0]!.message.tool_calls!;
    assert.ok(call!.type === "function");
    assert.deepEqual(JSON.parse(call.function.arguments), { city: "Paris" });
  });

  test("or answer", async () => {
    const stream = completions().stream({
      ...ask(byTool),
      messages: [{ role: "user", content: "json_answer(Paris)" }],
      tools,
    });
    const completion = await stream.finalChatCompletion();
    assert.equal(completion.choices[0]!.finish_reason, "stop");
    assert.equal(completion.choices[0]!.message.parsed!.name, "Paris");
  });
});

// What Bedrock does not compile, since it has no end.
const tree = {
  type: "json_schema" as const,
  json_schema: {
    name: "tree",
    strict: true,
    schema: {
      $ref: "#/$defs/node",
      $defs: {
        node: {
          type: "object",
          properties: {
            label: { type: "string" },
            kids: { type: "array", items: { $ref: "#/$defs/node" } },
          },
          required: ["label", "kids"],
          additionalProperties: false,
        },
      },
    },
  },
};

test("a recursive schema is a tool's", async () => {
  const { choices } = await completions().create({ ...ask(native), response_format: tree });
  assert.deepEqual(JSON.parse(choices[0]!.message.content!), { label: "Paris", kids: [] });
  const { outputConfig, toolConfig } = await simulator.lastBody();
  assert.equal(outputConfig, undefined);
  assert.equal(toolConfig.tools[0].toolSpec.strict, undefined);
});

test("one call at most, and one it has to be", async () => {
  const tools = [{ type: "function" as const, function: { name: "get_time" } }];
  const { choices } = await completions().create({
    ...ask(native),
    response_format: tree,
    tools,
    parallel_tool_calls: false,
  });
  assert.equal(choices[0]!.finish_reason, "tool_calls");
  assert.deepEqual((await simulator.lastBody()).additionalModelRequestFields.tool_choice, {
    type: "any",
    disable_parallel_tool_use: true,
  });
});

describe("a model that does not take schemas after all", () => {
  test("is asked in the next form, and remembered", async () => {
    const first = await completions().parse(ask(overrated));
    assert.equal(first.choices[0]!.message.parsed!.name, "Paris");
    assert.deepEqual(
      (await simulator.requests()).map(({ status }) => status),
      [400, 200],
    );
    const stream = completions().stream(ask(overrated));
    const second = await stream.finalChatCompletion();
    assert.equal(second.choices[0]!.message.parsed!.name, "Paris");
    assert.equal((await simulator.requests()).length, 3);
  });

  test("a schema that is too much for it is tried again the next time", async () => {
    const complex = {
      code: "ValidationException",
      message:
        "The model returned the following errors: Schema is too complex for compilation. Try " +
        "reducing the number of tools or simplifying tool schemas.",
    };
    for (let i = 0; i < 2; ++i) {
      await simulator.reset();
      await simulator.fault({ times: 1, error: complex });
      await completions().parse(ask(native));
      assert.equal((await simulator.requests()).length, 2);
    }
  });

  test("what is refused again is the client's", async () => {
    const error = {
      code: "ValidationException",
      message: "output_config.format: Extra inputs are not permitted",
    };
    await simulator.fault({ times: 2, error });
    await assert.rejects(completions().parse(ask(native)), { status: 400 });
    assert.equal((await simulator.requests()).length, 2);
  });
});
