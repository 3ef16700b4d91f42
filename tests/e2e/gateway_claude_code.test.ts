// Claude Code's requests as it makes them, at every generation of Claude: what Bedrock would refuse is
// gone, all else is as it was. The simulator is the strict judge.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { claudes, gpt, nova, opus47, opus48, opus55, sonnet45, sonnet46 } from "./lib/anthropic.ts";
import { Gateway } from "./lib/gateway.ts";
import { postJson } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";

const { simulator, gateway } = await serve();

const ephemeral = { type: "ephemeral" };
const hour = { type: "ephemeral", ttl: "1h" };
const text = (words: string, cache_control?: object) => ({
  type: "text",
  text: words,
  ...(cache_control && { cache_control }),
});
const tool = (name: string, more: object = {}) => ({
  name,
  description: `Does ${name}.`,
  input_schema: {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: { command: { type: "string", description: "What to do" } },
    required: ["command"],
    additionalProperties: false,
  },
  ...more,
});
const names = ["Agent", "Bash", "Edit", "ListAgents", "Read", "ReportFindings", "ScheduleWakeup", "Skill", "ToolSearch", "Workflow", "Write"];
const tools = [...names.map((name) => tool(name)), tool("DeferredToolPlaceholder", { defer_loading: true })];

// How it shapes a request by the name of the model.
const shapes: Record<string, { thinking: object; max_tokens: number; effort?: string; system?: boolean }> = {
  [sonnet45]: { thinking: { type: "enabled", budget_tokens: 31999, display: "omitted" }, max_tokens: 32000 },
  [sonnet46]: { thinking: { type: "adaptive", display: "omitted" }, max_tokens: 32000, effort: "high" },
  [opus47]: { thinking: { type: "adaptive", display: "omitted" }, max_tokens: 64000, effort: "xhigh" },
  [opus48]: { thinking: { type: "adaptive", display: "omitted" }, max_tokens: 64000, effort: "high", system: true },
  [opus55]: { thinking: { type: "adaptive", display: "updates" }, max_tokens: 128000, effort: "medium", system: true },
};
const betas = [
  "claude-code-20250219", "interleaved-thinking-2025-05-14", "context-management-2025-06-27",
  "per-turn-control-2026-07-01", "mid-conversation-tool-changes-2026-07-01", "thinking-token-count-2026-05-13",
  "advanced-tool-use-2025-11-20", "effort-2025-11-24", "dangerous-tool-use-2026-09-03",
  "thinking-display-updates-2026-08-18", "afk-mode-2026-01-31", "context-1m-2025-08-07", "extended-cache-ttl-2025-04-11",
].join(",");
const session = "5b1c2a9e-0000-4000-8000-000000000001";
const headers = {
  "x-api-key": "k",
  "anthropic-version": "2026-10-21",
  "anthropic-beta": betas,
  "anthropic-dangerous-direct-browser-access": "true",
  "x-app": "cli",
  "x-claude-code-session-id": session,
  "x-stainless-retry-count": "0",
};
const billing = "x-anthropic-billing-header: cc_version=2.1.332; cc_entrypoint=cli;";

function request(shape: string, model = shape) {
  const { thinking, max_tokens, effort, system } = shapes[shape]!;
  const reminder = text("<system-reminder>Today is Monday.</system-reminder>");
  const user = { role: "user", content: [reminder, reminder, text("Look at it.", ephemeral)] };
  const late = { role: "system", content: [text("The skills are these.", ephemeral)], output_config: { effort } };
  return {
    model,
    messages: [user, ...(system ? [late] : [])] as object[],
    system: [text(billing), text("You are Claude Code.", hour), text("Be brief. ".repeat(500).trim(), hour)],
    tools,
    metadata: { user_id: JSON.stringify({ device_id: "DEVICE", account_uuid: "", session_id: session }) },
    max_tokens,
    thinking,
    context_management: { edits: [{ type: "clear_thinking_20251015", keep: "all" }] },
    ...(effort && { output_config: { effort } }),
    stream: true,
  };
}

