// Codex's requests in the three shapes in which it makes them, and what it does by the status of an
// answer. It reads the events of a stream, not the object at its end.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { gpt, gptOss, nova, opus47, sonnet45 } from "./lib/anthropic.ts";
import { Gateway } from "./lib/gateway.ts";
import { type Answer, postJson } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";

const { simulator, gateway } = await serve();
const session = "0199a213-0000-7000-8000-000000000001";
const headers = {
  authorization: "Bearer k",
  accept: "text/event-stream",
  originator: "codex_exec",
  "session-id": session,
  "thread-id": session,
  "x-client-request-id": session,
  "x-codex-window-id": `${session}:0`,
  "x-codex-turn-metadata": '{"turn_id":"1"}',
  "accept-encoding": "zstd, gzip",
};
const post = (body: object, more: Record<string, string> = {}): Promise<Answer> =>
  postJson(`${gateway.url}/v1/responses`, body, { ...headers, ...more });

const parameters = {
  type: "object",
  properties: { cmd: { type: "string", description: "Shell command" }, yield_time_ms: { type: "number" } },
  required: ["cmd"],
  additionalProperties: false,
};
const fn = (name: string) => ({ type: "function", name, description: `Does ${name}.`, strict: false, parameters });
const space = (name: string, tools: object[]) => ({ type: "namespace", name, description: `Tools of ${name}.`, tools });
const lark = { type: "grammar", syntax: "lark", definition: 'start: "*** Begin Patch" LF' };
const custom = (name: string) => ({ type: "custom", name, description: "Freeform", format: lark });
const webSearch = { type: "web_search", external_web_access: false };
const names = ["exec_command", "write_stdin", "request_user_input", "view_image", "get_goal", "create_goal", "update_goal"];
const agents = space("multi_agent_v1", ["spawn_agent", "send_input", "wait_agent", "resume_agent", "close_agent"].map(fn));
const mcp = space("mcp__demo", [fn("get_weather")]);

const say = (role: string, ...texts: string[]) => ({
  type: "message",
  role,
  content: texts.map((text) => ({ type: "input_text", text })),
});
const input: object[] = [
  say("developer", "You are Codex. ".repeat(1000).trim()),
  say("developer", "<skills>none</skills>", "<permissions>all</permissions>"),
  say("user", "<environment_context><cwd>/tmp</cwd></environment_context>"),
  say("user", "Look at it."),
];
const common = {
  input,
  tool_choice: "auto",
  store: false,
  stream: true,
  include: ["reasoning.encrypted_content"],
  prompt_cache_key: session,
  client_metadata: { "x-codex-installation-id": "INSTALLATION" },
};
const shapes: Record<string, any> = {
  "an id that it does not know": {
    ...common,
    tools: [...names.map(fn), agents, mcp, webSearch],
    reasoning: { summary: "auto" },
    parallel_tool_calls: true,
  },
  "gpt-5.5": {
    ...common,
    tools: [...names.map(fn), custom("apply_patch"), { type: "tool_search", execution: "client", description: "Finds tools", parameters }, mcp, webSearch],
    reasoning: { effort: "medium" },
    parallel_tool_calls: true,
    text: { verbosity: "low" },
  },
  "gpt-6": {
    ...common,
    input: [
      { type: "additional_tools", role: "developer", tools: [space("functions", [custom("exec"), fn("wait"), fn("request_user_input")]), space("clock", [fn("now")]), space("collaboration", [fn("spawn")])] },
      ...input,
    ],
    reasoning: { effort: "low", context: "all_turns" },
    parallel_tool_calls: false,
    text: { verbosity: "low" },
  },
};

const events = ({ body }: Answer): any[] =>
  body.split("\n").filter((line) => line.startsWith("data: {")).map((line) => JSON.parse(line.slice(6)));
// What Codex keeps of an answer.
const itemsOf = (answer: Answer): any[] =>
  events(answer).filter(({ type }) => type === "response.output_item.done").map(({ item }) => item);
const lastEvent = (answer: Answer): any => events(answer).at(-1);

async function ask(body: object): Promise<Answer> {
  const answer = await post(body);
  assert.equal(answer.status, 200, answer.body);
  return answer;
}
const upstream = () => simulator.lastBody();
const maximum: Record<string, number> = { [sonnet45]: 64000, [opus47]: 128000, [gptOss]: 128000, [gpt]: 128000 };

