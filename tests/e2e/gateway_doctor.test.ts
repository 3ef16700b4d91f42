// `bedrock-gateway doctor`: what an operator is told when it works, and when it does not.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";

import { expectNoSecrets } from "./lib/canaries.ts";
import { claude } from "./lib/gateway.ts";
import { programPath } from "./lib/process.ts";
import { Simulator } from "./lib/simulator.ts";
import { common, Home, pair, role } from "./lib/sources.ts";

let simulator: Simulator;
let home: Home;
before(async () => {
  simulator = await Simulator.start();
  home = new Home();
  home.credentials(`[base]\n${pair}`);
  home.config(`[profile dev]\nrole_arn = ${role}\nsource_profile = base\nregion = eu-west-1\n`);
});
after(async () => {
  await simulator.stop();
  home.remove();
});
beforeEach(() => simulator.reset());

async function examine(
  more: Record<string, string>,
  ...flags: string[]
): Promise<{ status: number | null; output: string }> {
  const { AWS_REGION: _, ...variables } = common(home, simulator);
  const env = {
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: simulator.url,
    ...variables,
    ...more,
  };
  const child = spawn(programPath("bedrock-gateway"), ["doctor", ...flags], { env });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  expectNoSecrets(output, env);
  return { status, output };
}

test("all is well", async () => {
  const { status, output } = await examine({ AWS_PROFILE: "dev" }, "--model", claude);
  assert.equal(status, 0, output);
  assert.match(output, /ok {4}region {7}eu-west-1/);
  assert.match(output, /ok {4}credentials {2}from profile 'dev' \(ASIA\w+, good until \d{4}-/);
  assert.match(output, /ok {4}clock {8}right/);
  assert.match(output, /ok {4}identity {5}arn:aws:/);
  assert.equal(output.match(/ok {4}model .*: 200 in \d+ ms/g)?.length, 2, output);
});

test("an action is missing", async () => {
  await simulator.fault({
    operation: "converse-stream",
    error: { code: "AccessDeniedException", message: "not authorized", status: 403 },
  });
  const { status, output } = await examine({ AWS_PROFILE: "dev" }, "--model", claude);
  assert.equal(status, 1);
  assert.match(output, /ok {4}model .*whole/);
  assert.match(output, /FAIL {2}model .*streamed.*InvokeModelWithResponseStream/);
});

test("each model is asked as the gateway would ask it", async () => {
  const native = "mistral.mistral-7b-instruct-v0:2";
  const variables = {
    AWS_PROFILE: "dev",
    BEDROCK_GATEWAY_MODELS: `[{pattern = "${native}", api = "invoke"}]`,
  };
  const { status, output } = await examine(variables, "--model", native);
  assert.equal(status, 0, output);
  const targets = (await simulator.requests()).map((each) => decodeURIComponent(each.target));
  assert.ok(targets.includes(`/model/${native}/invoke`), String(targets));
  assert.ok(targets.includes(`/model/${native}/invoke-with-response-stream`), String(targets));
});

test("a model that makes vectors is asked for one", async () => {
  const model = "amazon.titan-embed-text-v2:0";
  const { status, output } = await examine({ AWS_PROFILE: "dev" }, "--model", model);
  assert.equal(status, 0, output);
  assert.match(output, /ok {4}model .*titan-embed-text-v2:0, a vector from .*: 200 in \d+ ms/);
  assert.deepEqual(await simulator.lastBody(), { inputText: "Hello" });
});

test("the models of aliases and routes are asked too, each target in its region", async () => {
  const variables = {
    AWS_PROFILE: "dev",
    BEDROCK_GATEWAY_ALIASES: `{fast = "amazon.nova-lite-v1:0"}`,
    BEDROCK_GATEWAY_ROUTES: `[{name = "best", targets = [{model = "${claude}", region = "eu-west-3"}]}]`,
  };
  const { status, output } = await examine(variables);
  assert.equal(status, 0, output);
  assert.match(output, /ok {4}model {8}amazon\.nova-lite-v1:0, whole/);
  assert.ok(output.includes(`eu-west-3/${claude}, streamed`), output);
});

test("targets of routes are asked at their own endpoints, in their own roles", async () => {
  const target = (rest: string) => `{model = "${claude}", region = "eu-west-3", ${rest}}`;
  const forbidden = role.replace(/[^/]+$/, "forbidden");
  const variables = {
    AWS_PROFILE: "dev",
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: "http://127.0.0.1:1",
    BEDROCK_GATEWAY_ROUTES:
      `[{name = "best", targets = [${target(`endpoint = "${simulator.url}", role = "${role}"`)}]},` +
      ` {name = "none", targets = [${target(`endpoint = "${simulator.url}", role = "${forbidden}"`)}]}]`,
  };
  const { status, output } = await examine(variables);
  assert.equal(status, 1, output);
  assert.ok(output.includes(`ok    model        eu-west-3/${claude}, whole from`), output);
  assert.match(output, /FAIL {2}model .* as \S+\/forbidden: .*sts:AssumeRole/);
});

test("the guardrails of gateway keys are tried on the models that they watch over", async () => {
  const variables = {
    AWS_PROFILE: "dev",
    BEDROCK_GATEWAY_GUARDRAILS: `[{model = "anthropic.*", id = "abc123"}, {model = "meta.*", id = "xyz"}]`,
  };
  const { output } = await examine(variables, "--model", claude);
  assert.match(output, /model .*, whole with guardrail abc123 from/);
  assert.doesNotMatch(output, /guardrail xyz/);
  const { guardrailConfig } = await simulator.lastBody();
  assert.equal(guardrailConfig.guardrailIdentifier, "abc123");
});

test("roles and profiles that the settings need", async () => {
  const profile = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/simclaude001";
  const variables = {
    AWS_PROFILE: "dev",
    AWS_ENDPOINT_URL_BEDROCK: simulator.url,
    BEDROCK_GATEWAY_AWS_RESOLVE_PROFILES: "true",
    BEDROCK_GATEWAY_ROLES: `[{arn = "${role}"}, {arn = "${role.replace(/[^/]+$/, "forbidden")}"}]`,
  };
  const { status, output } = await examine(variables, "--model", profile);
  assert.equal(status, 1);
  assert.match(output, /ok {4}role {9}\S+\/bedrock-gateway-role: assumed/);
  assert.match(output, /FAIL {2}role {9}\S+\/forbidden: .*AccessDenied.*sts:AssumeRole/);
  assert.match(output, /ok {4}profile {6}\S+ stands for anthropic\.claude/);
});

test("how near each region is", async () => {
  const variables = { AWS_PROFILE: "dev", BEDROCK_GATEWAY_AWS_REGIONS: "eu-west-1,us-east-1" };
  const { status, output } = await examine(variables, "--region", "auto");
  assert.equal(status, 0, output);
  assert.match(output, /ok {4}region {7}(eu-west-1|us-east-1) for requests .*, the nearest/);
  assert.match(output, /ok {4}latency {6}eu-west-1 \d+\.\d ms/);
  assert.match(output, /ok {4}latency {6}us-east-1 \d+\.\d ms/);
  const alone = await examine({ AWS_PROFILE: "dev" });
  assert.match(alone.output, /ok {4}latency {6}eu-west-1 \d+\.\d ms/);
});

test("no credentials, wrong ones, and none that can be had", async () => {
  const none = await examine({});
  assert.equal(none.status, 1);
  assert.match(none.output, /FAIL {2}credentials {2}.*there are none/);

  const wrong = await examine({ AWS_ACCESS_KEY_ID: "AKIAX", AWS_SECRET_ACCESS_KEY: "x" });
  assert.equal(wrong.status, 1);
  assert.match(wrong.output, /FAIL {2}identity .*InvalidClientTokenId/);

  const missing = await examine({ AWS_PROFILE: "absent" });
  assert.equal(missing.status, 1);
  assert.match(missing.output, /FAIL {2}credentials .*'absent'/);
});

test("O10: an explained signature does not tell the session token", async () => {
  const token = "CANARY-session-token";
  const message =
    "The request signature we calculated does not match the signature you provided.\n\n" +
    `The Canonical String for this request should have been\n'POST\nx-amz-security-token:${token}'`;
  await simulator.fault({ error: { code: "InvalidSignatureException", message, status: 403 } });
  const { status, output } = await examine({ AWS_PROFILE: "dev" }, "--model", claude);
  assert.equal(status, 1, output);
  assert.match(output, /FAIL {2}model .*403 InvalidSignatureException The request signature/);
  assert.doesNotMatch(output, /Canonical|CANARY|x-amz-security-token/i);
});

test("O5: a page of a firewall is not taken for a missing permission", async () => {
  const firewall = createServer((request, response) => {
    request.resume().on("end", () => response.writeHead(403).end("<html>Forbidden</html>"));
  });
  await new Promise<void>((resolve) => firewall.listen(0, "127.0.0.1", resolve));
  const { port } = firewall.address() as AddressInfo;
  const there = { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: `http://127.0.0.1:${port}` };
  const { status, output } = await examine({ AWS_PROFILE: "dev", ...there }, "--model", claude);
  firewall.close();
  assert.equal(status, 1, output);
  assert.match(output, /FAIL {2}model .*403 from something on the way/);
  assert.doesNotMatch(output, /needs bedrock/);
});