const post = (body: object, more: Record<string, string> = {}) =>
  postJson(`${gateway.url}/v1/messages?beta=true`, body, { ...headers, ...more });

// The blocks of a stream, as a client puts them together.
function blocksOf(events: string): any[] {
  const blocks: any[] = [];
  for (const line of events.split("\n")) {
    if (!line.startsWith("data: ")) continue;
    const { type, index, content_block, delta } = JSON.parse(line.slice(6));
    if (type === "content_block_start") blocks[index] = { ...content_block, json: "" };
    if (type !== "content_block_delta") continue;
    const block = blocks[index];
    if (delta.type === "text_delta") block.text += delta.text;
    if (delta.type === "thinking_delta") block.thinking += delta.thinking;
    if (delta.type === "signature_delta") block.signature += delta.signature;
    if (delta.type === "input_json_delta") block.json += delta.partial_json;
  }
  return blocks.map(({ json, ...block }) => (block.type === "tool_use" ? { ...block, input: JSON.parse(json || "{}") } : block));
}

describe("a session", () => {
  // Also shaped for another generation than the one that answers: aliases hide the model.
  for (const shape of claudes) {
    for (const model of [...claudes, nova, gpt]) {
      test(`shaped for ${shape}, at ${model}`, async () => {
        const call = { reasoning: { text: "I have to look." } };
        const content = [call, { tool_use: { id: "toolu_1", name: "Read", input: { command: "/a" } } }];
        await simulator.fault({ times: 1, lacks: ["toolu_1"], answer: { content } });
        const first = request(shape, model);
        const answer = await post(first);
        assert.equal(answer.status, 200, answer.body);
        const said = { role: "assistant", content: blocksOf(answer.body) };
        const result = { type: "tool_result", tool_use_id: "toolu_1", content: "It is empty.", cache_control: ephemeral };
        const [user, late] = first.messages;
        const plain = late ? [{ role: "system", content: "The skills are these." }] : [];
        const messages = [user!, ...plain, said, { role: "user", content: [result] }];
        const second = await post({ ...first, messages });
        assert.equal(second.status, 200, second.body);
        assert.match(second.body, /event: message_stop/);
        const sent = (await simulator.requests()).at(-1)!;
        assert.equal(sent.status, 200);
        for (const secret of [billing, "DEVICE", session, "context_management"])
          assert.ok(!sent.body.includes(secret), secret);
        assert.equal(sent.headers["x-claude-code-session-id"], undefined);
      });
    }
  }

  test("with a tool that is found later", async () => {
    const found = tool("WebFetch", { defer_loading: true });
    const call = { type: "tool_use", id: "toolu_1", name: "ToolSearch", input: { query: "web" } };
    const content = [{ type: "tool_reference", tool_name: "WebFetch" }];
    const result = { type: "tool_result", tool_use_id: "toolu_1", content };
    for (const model of [...claudes, nova]) {
      const body = request(model in shapes ? model : opus55, model);
      const messages = [body.messages[0]!, { role: "assistant", content: [call] }, { role: "user", content: [result] }];
      const thinking = { type: "disabled" };
      const answer = await post({ ...body, thinking, output_config: undefined, messages, tools: [...tools, found] });
      assert.equal(answer.status, 200, answer.body);
    }
  });
});

