// Anthropic's own client as the judge of /v1/messages: whole answers and streams, from Claudes, to
// which the request goes as it is, and from models that get the translation.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import Anthropic from "@anthropic-ai/sdk";
import { betaTool } from "@anthropic-ai/sdk/helpers/beta/json-schema";

import {
  anthropic,
  claudes,
  gpt,
  greeting,
  nova,
  opus47,
  sonnet45,
  textOf,
  translated,
} from "./lib/anthropic.ts";
import { Gateway } from "./lib/gateway.ts";
import { eventually } from "./lib/process.ts";
import { postJson, request } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";
import { type AnswerBlock, apiKey, echo, Simulator } from "./lib/simulator.ts";
import { cityOnly, twoCalls, weatherIn } from "./lib/tools.ts";

const { simulator, gateway } = await serve();
const client = anthropic(gateway);

const ask = (body: Partial<Anthropic.MessageCreateParamsNonStreaming>) =>
  client.messages.create({ ...greeting(), ...body });
const stream = (body: Partial<Anthropic.MessageStreamParams>) =>
  client.messages.stream({ ...greeting(), ...body });

describe("a message", () => {
  for (const model of [...claudes, ...translated]) {
    test(`from ${model}, whole and streamed`, async () => {
      for (const answer of [await ask({ model }), await stream({ model }).finalMessage()]) {
        assert.match(answer.id, /^msg_/);
        assert.equal(answer.type, "message");
        assert.equal(answer.role, "assistant");
        assert.equal(answer.model, model);
        assert.equal(textOf(answer), echo(model, "Hello!"));
        assert.equal(answer.stop_reason, "end_turn");
        assert.equal(answer.stop_sequence, null);
        assert.ok(answer.usage.input_tokens > 0 && answer.usage.output_tokens > 0);
      }
      const invoked = claudes.includes(model);
      for (const { target } of await simulator.requests())
        assert.match(target, invoked ? /\/invoke/ : /\/converse/);
    });

    test(`from ${model} ends as it ends`, async () => {
      const length = { model, max_tokens: 5 };
      const sequence = { model, stop_sequences: ["simulator"] };
      for (const answer of [await ask(length), await stream(length).finalMessage()])
        assert.equal(answer.stop_reason, "max_tokens");
      if (!claudes.includes(model)) return; // others do not say which, or take none
      for (const answer of [await ask(sequence), await stream(sequence).finalMessage()]) {
        assert.equal(answer.stop_reason, "stop_sequence");
        assert.equal(answer.stop_sequence, "simulator");
        assert.equal(textOf(answer), "This is the Bedrock ");
      }
    });
  }

  test("that is refused says so, and what has been said", async () => {
    const answer = { content: [{ text: "I" }], stop_reason: "content_filtered" };
    for (const model of [sonnet45, nova]) {
      await simulator.fault({ answer });
      for (const said of [await ask({ model }), await stream({ model }).finalMessage()]) {
        assert.equal(said.stop_reason, "refusal");
        assert.equal(textOf(said), "I");
      }
    }
  });

  test("tells what its cache has saved", async () => {
    const usage = { input_tokens: 9, cache_read: 100, cache_write: 30, cache_write_1h: 10 };
    for (const model of [sonnet45, nova]) {
      await simulator.fault({ answer: { text: "Yes", ...usage } });
      for (const said of [await ask({ model }), await stream({ model }).finalMessage()]) {
        assert.equal(said.usage.input_tokens, 9);
        assert.equal(said.usage.cache_read_input_tokens, 100);
        assert.equal(said.usage.cache_creation_input_tokens, 30);
      }
    }
  });
});

// What a content of every kind is to a client.
const everything = (signature_pieces: number): AnswerBlock[] => [
  { reasoning: { text: "Let me see.", signature_pieces } },
  { redacted: ["AAECAw=="] },
  { text: "I look." },
  { tool_use: { name: "get_weather", id: "toolu_1", input: { city: "Köln" } } },
  { tool_use: { name: "get_weather", id: "toolu_2", fragments: ['{"ci', 'ty":"Rome"}'] } },
];
const tools: Anthropic.Tool[] = [{ name: "get_weather", input_schema: cityOnly }];
const thinking = { type: "enabled" as const, budget_tokens: 1024 };

