// Requests that are wrong in every way, at each door: the dialect's own 400 that names the place, within
// bounded time, and the process lives. Unit tests have the many; here each door shows that it is behind it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { gptOss, nova, sonnet45 } from "./lib/anthropic.ts";
import { type Answer, postJson, request } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";

const { gateway } = await serve();

type Body = Record<string, any>;
interface Door {
  path: string;
  anthropic: boolean;
  turns: string; // the member with the conversation
  body(model: string): Body;
  tool(i: number): object;
  chosen?(names: string[]): object; // tool_choice
  // A conversation of n calls and results.
  calls(n: number): object[];
}

const hi = { role: "user", content: "Hi" };
const schema = { type: "object", properties: {} };
const chat: Door = {
  path: "/v1/chat/completions",
  anthropic: false,
  turns: "messages",
  body: (model) => ({ model, messages: [hi] }),
  tool: (i) => ({ type: "function", function: { name: `tool ${i} ü`, parameters: schema } }),
  chosen: (names) => ({
    type: "allowed_tools",
    allowed_tools: { mode: "auto", tools: names.map((name) => ({ type: "function", function: { name } })) },
  }),
  calls: (n) => [
    { role: "assistant", content: null, tool_calls: ids(n).map((id) => ({ id, type: "function", function: { name: "t", arguments: "{}" } })) },
    ...ids(n).reverse().map((tool_call_id) => ({ role: "tool", tool_call_id, content: "x" })),
  ],
};
const messages: Door = {
  path: "/v1/messages",
  anthropic: true,
  turns: "messages",
  body: (model) => ({ model, max_tokens: 100, messages: [hi] }),
  tool: (i) => ({ name: `tool ${i} ü`, input_schema: schema }),
  calls: (n) => [
    { role: "assistant", content: ids(n).map((id) => ({ type: "tool_use", id, name: "t", input: {} })) },
    { role: "user", content: ids(n).reverse().map((tool_use_id) => ({ type: "tool_result", tool_use_id, content: "x" })) },
  ],
};
const count: Door = {
  ...messages,
  path: "/v1/messages/count_tokens",
  body: (model) => ({ model, messages: [hi] }),
};
const responses: Door = {
  path: "/v1/responses",
  anthropic: false,
  turns: "input",
  body: (model) => ({ model, input: [hi] }),
  tool: (i) => ({ type: "function", name: `tool ${i} ü`, parameters: schema }),
  chosen: (names) => ({ type: "allowed_tools", mode: "auto", tools: names.map((name) => ({ type: "function", name })) }),
  calls: (n) => [
    ...ids(n).map((call_id) => ({ type: "function_call", call_id, name: "t", arguments: "{}" })),
    ...ids(n).reverse().map((call_id) => ({ type: "function_call_output", call_id, output: "x" })),
  ],
};
const inputTokens: Door = { ...responses, path: "/v1/responses/input_tokens" };
const doors = [chat, messages, count, responses, inputTokens];
const ids = (n: number): string[] => Array.from({ length: n }, (_, i) => `call_${i}`);

const post = ({ path }: Door, body: unknown): Promise<Answer> => postJson(`${gateway.url}${path}`, body);

// The refusal, in the dialect's own envelope.
function refusal(door: Door, answer: Answer): { message: string; param: string } {
  assert.equal(answer.status, 400, answer.body);
  const said = JSON.parse(answer.body);
  assert.equal(said.error.type, "invalid_request_error");
  assert.ok(said.error.message);
  if (door.anthropic) {
    assert.equal(said.type, "error");
    assert.equal(said.request_id, answer.headers["request-id"]);
  }
  return { message: said.error.message, param: said.error.param ?? "" };
}

const deep = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

