// ./dev replay: recordings of exchanges with Bedrock, as docs/simulator.md describes them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { buildDirectory } from "./lib/process.ts";

const nova = "/model/amazon.nova-lite-v1%3A0";
const asked = { messages: [{ role: "user", content: [{ text: "Hi" }] }] };
const answered = {
  output: { message: { role: "assistant", content: [{ text: "Ho" }] } },
  stopReason: "end_turn",
  usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
  metrics: { latencyMs: 1 },
};
const good = { method: "POST", path: `${nova}/converse`, request: asked, status: 200, headers: {}, body: answered };

function replay(files: Record<string, string>): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), "gateway-replay-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const tool = join(import.meta.dirname, "../../tools/replay.py");
    const { status, stdout, stderr } = spawnSync("python3", [tool, folder, "--build", buildDirectory], { encoding: "utf8" });
    return { status, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("what is right says so", () => {
  const refused = { ...good, status: 400, headers: { "x-amzn-errortype": "ValidationException" }, body: { message: "no" } };
  const titan = {
    ...good,
    path: "/model/amazon.titan-text-lite-v1/invoke",
    request: undefined,
    body: { inputTextTokenCount: 1, results: [{ tokenCount: 1, outputText: "Ho", completionReason: "FINISH" }] },
  };
  const { status, output } = replay({
    "a.json": JSON.stringify([good, refused]),
    "b.jsonl": `${JSON.stringify(good)}\n${JSON.stringify(titan)}\n`,
  });
  assert.equal(status, 0, output);
  assert.match(output, /4 answers and 2 requests played, 0 skipped \(.*\), 0 failures/);
});

test("what is not is told, each by its file", () => {
  const cut = { ...good, body: '{"output":' };
  const odd = { ...good, request: { messages: "Hi" } };
  const { status, output } = replay({ "a.json": JSON.stringify([cut, odd, { path: "/" }]), "b.json": "{" });
  assert.equal(status, 1, output);
  assert.match(output, /a\.json\[0\]: answered with 502/);
  assert.match(output, /a\.json\[1\]: the simulator says 400/);
  assert.match(output, /a\.json\[2\]: /);
  assert.match(output, /b\.json: /);
  assert.match(output, /4 failures/);
});