describe("blocks of every kind", () => {
  // Clients keep the last piece of a signature that they see. Claude's own stream has only one.
  const ways = [
    [sonnet45, 1, false],
    [sonnet45, 1, true],
    [nova, 3, false],
  ] as const;
  for (const [model, pieces, interleave] of ways) {
    test(`from ${model}${interleave ? ", taking turns" : ""}`, async () => {
      await simulator.fault({ answer: { content: everything(pieces), interleave } });
      const body = { model, tools, max_tokens: 4000 };
      const whole = await ask(body);
      const streamed = await stream(body).finalMessage();
      for (const { content, stop_reason } of [whole, streamed]) {
        const [thought, redacted, text, ...calls] = content;
        assert.equal(stop_reason, "tool_use");
        assert.ok(thought?.type === "thinking");
        assert.equal(thought.thinking, "Let me see.");
        assert.ok(thought.signature);
        assert.deepEqual(redacted, { type: "redacted_thinking", data: "AAECAw==" });
        assert.ok(text?.type === "text" && text.text === "I look.");
        const called = calls.map((call) => call.type === "tool_use" && [call.id, call.name, call.input]);
        assert.deepEqual(called, [
          ["toolu_1", "get_weather", { city: "Köln" }],
          ["toolu_2", "get_weather", { city: "Rome" }],
        ]);
      }
      assert.deepEqual(streamed.content[0], whole.content[0], "with the whole signature");
    });
  }

  test("trap 27: blocks are counted from 0 without gaps", async () => {
    await simulator.fault({ answer: { content: everything(1) } });
    const indexes: number[] = [];
    for await (const event of stream({ model: nova, tools }))
      if (event.type === "content_block_start") indexes.push(event.index);
    assert.deepEqual(indexes, [0, 1, 2, 3, 4]);
  });

  // Claude may show nothing but the signature, GPT only what it alone can read.
  const hidden: [string, AnswerBlock, string][] = [
    [opus47, { reasoning: { text: "" } }, "signature"],
    [gpt, { redacted: ["AAECAw=="] }, "data"],
  ];
  for (const [model, block, name] of hidden) {
    test(`trap 21: thinking that ${model} does not show survives both ways`, async () => {
      const call = { tool_use: { name: "get_weather", id: "toolu_1", input: { city: "Rome" } } };
      for (const whole of [true, false]) {
        await simulator.fault({ times: 1, answer: { content: [block, call] } });
        const body = { model, tools, max_tokens: 4000 };
        const said = whole ? await ask(body) : await stream(body).finalMessage();
        const sealed: string = (said.content[0] as any)[name];
        assert.ok(sealed);
        const result = { type: "tool_result" as const, tool_use_id: "toolu_1", content: "sunny" };
        const messages = [...greeting().messages, said, { role: "user" as const, content: [result] }];
        await ask({ ...body, messages });
        const { body: upstream } = (await simulator.requests()).at(-1)!;
        assert.ok(upstream.includes(sealed), upstream);
      }
    });
  }
});

describe("the tool runner", () => {
  const calls: string[] = [];
  const runnable = [
    betaTool({
      name: "get_weather",
      description: "The weather of a city",
      inputSchema: { ...cityOnly, required: ["city"] as const },
      run: ({ city }: any) => {
        calls.push(city);
        return weatherIn({ city });
      },
    }),
    betaTool({
      name: "get_time",
      description: "The time",
      inputSchema: { type: "object", properties: {} },
      run: () => "noon",
    }),
  ];
  for (const model of [...claudes, ...translated]) {
    for (const streamed of [false, true]) {
      test(`with ${model}${streamed ? ", streamed" : ""}`, async () => {
        const messages = [{ role: "user" as const, content: twoCalls }];
        const body = { ...greeting(model), messages, tools: runnable, stream: streamed };
        const last = await client.beta.messages.toolRunner(body).runUntilDone();
        assert.match(textOf(last), /The tools said: sunny in Köln\nnoon/);
        assert.equal(last.stop_reason, "end_turn");
        assert.equal(calls.pop(), "Köln");
      });
    }
  }

  for (const streamed of [false, true]) {
    test(`replays what Claude has thought byte for byte${streamed ? ", streamed" : ""}`, async () => {
      const thought = { reasoning: { text: 'Ü "1" \\ / \u2028 😀' } };
      const call = (id: string, city: string) => ({ tool_use: { name: "get_weather", id, input: { city } } });
      await simulator.fault(
        { times: 1, lacks: ["toolu_1"], answer: { content: [thought, call("toolu_1", "Köln")] } },
        { times: 1, lacks: ["toolu_2"], answer: { content: [call("toolu_2", "Rome")] } },
        { answer: { content: [{ text: "Sunny everywhere." }] } },
      );
      const asked = { ...greeting(), max_tokens: 4000, thinking, tools: runnable, stream: streamed };
      const runner = client.beta.messages.toolRunner(asked);
      const last = await runner.runUntilDone();
      assert.equal(textOf(last), "Sunny everywhere.");
      const requests = await simulator.requests();
      assert.deepEqual(requests.map(({ status }) => status), [200, 200, 200]);
      // What the client has put together is, to the byte, what Bedrock gets.
      const { messages } = runner.params;
      const sent = requests.at(-1)!.body;
      assert.ok(sent.includes(JSON.stringify(messages.slice(0, -1)).slice(1, -1)), sent);
      assert.match(JSON.stringify(messages[1]), /"signature":"[^"]+"/);
    });
  }
});