describe("beta flags", () => {
  const flags = [
    "advanced-tool-use-2025-11-20", "tool-search-tool-2025-10-19", "context-1m-2025-08-07",
    "interleaved-thinking-2025-05-14", "thinking-token-count-2026-05-13", "context-management-2025-06-27",
    "compact-2026-01-12", "compact-2026-09-04", "thinking-display-updates-2026-08-18", "dangerous-tool-use-2026-09-03",
    "afk-mode-2026-01-31", "fine-grained-tool-streaming-2025-05-14", "token-efficient-tools-2025-02-19",
    "output-128k-2025-02-19", "dev-full-thinking-2025-05-14", "model-context-window-exceeded-2025-08-26",
    "search-results-2025-06-09", "computer-use-2024-10-22", "computer-use-2025-01-24", "computer-use-2025-11-24",
    "tool-examples-2025-10-29", "effort-2025-11-24", "mid-conversation-tool-changes-2026-07-01",
    "mid-conversation-output-config-2026-07-01", "thinking-binding-controls-2026-08-01", "claude-code-20250219",
    "oauth-2025-04-20", "per-turn-control-2026-07-01", "prompt-caching-2024-07-31", "prompt-caching-scope-2026-01-05",
    "extended-cache-ttl-2025-04-11", "fast-mode-2026-02-01", "redact-thinking-2026-02-12", "structured-outputs-2025-11-13",
    "files-api-2025-04-14", "skills-2025-10-02", "code-execution-2025-08-25", "mcp-client-2025-11-20",
    "web-fetch-2025-09-10", "memory-2025-08-18", "advisor-2026-03-01", "server-side-fallback-2026-04-01",
    "fallback-credit-2026-04-01", "mid-conversation-system-2026-05-01", "cache-diagnosis-2026-04-07",
    "task-budgets-2026-03-13", "message-threads-2026-08-12", "some-day-2030-01-01",
  ];
  for (const model of claudes) {
    test(`trap 17: ${model} refuses none`, async () => {
      const body = { model, max_tokens: 100, messages: [{ role: "user", content: "Hi" }] };
      const given = flags.flatMap((flag) => [
        post(body, { "anthropic-beta": flag }),
        postJson(`${gateway.url}/v1/messages`, { ...body, betas: [flag] }),
      ]);
      for (const { status, body: said } of await Promise.all(given)) assert.equal(status, 200, said);
      const seen = await simulator.requests();
      assert.equal(seen.length, 2 * flags.length, "nothing had to be learned");
    });
  }

  test("trap 16: deferred tools have the flag that Bedrock knows, or are gone with it", async () => {
    for (const model of claudes) {
      await post(request(model), { "anthropic-beta": "advanced-tool-use-2025-11-20" });
      const { anthropic_beta, tools: sent } = await simulator.lastBody();
      assert.ok(anthropic_beta.includes("tool-search-tool-2025-10-19"));
      assert.ok(!anthropic_beta.includes("advanced-tool-use-2025-11-20"));
      assert.equal(sent.at(-1).defer_loading, true);
      await post({ ...request(model), tools: tools.slice(0, -1) }, { "anthropic-beta": "advanced-tool-use-2025-11-20" });
      assert.ok(!JSON.stringify((await simulator.lastBody()).anthropic_beta ?? []).includes("tool-search"));
    }
  });
});

describe("what Bedrock refuses is learned once", () => {
  const body = { model: opus47, max_tokens: 100, messages: [{ role: "user", content: "Hi" }] };
  const refusals = [
    ["invalid beta flag", "anthropic_beta", { "anthropic-beta": "context-1m-2025-08-07" }, {}],
    ["The model returned the following errors: invalid beta flag", "anthropic_beta", { "anthropic-beta": "context-1m-2025-08-07" }, {}],
    ["metadata: Extra inputs are not permitted", "metadata", {}, { metadata: { user_id: "u" } }],
    ["thinking.adaptive.display: Extra inputs are not permitted", "display", {}, { thinking: { type: "adaptive", display: "omitted" } }],
  ] as const;
  for (const [message, member, flags, more] of refusals) {
    test(message, async () => {
      const own = await Gateway.start({ simulator, flags: ["--workers", "2"] });
      try {
        const ask = () => postJson(`${own.url}/v1/messages`, { ...body, ...more }, flags);
        await simulator.fault({ contains: [`"${member}"`], error: { code: "ValidationException", message } });
        const calls: number[] = [];
        for (let i = 0; i < 3; ++i) {
          const before = (await simulator.requests()).length;
          assert.equal((await ask()).status, 200);
          calls.push((await simulator.requests()).length - before);
        }
        assert.deepEqual(calls, [2, 1, 1]);
      } finally {
        await own.stop();
      }
    });
  }
});

