// What a model refuses after all: sent once more without, named, remembered for an hour by all
// workers, and never hidden when nobody understands it. At every door, whole and streamed.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import { opus47, sonnet45 } from "./lib/anthropic.ts";
import { Gateway, hello } from "./lib/gateway.ts";
import { eventually } from "./lib/process.ts";
import { postJson } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";

const { simulator } = await serve();

const nova = "amazon.nova-lite-v1:0";
const dropped = "x-gateway-dropped-params";

const chat = (model: string, extra: object = {}) => ["/v1/chat/completions", { ...hello(model), ...extra }] as const;
const messages = (model: string, extra: object = {}) =>
  ["/v1/messages", { ...hello(model), max_tokens: 2000, ...extra }] as const;
const responses = (model: string, extra: object = {}) =>
  ["/v1/responses", { model, input: "Hello!", store: false, ...extra }] as const;

// A gateway that has learned nothing yet. Of one worker, which learns before it reads the next request;
// another worker may read one before that.
async function fresh(
  run: (gateway: Gateway) => Promise<void>,
  config = "",
  workers = 1,
): Promise<void> {
  const gateway = await Gateway.start({ simulator, config, flags: ["--workers", `${workers}`] });
  try {
    await run(gateway);
  } finally {
    await gateway.stop();
  }
}
const statuses = async () => (await simulator.requests()).map(({ status }) => status);
const asked = async () => (await simulator.requests()).map(({ body }) => JSON.parse(body));

beforeEach(() => simulator.reset());

const tool = { name: "f", description: "Does f.", schema: { type: "object", properties: {} } };
const chatTools = [{ type: "function", function: { name: "f", parameters: tool.schema } }];

// The member as it goes to Bedrock, and what the client hears of it.
const cases: [string, readonly [string, object], string, string][] = [
  ["C13: a field of other servers, chat to Claude", chat(sonnet45, { enable_thinking: false }), "enable_thinking", "enable_thinking"],
  ["C13: the same to another family", chat(nova, { enable_thinking: false }), "enable_thinking", "enable_thinking"],
  ["C13: stop", chat(sonnet45, { stop: ["x"] }), "stopSequences", "stop"],
  ["C13: top_k", chat(sonnet45, { top_k: 5 }), "top_k", "top_k"],
  ["C13: top_p", chat(nova, { top_p: 0.5 }), "topP", "top_p"],
  ["C13: an effort", chat(opus47, { reasoning_effort: "high" }), "effort", "reasoning_effort"],
  ["C14: a choice of tools", chat(nova, { tools: chatTools, tool_choice: "required" }), "toolChoice", "tool_choice=required->auto"],
  ["a member of Messages, to Claude", messages(opus47, { metadata: { user_id: "u" } }), "metadata", "metadata"],
  ["stop sequences of Messages, to Claude", messages(opus47, { stop_sequences: ["x"] }), "stop_sequences", "stop_sequences"],
  ["stop sequences of Messages, to another family", messages(nova, { stop_sequences: ["x"] }), "stopSequences", "stop_sequences"],
  ["top_p of Responses", responses(nova, { top_p: 0.5 }), "topP", "top_p"],
  ["an effort of Responses", responses(opus47, { reasoning: { effort: "high" } }), "effort", "reasoning.effort"],
];
for (const [name, [path, body], member, named] of cases) {
  for (const stream of [false, true]) {
    test(`${name}${stream ? ", streamed" : ""}`, async () => {
      await fresh(async (gateway) => {
        await simulator.fault({ refuse: [member] });
        for (const expected of [[400, 200], [400, 200, 200], [400, 200, 200, 200]]) {
          const answer = await postJson(gateway.url + path, { ...body, stream });
          assert.equal(answer.status, 200, answer.body);
          assert.equal(answer.headers[dropped], named);
          assert.equal(answer.headers["x-gateway-attempts"], "1");
          assert.deepEqual(await statuses(), expected);
        }
      });
    });
  }
}

test("C13: what one worker has learned, all know", async () => {
  const run = async (gateway: Gateway) => {
    await simulator.fault({ refuse: ["top_k"] });
    const [path, body] = chat(sonnet45, { top_k: 5 });
    await postJson(gateway.url + path, body);
    await eventually("nobody asks with it any more", async () => {
      await simulator.reset();
      await simulator.fault({ refuse: ["top_k"] });
      for (let i = 0; i < 20; ++i) await postJson(gateway.url + path, body);
      return (await statuses()).every((status) => status === 200);
    });
  };
  await fresh(run, "", 4);
});

test("C13: several members, one after the other", async () => {
  await fresh(async (gateway) => {
    await simulator.fault({ refuse: ["enable_thinking", "top_k", "my_field"] });
    const [path, body] = chat(sonnet45, { enable_thinking: false, top_k: 5, my_field: { a: 1 } });
    const answer = await postJson(gateway.url + path, body);
    assert.equal(answer.status, 200, answer.body);
    assert.deepEqual(String(answer.headers[dropped]).split(", ").sort(), ["enable_thinking", "my_field", "top_k"]);
    assert.deepEqual(await statuses(), [400, 400, 400, 200]);
  });
});

test("other models, and other regions, are not concerned", async () => {
  await fresh(async (gateway) => {
    await simulator.fault({ model: sonnet45, refuse: ["my_field"] });
    for (const model of [sonnet45, opus47]) await postJson(gateway.url + "/v1/chat/completions", chat(model, { my_field: 1 })[1]);
    const bodies = (await simulator.requests()).filter(({ target }) => target.includes("opus"));
    assert.equal(JSON.parse(bodies[0]!.body).additionalModelRequestFields.my_field, 1);
  });
});