test("the bytes of a request to Claude stay as they are", async () => {
  // Order of keys, blanks, escapes and numbers: prompt caches live by them.
  const messages = `[ {"content":[{"text":"\\u00fc \\/ 1","type":"text"}], "role":"user"} ]`;
  const tools = `[{"input_schema":{"type":"object","properties":{"n":{"maximum":1e2,"type":"number"}}},"name":"t"}]`;
  const body = `{"tools":${tools}, "max_tokens":100,"messages":${messages},"model":"${sonnet45}"}`;
  assert.equal((await postJson(`${gateway.url}/v1/messages`, body)).status, 200);
  const sent = (await simulator.requests()).at(-1)!.body;
  assert.ok(sent.includes(`"messages":${messages}`), sent);
  assert.ok(sent.includes(`"tools":${tools}`), sent);
});

describe("countTokens", () => {
  const { messages } = greeting();
  const counted = (headers: Headers) => headers.get("x-gateway-estimated") === null;

  test("trap 23: is Bedrock's count where it counts, of the foundation model", async () => {
    for (const model of [sonnet45, opus47]) {
      const { data, response } = await client.messages.countTokens({ model, messages }).withResponse();
      assert.ok(data.input_tokens > 0);
      assert.ok(counted(response.headers));
      const { target } = (await simulator.requests()).at(-1)!;
      assert.match(decodeURIComponent(target), /^\/model\/anthropic\.claude/);
    }
  });

  test("trap 23: is an estimate that says so where it does not", async () => {
    for (const model of [nova, "us.anthropic.claude-opus-5-5"]) {
      const { data, response } = await client.messages.countTokens({ model, messages }).withResponse();
      assert.ok(data.input_tokens > 0);
      assert.equal(response.headers.get("x-gateway-estimated"), "true");
    }
  });

  test("is an estimate for credentials that may not count, and a count for the next that may", async () => {
    await simulator.fault({ error: { code: "AccessDeniedException", message: "You may not." } });
    const denied = await client.messages.countTokens({ model: sonnet45, messages }).withResponse();
    assert.ok(!counted(denied.response.headers));
    await simulator.reset();
    const next = await client.messages.countTokens({ model: sonnet45, messages }).withResponse();
    assert.ok(counted(next.response.headers));
  });

  test("trap 24: is of the version that Bedrock knows", async () => {
    const headers = { "anthropic-version": "2026-10-21" };
    await client.messages.countTokens({ model: sonnet45, messages }, { headers });
    const { input } = await simulator.lastBody();
    const body = JSON.parse(Buffer.from(input.invokeModel.body, "base64").toString());
    assert.equal(body.anthropic_version, "bedrock-2023-05-31");
  });

  test("takes what Claude Code counts, 27 at once", async () => {
    const tool = { name: "Read", description: "d", input_schema: { type: "object" as const } };
    const each = Array.from({ length: 27 }, (_, i) => (i % 2 === 0 ? [] : [tool]));
    const answers = await Promise.all(
      each.map((tools) => client.messages.countTokens({ model: sonnet45, messages, tools })),
    );
    assert.ok(answers.every(({ input_tokens }) => input_tokens > 0));
  });

  test("is 501, not to be tried again, where nothing is to be estimated", async () => {
    const exact = await Gateway.start({ simulator, config: "[tokens]\nestimate = false" });
    try {
      const retrying = anthropic(exact, { maxRetries: 2 });
      const error = await failure(retrying.messages.countTokens({ model: nova, messages }));
      assert.equal(error.status, 501);
      assert.equal(error.type as string, "not_supported");
      assert.equal(error.headers!.get("x-should-retry"), "false");
      const counts = (await simulator.requests()).filter(({ target }) => target.includes("count-tokens"));
      assert.ok(counts.length <= 1, "tried once");
    } finally {
      await exact.stop();
    }
  });
});

async function failure(asked: Promise<unknown>): Promise<InstanceType<typeof Anthropic.APIError>> {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Anthropic.APIError, String(error));
  return error;
}