describe("the body that Claude gets", () => {
  const minimal = (model: string) => ({ model, max_tokens: 5000, messages: [{ role: "user", content: "Hi" }] });
  const sent = async (body: object, more: Record<string, string> = {}) => {
    const answer = await post(body, more);
    assert.equal(answer.status, 200, answer.body);
    return simulator.lastBody();
  };

  test("trap 18: has no billing line; other models are told it no more than Claude", async () => {
    for (const model of [sonnet45, nova]) {
      const { system } = await sent(request(sonnet45, model));
      assert.ok(!JSON.stringify(system).includes("x-anthropic-billing-header"));
      assert.match(JSON.stringify(system), /You are Claude Code\./);
    }
    for (const model of [sonnet45, nova]) {
      const { system } = await sent({ ...minimal(model), system: billing });
      assert.equal(system, undefined);
    }
  });

  test("trap 19: has messages of the system where the model takes them, else in front", async () => {
    const system = { role: "system", content: "Be brief." };
    const hi = { role: "user", content: "Hi" };
    for (const model of claudes) {
      const first = await sent({ ...minimal(model), messages: [system, hi] });
      assert.match(JSON.stringify(first.system), /Be brief\./);
      assert.deepEqual(first.messages.map(({ role }: any) => role), ["user"]);
      const said = { role: "assistant", content: "Ho" };
      const later = await sent({ ...minimal(model), messages: [hi, said, hi, system] });
      const roles = later.messages.map(({ role }: any) => role);
      const takes = [opus48, opus55].includes(model);
      assert.deepEqual(roles, ["user", "assistant", "user", ...(takes ? ["system"] : [])]);
      if (!takes) assert.match(JSON.stringify(later.system), /Be brief\./);
    }
  });

  test("trap 20: thinks as the configured family does, whatever profile it is behind", async () => {
    const arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/simclaude001";
    const families = [
      ["anthropic.claude-opus-4-7", { type: "enabled", budget_tokens: 2000 }, "adaptive"],
      ["anthropic.claude-sonnet-4-5-20250929-v1:0", { type: "adaptive" }, "enabled"],
    ] as const;
    for (const [like, thinking, expected] of families) {
      const own = await Gateway.start({ simulator, config: `[[model]]\npattern = "${arn}"\nlike = "${like}"` });
      try {
        await simulator.reset();
        await postJson(`${own.url}/v1/messages`, { ...minimal(arn), thinking });
        assert.equal(JSON.parse((await simulator.requests())[0]!.body).thinking.type, expected);
      } finally {
        await own.stop();
      }
    }
  });

  test("trap 22: has lifetimes and eager streaming where the model takes them", async () => {
    const tools = [tool("Bash", { eager_input_streaming: true, cache_control: hour })];
    const system = [text("Be brief.", { ...hour, scope: "global" })];
    for (const model of ["us.anthropic.claude-sonnet-4-20250514-v1:0", ...claudes]) {
      const body = await sent({ ...minimal(model), tools, system });
      const old = model.includes("2025051");
      assert.deepEqual(body.system[0].cache_control, old ? ephemeral : hour);
      assert.deepEqual(body.tools[0].cache_control, old ? ephemeral : hour);
      const takes = [opus48, opus55].includes(model);
      assert.equal(body.tools[0].eager_input_streaming, takes ? true : undefined);
    }
  });

  test("trap 24: has Bedrock's version", async () => {
    for (const version of ["2023-06-01", "2026-10-21"]) {
      const body = await sent({ ...minimal(sonnet45), anthropic_version: version }, { "anthropic-version": version });
      assert.equal(body.anthropic_version, "bedrock-2023-05-31");
    }
  });

  test("trap 25: leaves the choice of tools to the model while it thinks", async () => {
    for (const model of [sonnet45, opus55]) {
      for (const choice of [{ type: "auto" }, { type: "auto", disable_parallel_tool_use: true }]) {
        const { tool_choice } = await sent({ ...request(model), tool_choice: choice });
        assert.deepEqual(tool_choice, choice);
      }
    }
  });
});
