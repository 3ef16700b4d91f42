// The founding document's two examples, word for word (seed/), against a gateway in its
// demo mode: they are what a newcomer tries first. They name port 3000.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { eventually, Program } from "./lib/process.ts";
import { claude } from "./lib/gateway.ts";
import { echo } from "./lib/simulator.ts";

const run = promisify(execFile);
const here = fileURLToPath(new URL(".", import.meta.url));
const example = (name: string): string => readFileSync(`${here}seed/${name}`, "utf8");
let gateway: Program;
let directory: string;

const inUse = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });

before(async () => {
  // Another run of this test may have it.
  await eventually("port 3000 free, which the examples name", async () => !(await inUse(3000)), 60);
  gateway = await Program.start("bedrock-gateway", ["--demo"]);
  // Beside the packages, where the example's import finds them.
  mkdirSync(`${here}.cache`, { recursive: true });
  directory = mkdtempSync(`${here}.cache/seed-`);
});
after(async () => {
  await gateway?.stop();
  if (directory !== undefined) rmSync(directory, { recursive: true });
});

test("it says that it simulates, and where", () => {
  assert.equal(gateway.url, "http://127.0.0.1:3000");
  assert.match(gateway.output, /simulat/i);
});

test("the TypeScript example", async () => {
  const file = join(directory, "example.ts");
  writeFileSync(file, `${example("example.ts")}\nconsole.log(JSON.stringify(response));\n`);
  const environment = { AWS_REGION: "us-east-1", OPENAI_API_KEY: "sk-not-looked-at" };
  const { stdout } = await run(process.execPath, [file], { env: environment });
  const answer = JSON.parse(stdout);
  assert.equal(answer.object, "chat.completion");
  assert.equal(answer.model, claude);
  assert.equal(answer.choices[0].message.content, echo(claude, "Hello!"));
});

test("the TypeScript example, without a region in the environment", async () => {
  const file = join(directory, "no-region.ts");
  copyFileSync(`${here}seed/example.ts`, file);
  await run(process.execPath, [file], { env: { OPENAI_API_KEY: "sk-not-looked-at" } });
});

test("the curl example", async () => {
  const { stdout } = await run("bash", ["-c", example("example.sh")]);
  const answer = JSON.parse(stdout);
  assert.equal(answer.choices[0].message.content, echo(claude, "Hello!"));
  assert.equal(answer.choices[0].finish_reason, "stop");
});