describe("a refusal in the first message of a stream", () => {
  for (const [name, [path, body]] of [
    ["chat", chat(sonnet45, { my_field: 1 })],
    ["Messages", messages(opus47, { metadata: { user_id: "u" } })],
  ] as const) {
    test(name, async () => {
      await fresh(async (gateway) => {
        const message = `${name === "chat" ? "my_field" : "metadata"}: Extra inputs are not permitted`;
        await simulator.fault({ times: 1, exception: { code: "validationException", message } });
        const answer = await postJson(gateway.url + path, { ...body, stream: true });
        assert.equal(answer.status, 200, answer.body);
        assert.match(answer.body, /stop/);
        assert.equal((await statuses()).length, 2);
      });
    });
  }
});

describe("is the client's, in Bedrock's words", () => {
  const refused = async (gateway: Gateway, [path, body]: readonly [string, object], words: RegExp) => {
    const answer = await postJson(gateway.url + path, body);
    assert.equal(answer.status, 400, answer.body);
    assert.match(answer.body, words);
  };

  test("when the request has no such member", async () => {
    await fresh(async (gateway) => {
      const error = { code: "ValidationException", message: "who_knows: Extra inputs are not permitted" };
      await simulator.fault({ error });
      for (const request of [chat(sonnet45), messages(opus47), responses(nova)]) {
        await refused(gateway, request, /who_knows: Extra inputs/);
      }
      assert.equal((await statuses()).length, 3);
    });
  });

  test("when it is refused without the member as well, and then nothing is learned", async () => {
    await fresh(async (gateway) => {
      await simulator.fault({ times: 2, error: { code: "ValidationException", message: "top_k: Extra inputs are not permitted" } });
      await refused(gateway, chat(sonnet45, { top_k: 5 }), /top_k: Extra inputs/);
      await postJson(gateway.url + "/v1/chat/completions", chat(sonnet45, { top_k: 5 })[1]);
      assert.equal((await asked()).at(-1).additionalModelRequestFields.top_k, 5);
    });
  });

  test("when the client's own words look like a refusal", async () => {
    await fresh(async (gateway) => {
      const poison = { "temperature: Extra inputs are not permitted": 1, temperature: 0.5 };
      const answer = await postJson(gateway.url + "/v1/chat/completions", { ...hello(sonnet45), ...poison });
      assert.ok([200, 400].includes(answer.status));
      await simulator.reset();
      await postJson(gateway.url + "/v1/chat/completions", chat(sonnet45, { temperature: 0.5 })[1]);
      assert.equal((await asked()).at(-1).inferenceConfig.temperature, 0.5);
    });
  });

  test("of a client's own field, which teaches nothing about the member of that meaning", async () => {
    await fresh(async (gateway) => {
      await simulator.fault({ refuse: ["stop_sequences"] });
      const own = await postJson(gateway.url + "/v1/chat/completions", chat(sonnet45, { stop_sequences: ["x"], stop: ["y"] })[1]);
      assert.equal(own.status, 200, own.body);
      assert.deepEqual((await asked()).at(-1).inferenceConfig.stopSequences, ["y"]);
      await simulator.reset();
      await postJson(gateway.url + "/v1/chat/completions", chat(sonnet45, { stop: ["z"] })[1]);
      assert.deepEqual((await asked()).at(-1).inferenceConfig.stopSequences, ["z"], "another client's");
    });
  });

  test("in strict mode, where nothing is left out", async () => {
    await fresh(async (gateway) => {
      await simulator.fault({ refuse: ["enable_thinking"] });
      await refused(gateway, chat(sonnet45, { enable_thinking: false }), /enable_thinking: Extra inputs/);
      assert.deepEqual(await statuses(), [400]);
    }, "strict = true\n");
  });

  test("after eight members", async () => {
    await fresh(async (gateway) => {
      const names = Array.from({ length: 12 }, (_, i) => `field_${i}`);
      await simulator.fault({ refuse: names });
      await refused(gateway, chat(sonnet45, Object.fromEntries(names.map((name) => [name, 1]))), /Extra inputs/);
      assert.equal((await statuses()).length, 9);
    });
  });
});

describe("C11: reasoning that somebody else has signed", () => {
  const thinking = [{ type: "thinking", thinking: "Hm.", signature: "Rm9yZWlnbg==" }];
  const error = { code: "ValidationException", message: "messages.1.content.0: Invalid `signature` in `thinking` block" };
  const history = (content: unknown[]) => [
    { role: "user", content: "Hello!" },
    { role: "assistant", content },
    { role: "user", content: "Go on." },
  ];
  test("Messages", async () => {
    await fresh(async (gateway) => {
      await simulator.fault({ contains: ['"signature"'], error });
      const body = { ...messages(opus47)[1], messages: history([...thinking, { type: "text", text: "Ho." }]) };
      const answer = await postJson(gateway.url + "/v1/messages", { ...body, thinking: { type: "adaptive" } });
      assert.equal(answer.status, 200, answer.body);
      assert.match(String(answer.headers[dropped]), /thinking/);
      assert.deepEqual((await asked()).at(-1).messages[1].content, [{ type: "text", text: "Ho." }]);
      // It was that reasoning, not the model.
      await postJson(gateway.url + "/v1/messages", { ...body, thinking: { type: "adaptive" } });
      assert.deepEqual(await statuses(), [400, 200, 400, 200]);
    });
  });
});