for (const door of doors) {
  describe(door.path, () => {
    const model = door === count ? nova : sonnet45;
    const whole = (more: Body) => JSON.stringify({ ...door.body(model), ...more });
    // Members that are read before the model's own judgement, and paths by which they are named.
    const first = door.anthropic ? `${door.turns}.0` : `${door.turns}[0]`;
    const wrong: [name: string, body: string, path: string][] = [
      ["the model is a number", whole({ model: 7 }), "model"],
      ["no model", whole({ model: undefined }), "model"],
      ["an empty body", "{}", "model"],
      ["no conversation", whole({ [door.turns]: undefined }), door.turns],
      ["the conversation is a number", whole({ [door.turns]: 7 }), door.turns],
      ["a turn is a number", whole({ [door.turns]: [7] }), first],
      ["an unknown role", whole({ [door.turns]: [{ role: "wizard", content: "Hi" }] }), "role"],
      ["the role is a list", whole({ [door.turns]: [{ role: [], content: "Hi" }] }), "role"],
      ...(door === chat ? [] : [["no content", whole({ [door.turns]: [{ role: "user" }] }), "content"] as [string, string, string]]),
      ["the content is a number", whole({ [door.turns]: [{ role: "user", content: 7 }] }), "content"],
      ["a part is a number", whole({ [door.turns]: [{ role: "user", content: [7] }] }), "content"],
      ["tools are a text", whole({ tools: "x" }), "tools"],
      ["stream is a text", whole({ stream: "yes" }), "stream"],
      ["the temperature is a text", whole({ temperature: "hot" }), "temperature"],
    ];
    for (const [name, body, path] of wrong) {
      test(name, async () => {
        // To a Claude the shapes within are Claude's own to judge; others get the gateway's words.
        const other = door.anthropic ? body.replace(sonnet45, nova) : body;
        const { message, param } = refusal(door, await post(door, other));
        assert.ok(`${message} ${param}`.includes(path), `${path}: ${message} (${param})`);
        if (door.anthropic) refusal(door, await post({ ...door, path: "/v1/messages" }, body));
      });
    }

    test("no JSON, no object, no UTF-8, too deep", async () => {
      const valid = whole({});
      const bodies = [
        "", " ", "null", "[]", "7", '"x"', "{", valid.slice(0, -1), `${valid}}`, valid.replaceAll('"', "'"),
        whole({ x: "@" }).replace("@", "\u0000"), whole({ x: 1 }).replace(":1", ":01"),
        whole({ x: 1 }).replace(":1", `:${deep(5000)}`), whole({ x: 1 }).replace(":1", `:${"[".repeat(1_000_000)}`),
      ];
      for (const body of bodies) refusal(door, await post(door, body));
      const bytes = Buffer.from(whole({ x: "@" }));
      bytes[bytes.indexOf("@")] = 0xff;
      const sent = await fetch(`${gateway.url}${door.path}`, { method: "POST", headers: { "content-type": "application/json" }, body: bytes });
      assert.equal(sent.status, 400, await sent.text());
    });

    test("numbers without measure", async () => {
      const limit = door.anthropic ? "max_tokens" : door.turns === "input" ? "max_output_tokens" : "max_completion_tokens";
      for (const number of ["1e999", "-1", "1.5", "99999999999999999999999", "9223372036854775808"]) {
        const body = JSON.stringify({ ...door.body(gptOss), [limit]: "@" }).replace('"@"', number);
        const answer = await post(door, body);
        assert.ok([200, 400].includes(answer.status), `${number}: ${answer.body}`);
      }
      const budget = { thinking: { type: "enabled", budget_tokens: "@" }, max_tokens: 5000 };
      for (const number of ["9223372036854775807", "-9223372036854775808", "1e400"]) {
        const answer = await post(door, JSON.stringify({ ...door.body(sonnet45), ...budget }).replace('"@"', number));
        assert.ok([200, 400].includes(answer.status), `${number}: ${answer.body}`);
      }
    });
  });
}

// R1: no look-up that takes the square of what a client sends. Beside each request health is asked.
describe("long lists are answered in bounded time, and hold nobody up", () => {
  const many = 20_000;
  const list = <T>(of: (i: number) => T): T[] => Array.from({ length: many }, (_, i) => of(i));
  const mark = { cache_control: { type: "ephemeral" } };
  const textPart = (door: Door) => (door.turns === "input" ? "input_text" : "text");
  const lists: [string, (door: Door) => Body | undefined][] = [
    ["tools", (door) => ({ tools: list(door.tool) })],
    ["tools of one name", (door) => ({ tools: list(() => door.tool(1)) })],
    ["allowed tools", (door) => door.chosen && { tools: list(door.tool), tool_choice: door.chosen(list((i) => `tool ${i} ü`)) }],
    ["turns", (door) => ({ [door.turns]: list((i) => ({ role: i % 2 === 0 ? "user" : "assistant", content: "Hi" })).concat([hi]) })],
    ["turns of one role", (door) => ({ [door.turns]: list(() => hi) })],
    ["turns of the system", (door) => ({ [door.turns]: [hi, ...list(() => ({ role: "system", content: "x" })), hi] })],
    ["parts", (door) => ({ [door.turns]: [{ role: "user", content: list((i) => ({ type: textPart(door), text: `${i}` })) }] })],
    ["cache marks", (door) => ({ [door.turns]: [{ role: "user", content: list(() => ({ type: textPart(door), text: "x", ...mark })) }] })],
    ["calls and results", (door) => ({ tools: [door.tool(1)], [door.turns]: [hi, ...door.calls(many), hi] })],
    ["results of no call", (door) => ({ [door.turns]: [hi, ...door.calls(many).slice(door.turns === "input" ? many : 1), hi] })],
    ["members", () => Object.fromEntries(list((i) => [`member_${i}`, i]))],
    ["stop sequences", (door) => ({ [door.anthropic ? "stop_sequences" : "stop"]: list((i) => `s${i}`) })],
    ["metadata", () => ({ metadata: Object.fromEntries(list((i) => [`k${i}`, "v"])) })],
  ];
  for (const door of doors) {
    for (const [name, make] of lists) {
      const more = make(door);
      if (more === undefined) continue;
      test(`${door.path}: ${name}`, async () => {
        for (const model of [nova, sonnet45]) {
          const body = JSON.stringify({ ...door.body(model), ...more });
          let busy = true;
          const asked = post(door, body).finally(() => (busy = false));
          let slowest = 0;
          const began = Date.now();
          while (busy) {
            const start = performance.now();
            assert.equal((await request(`${gateway.url}/healthz`)).status, 200);
            slowest = Math.max(slowest, performance.now() - start);
          }
          const answer = await asked;
          assert.ok(answer.status === 200 || (answer.status >= 400 && answer.status < 500), answer.body.slice(0, 300));
          // What is linear takes tens of milliseconds; the square took many seconds.
          assert.ok(Date.now() - began < 5000, `${Date.now() - began} ms`);
          assert.ok(slowest < 1000, `health took ${slowest} ms`);
        }
      });
    }
  }
});
