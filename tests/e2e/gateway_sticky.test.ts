// Agents name their conversation in headers and members of their own; a sticky route keeps it with one
// target, where its prompt cache is.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { nova, sonnet45 } from "./lib/anthropic.ts";
import { postJson } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";

const targets = [sonnet45, "us.anthropic.claude-haiku-4-5-20251001-v1:0", nova, "us.anthropic.claude-opus-4-8"];
const config = `[[route]]
name = "agents"
${targets.map((model) => `[[route.targets]]\nmodel = "us-east-1/${model}"\n`).join("")}`;
const { simulator, gateway } = await serve({ config });

const bodies: Record<string, (said: string) => object> = {
  "/v1/messages": (said) => ({ max_tokens: 100, messages: [{ role: "user", content: said }] }),
  "/v1/responses": (said) => ({ input: said }),
  "/v1/chat/completions": (said) => ({ messages: [{ role: "user", content: said }] }),
};

// The targets of requests with these headers and members, whatever they say.
async function targetsOf(path: string, headers: Record<string, string>, members: object): Promise<Set<string>> {
  await simulator.reset();
  for (let turn = 0; turn < 6; ++turn) {
    const body = { model: "agents", ...bodies[path]!(`Turn ${turn}.`), ...members };
    const answer = await postJson(`${gateway.url}${path}`, body, headers);
    assert.equal(answer.status, 200, answer.body);
  }
  const requests = await simulator.requests();
  return new Set(requests.map(({ target }) => target.split("/")[2]!));
}

const names: [agent: string, path: string, name: (id: string) => { headers?: Record<string, string>; members?: object }][] = [
  ["Claude Code", "/v1/messages", (id) => ({ headers: { "x-claude-code-session-id": id } })],
  ["Codex", "/v1/responses", (id) => ({ headers: { "session-id": id } })],
  ["Codex by its key", "/v1/responses", (id) => ({ members: { prompt_cache_key: id } })],
  ["opencode", "/v1/chat/completions", (id) => ({ headers: { "x-session-affinity": id } })],
  ["opencode at another door", "/v1/messages", (id) => ({ headers: { "x-session-affinity": id } })],
  ["a client of OpenAI's", "/v1/chat/completions", (id) => ({ members: { prompt_cache_key: id } })],
];

describe("a conversation stays with its target, and conversations spread", () => {
  for (const [agent, path, name] of names) {
    test(agent, async () => {
      const used = new Set<string>();
      for (let i = 0; i < 8; ++i) {
        const { headers = {}, members = {} } = name(`conversation-${i}`);
        const seen = await targetsOf(path, headers, members);
        assert.equal(seen.size, 1, `${[...seen]}`);
        for (const target of seen) used.add(target);
      }
      assert.ok(used.size > 1, `${[...used]}`);
    });
  }
});

test("one without a name is known by how it begins", async () => {
  for (const [path, member] of [["/v1/messages", "messages"], ["/v1/chat/completions", "messages"], ["/v1/responses", "input"]] as const) {
    const first = { role: "user", content: "How it begins." };
    const said = { role: "assistant", content: "Yes?" };
    await simulator.reset();
    for (let turn = 1; turn < 5; ++turn) {
      const turns = Array.from({ length: turn }, (_, i) => [said, { role: "user", content: `Turn ${i}.` }]).flat();
      const body = { model: "agents", max_tokens: 100, [member]: [first, ...turns] };
      const { max_tokens: _, ...rest } = body;
      const answer = await postJson(`${gateway.url}${path}`, path === "/v1/responses" ? rest : body);
      assert.equal(answer.status, 200, answer.body);
    }
    const used = new Set((await simulator.requests()).map(({ target }) => target.split("/")[2]));
    assert.equal(used.size, 1, path);
  }
});