describe("a session", () => {
  for (const [shape, body] of Object.entries(shapes)) {
    for (const model of [sonnet45, opus47, gptOss, gpt]) {
      test(`in the shape of ${shape}, with ${model}`, async () => {
        // Each kind of tool that the shape offers is called, and answered.
        const tools: any[] = body.tools ?? body.input[0].tools;
        const has = (name: string) => JSON.stringify(tools).includes(`"name":"${name}"`);
        const calls = [
          has("exec_command") && { name: "exec_command", id: "c1", input: { cmd: "ls" } },
          has("apply_patch") && { name: "apply_patch", id: "c2", input: { input: "*** Begin Patch\n" } },
          has("exec") && { name: "exec", id: "c3", input: { input: "text(1)" } },
          has("get_weather") && { name: "mcp__demo__get_weather", id: "c4", input: { cmd: "Rome" } },
          JSON.stringify(tools).includes("tool_search") && { name: "tool_search", id: "c5", input: { cmd: "web" } },
          has("now") && { name: "clock__now", id: "c6", input: { cmd: "" } },
        ].filter((call) => call !== false);
        const content = [{ reasoning: { text: "I have to look." } }, { text: "I look." }, ...calls.map((tool_use) => ({ tool_use }))];
        await simulator.fault({ times: 1, answer: { content } });
        const answer = await ask({ ...body, model });
        const sent = await upstream();

        assert.equal(sent.inferenceConfig.maxTokens, maximum[model], "trap 1");
        assert.ok(!JSON.stringify(sent).includes('"developer"'), "trap 2");
        assert.match(sent.system[0].text, /^You are Codex\./);
        for (const secret of ["INSTALLATION", session]) assert.ok(!JSON.stringify(sent).includes(secret));
        const offered = sent.toolConfig.tools.map(({ toolSpec }: any) => toolSpec?.name);
        for (const { name } of calls) assert.ok(offered.includes(name), `trap 9: ${name} in ${offered}`);
        assert.ok(!offered.includes("web_search"));

        const items = itemsOf(answer);
        const kinds = items.map(({ type, namespace, name, call_id }) => [type, namespace, name, call_id].filter(Boolean).join(" "));
        const expected: Record<string, string> = {
          c1: "function_call exec_command c1",
          c2: "custom_tool_call apply_patch c2",
          c3: "custom_tool_call exec c3",
          c4: "function_call mcp__demo get_weather c4",
          c5: "tool_search_call c5",
          c6: "function_call clock now c6",
        };
        const called = kinds.slice(2).map((kind) => kind.replace(" functions ", " "));
        assert.deepEqual(called, calls.map(({ id }) => expected[id]), "trap 8");
        assert.deepEqual(items.slice(0, 2).map(({ type }) => type), ["reasoning", "message"]);
        const { response } = lastEvent(answer);
        assert.equal(response.status, "completed");
        assert.ok(response.usage.input_tokens_details && response.usage.output_tokens_details, "trap 14");
        for (const { id, call_id } of items) assert.notEqual(id, call_id);

        const outputs = items.filter(({ call_id }) => call_id).map(({ type, call_id }) => {
          if (type === "tool_search_call") return { type: "tool_search_output", call_id, status: "completed", execution: "client", tools: [fn("found_tool")] };
          return { type: type === "custom_tool_call" ? "custom_tool_call_output" : "function_call_output", call_id, output: "done" };
        });
        const replayed = items.map((item) => (item.type === "reasoning" ? { ...item, content: null } : item));
        const next = await ask({ ...body, model, input: [...body.input, ...replayed, ...outputs] });
        assert.match(itemsOf(next).at(-1).content[0].text, /The tools said: .*done/s);
        const again = await upstream();
        if (model === sonnet45) assert.equal(again.messages[1].content[0].reasoningContent.reasoningText.text, "I have to look.");
        if (outputs.some(({ type }) => type === "tool_search_output"))
          assert.ok(again.toolConfig.tools.some(({ toolSpec }: any) => toolSpec?.name === "found_tool"), "trap 9");
      });
    }
  }

  test("trap 2: developer messages in the middle", async () => {
    for (const model of [sonnet45, opus47, gptOss, nova]) {
      const said = { type: "message", role: "assistant", content: [{ type: "output_text", text: "Yes?" }] };
      await ask({ ...common, model, input: [...input, said, say("developer", "Be quick."), say("user", "Go on.")] });
      const sent = JSON.stringify(await upstream());
      assert.ok(!sent.includes('"developer"'));
      assert.ok(sent.includes("Be quick."));
    }
  });

  test("a title, asked for beside the first turn", async () => {
    const schema = { type: "object", properties: { title: { type: "string", minLength: 3, maxLength: 40 } }, required: ["title"], additionalProperties: false };
    const format = { type: "json_schema", name: "codex_output_schema", strict: true, schema };
    for (const model of [sonnet45, opus47, gptOss, gpt, nova]) {
      const answer = await ask({ ...common, model, tools: [], text: { format, verbosity: "low" } });
      assert.equal(typeof JSON.parse(itemsOf(answer).at(-1).content[0].text).title, "string");
    }
  });

  test("older ones", async () => {
    const body = { ...common, instructions: "You are Codex.", input: input.slice(1), reasoning: null, include: [], parallel_tool_calls: false, tools: [fn("shell"), fn("update_plan")] };
    for (const model of [sonnet45, gptOss]) assert.equal(lastEvent(await ask({ ...body, model })).type, "response.completed");
  });
});