describe("an error", () => {
  const errors = [
    ["ValidationException", undefined, Anthropic.BadRequestError, "invalid_request_error"],
    ["AccessDeniedException", undefined, Anthropic.PermissionDeniedError, "permission_error"],
    ["ResourceNotFoundException", undefined, Anthropic.NotFoundError, "not_found_error"],
    ["ThrottlingException", undefined, Anthropic.RateLimitError, "rate_limit_error"],
    ["InternalServerException", undefined, Anthropic.InternalServerError, "api_error"],
    ["ServiceUnavailableException", undefined, Anthropic.InternalServerError, "overloaded_error"],
    ["ModelTimeoutException", undefined, Anthropic.APIError, "timeout_error"],
  ] as const;
  for (const [code, , type, name] of errors) {
    test(`${code} is a ${type.name}`, async () => {
      for (const model of [sonnet45, nova]) {
        for (const streamed of [false, true]) {
          await simulator.fault({ error: { code, message: "So it is." } });
          const asked = client.messages.create({ ...greeting(model), stream: streamed });
          const error = await failure(asked as Promise<unknown>);
          assert.ok(error instanceof type, `${error.status} ${error.message}`);
          assert.equal(error.type, name);
          assert.equal(error.requestID, error.headers!.get("request-id"));
          assert.equal((error.error as any).request_id, error.requestID);
          assert.ok(error.requestID);
        }
      }
    });
  }

  test("of Bedrock's 400 keeps its words, which clients go by", async () => {
    const message = "The model returned the following errors: prompt is too long: 9 tokens > 8 maximum";
    for (const model of [sonnet45, nova]) {
      await simulator.fault({ error: { code: "ValidationException", message } });
      const error = await failure(ask({ model }));
      assert.equal((error.error as any).error.message, "prompt is too long: 9 tokens > 8 maximum");
    }
  });

  test("of a key that is missing or wrong", async () => {
    const locked = await Gateway.start({ simulator, config: 'auth.keys = ["the-key"]' });
    try {
      const error = await failure(anthropic(locked).messages.create(greeting()));
      assert.ok(error instanceof Anthropic.AuthenticationError);
      assert.equal(error.type, "authentication_error");
      for (const keys of [{ apiKey: "the-key" }, { apiKey: null, authToken: "the-key" }])
        await anthropic(locked, keys).messages.create(greeting());
    } finally {
      await locked.stop();
    }
  });
});

test("a Bedrock API key is all that the client needs", async () => {
  const bare = await Gateway.start({ simulator, environment: {} });
  try {
    for (const keys of [{ apiKey }, { apiKey: null, authToken: apiKey }]) {
      await anthropic(bare, keys).messages.create(greeting());
      const seen = (await simulator.requests()).at(-1)!;
      assert.equal(seen.status, 200);
      assert.equal(seen.headers["x-amz-date"], undefined, "nothing is signed");
    }
  } finally {
    await bare.stop();
  }
});

describe("a client that leaves", () => {
  for (const model of [sonnet45, nova]) {
    test(`takes its request to ${model} along`, async () => {
      const { aborted } = await simulator.stats();
      await simulator.fault({ answer: { text: "word ", repeat: 10_000 }, delay_ms: { events: 5 } });
      const events = stream({ model, max_tokens: 4096 });
      events.on("text", () => events.abort());
      await assert.rejects(events.finalMessage(), Anthropic.APIUserAbortError);
      await eventually("an aborted request", async () => {
        const stats = await simulator.stats();
        return stats.active === 0 && stats.aborted === aborted + 1;
      });
    });
  }
});

describe("the doors that clients knock at", () => {
  test("?beta=true and other prefixes", async () => {
    const { data } = await client.beta.messages.create(greeting()).withResponse();
    assert.equal(textOf(data), echo(sonnet45, "Hello!"));
    const url = `${gateway.url}/anthropic`;
    assert.equal((await anthropic(gateway, { baseURL: url }).messages.create(greeting())).model, sonnet45);
    const answer = await postJson(`${url}/v1/messages?beta=true`, greeting());
    assert.equal(answer.status, 200);
  });

  test("at start-up", async () => {
    for (const path of ["/", "/api/hello"]) {
      const { status, body } = await request(`${gateway.url}${path}`, { method: "HEAD" });
      assert.equal(status, 200);
      assert.equal(body, "");
    }
  });
});

test("silence is filled with pings", async () => {
  const own = await Gateway.start({ simulator, config: '[server]\nping_interval = "100ms"' });
  try {
    for (const model of [sonnet45, nova]) {
      await simulator.fault({ delay_ms: { first_event: 1500 } });
      const body = { ...greeting(model), stream: true };
      const { body: text } = await postJson(`${own.url}/v1/messages`, body);
      const pings = text.split("event: ping\ndata: ").length - 1;
      assert.ok(pings >= 2, text);
      // The path says whose API it is, whatever headers a client sends.
      const foreign = { "anthropic-version": "2023-06-01" };
      const { body: chat } = await postJson(`${own.url}/v1/chat/completions`, body, foreign);
      assert.ok(!chat.includes("event: ping"), chat);
      const answer = await anthropic(own).messages.stream(greeting(model)).finalMessage();
      assert.equal(textOf(answer), echo(model, "Hello!"));
    }
  } finally {
    await own.stop();
  }
});