describe("trap 11: compaction", () => {
  const call = { type: "function_call", call_id: "c1", name: "exec_command", arguments: '{"cmd":"ls"}' };
  const output = { type: "function_call_output", call_id: "c1", output: "a.txt" };
  const history = [...input, call, output];

  for (const model of [sonnet45, gptOss, nova]) {
    test(`by a trigger, with ${model}`, async () => {
      await simulator.fault({ times: 1, answer: { text: "The user looks at a.txt." } });
      const body = { ...shapes["gpt-5.5"], model };
      const items = itemsOf(await ask({ ...body, input: [...history, { type: "compaction_trigger" }] }));
      assert.equal(items.length, 1);
      assert.equal(items[0].type, "compaction");
      assert.ok(items[0].id && items[0].encrypted_content);
      await ask({ ...body, input: [...input.slice(0, 2), items[0], say("user", "Go on.")] });
      assert.match(JSON.stringify((await upstream()).messages), /The user looks at a\.txt\./);
    });

    test(`by an ordinary request without tools, with ${model}`, async () => {
      const answer = await ask({ ...common, model, tools: [], input: [...history, say("user", "Summarise.")] });
      assert.equal(lastEvent(answer).type, "response.completed");
    });
  }
});

describe("how a turn ends", () => {
  const body = { ...common, model: nova, tools: [fn("exec_command")] };

  test("a filtered answer is complete, with its text: Codex would repeat it", async () => {
    await simulator.fault({ answer: { text: "No.", stop_reason: "guardrail_intervened" } });
    const answer = await ask(body);
    assert.equal(itemsOf(answer)[0].content[0].type, "output_text");
    assert.equal(lastEvent(answer).type, "response.completed");
    const other = await post(body, { originator: "" });
    assert.equal(lastEvent(other).type, "response.incomplete");
  });

  test("a call that was cut off is left out", async () => {
    const content = [{ text: "I" }, { tool_use: { name: "exec_command", fragments: ['{"cm'] } }];
    await simulator.fault({ answer: { content, stop_reason: "max_tokens" } });
    const answer = await ask(body);
    assert.deepEqual(itemsOf(answer).map(({ type }) => type), ["message"]);
    assert.equal(lastEvent(answer).response.incomplete_details.reason, "max_output_tokens");
  });

  // Codex repeats 5xx thirty times, whatever x-should-retry says.
  const statuses: [string, object, number][] = [
    ["a request that is too long", { code: "ValidationException", message: "Input is too long for requested model." }, 400],
    ["a model that there is not", { code: "ResourceNotFoundException", message: "no" }, 404],
    ["no permission", { code: "AccessDeniedException", message: "no" }, 403],
    ["throttling", { code: "ThrottlingException", message: "slow", retry_after: "6" }, 429],
    ["an unknown operation", { code: "UnknownOperationException", message: "no", status: 404 }, 404],
    ["a fault of Bedrock's", { code: "InternalServerException", message: "oops" }, 500],
  ];
  for (const [name, error, status] of statuses) {
    test(`${name} is ${status}`, async () => {
      const own = await Gateway.start({ simulator, config: "[retry]\nattempts = 1" });
      try {
        await simulator.fault({ error });
        const answer = await postJson(`${own.url}/v1/responses`, body, headers);
        assert.equal(answer.status, status, answer.body);
        const { code } = JSON.parse(answer.body).error;
        if (name === "a request that is too long") assert.equal(code, "context_length_exceeded");
        if (status === 429) assert.equal(answer.headers["retry-after"], "6");
      } finally {
        await own.stop();
      }
    });
  }
});

test("models are listed in Codex's words, and those of others", async () => {
  const answer = await fetch(`${gateway.url}/v1/models?client_version=0.171.0`, { headers });
  const { models, data, object }: any = await answer.json();
  assert.equal(object, "list");
  assert.ok(data.length > 0);
  const [first] = models;
  for (const member of ["slug", "display_name", "supported_reasoning_levels", "shell_type", "visibility", "supported_in_api", "priority", "support_verbosity", "truncation_policy", "experimental_supported_tools", "base_instructions"])
    assert.notEqual(first[member], undefined, member);
  assert.equal(first.apply_patch_tool_type, "freeform");
});
