// GET /v1/models and GET /v1/models/{id}: what is listed, from where, and for whom.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, afterEach, before, describe, test } from "node:test";

import { applicationProfile, ControlPlane } from "./lib/control_plane.ts";
import { ambientCredentials, Gateway, hello } from "./lib/gateway.ts";
import { eventually, programPath } from "./lib/process.ts";
import { request } from "./lib/request.ts";
import { echo, Simulator } from "./lib/simulator.ts";

const nova = "amazon.nova-lite-v1:0";
const titan = "amazon.titan-embed-text-v2:0";
const opus = "anthropic.claude-opus-5-5";
const configuration = `
[aliases]
"gpt-4o" = "${nova}"
"gpt-*" = "us.${opus}"
[[route]]
name = "team"
targets = [{ model = "us.${opus}", region = "us-west-2" }, { model = "${nova}", region = "us-east-1", order = 2 }]
`;

const plane = await ControlPlane.start();
const simulator = await Simulator.start();
const gateways: Gateway[] = [];
after(async () => {
  for (const gateway of gateways) await gateway.stop();
  await simulator.stop();
  await plane.stop();
});
afterEach(() => {
  plane.trouble = null;
  plane.silent = false;
});

async function start(config = "", environment: Record<string, string> = {}): Promise<Gateway> {
  const gateway = await Gateway.start({
    simulator,
    config,
    environment: { ...ambientCredentials, AWS_ENDPOINT_URL_BEDROCK: plane.url, ...environment },
    flags: ["--workers", "1"],
  });
  gateways.push(gateway);
  return gateway;
}

interface Listed {
  id: string;
  object: string;
  created: number;
  owned_by: string;
  gateway: { kind: string; stands_for: string | null; status: string; verified: boolean };
  [member: string]: unknown;
}

async function list(gateway: Gateway): Promise<Listed[]> {
  const page = await gateway.client().models.list();
  return page.data as unknown as Listed[];
}
const ids = (models: Listed[]): string[] => models.map(({ id }) => id);

function offer(): void {
  plane.models = [
    { id: nova },
    { id: opus, onDemand: false },
    { id: titan, outputs: ["EMBEDDING"] },
    { id: "maker.ended-v1", ends: "2026-01-01T00:00:00Z" },
  ];
  plane.profiles = [
    { id: `us.${opus}`, model: opus, name: "US Opus" },
    { id: "us.maker.ended-v1", model: "maker.ended-v1" },
    { id: "ours00000001", model: nova, name: "Team A", application: true },
  ];
  plane.pageSize = 1000;
}

describe("what Bedrock lists", () => {
  let gateway: Gateway;
  before(async () => {
    offer();
    gateway = await start(configuration);
  });

  test("behind the operator's names: only what can be called", async () => {
    const models = await list(gateway);
    assert.deepEqual(ids(models), [
      "team",
      "gpt-4o",
      "claude-opus-5-5",
      applicationProfile("ours00000001"),
      `us.${opus}`,
      nova,
      titan,
    ]);
    assert.ok(models.every(({ gateway: { verified } }) => verified));
    const kinds = models.map(({ gateway: { kind } }) => kind);
    const namesFirst = ["route", "alias", "alias", "application_profile", "profile"];
    assert.deepEqual(kinds, [...namesFirst, "model", "model"]);
    assert.deepEqual(models.map(({ mode }) => mode).slice(-2), ["chat", "embedding"]);
    assert.deepEqual(models.at(-1)!.supported_parameters, [], "those of chat are not its own");
    assert.equal(models[3]!.name, "Team A");
    for (const model of models) {
      assert.equal(model.object, "model");
      assert.equal(typeof model.created, "number");
      assert.ok(model.owned_by);
      if (model.id !== titan) assert.ok((model.context_length as number) > 100_000, model.id);
    }
  });

  test("the lists are asked for once, signed, also by many at the same time", async () => {
    plane.seen.length = 0;
    const fresh = await start();
    await Promise.all(Array.from({ length: 20 }, () => list(fresh)));
    assert.equal(plane.seen.length, 3);
    assert.ok(plane.seen.every(({ authorization }) => authorization.startsWith("AWS4-HMAC")));
    const types = plane.seen.map(({ query }) => query.get("type"));
    assert.deepEqual(types, [null, "SYSTEM_DEFINED", "APPLICATION"]);
  });

  for (const id of [nova, `us.${opus}`, applicationProfile("ours00000001"), "team", "gpt-4o"]) {
    test(`one of them: ${id}`, async () => {
      const model = await gateway.client().models.retrieve(id);
      assert.equal(model.id, id);
      assert.equal(model.object, "model");
    });
  }

  test("one of them by other forms of its name", async () => {
    for (const id of [
      "gpt-5-of-next-year",
      `us-east-1/${nova}`,
      `arn:aws:bedrock:us-east-1::foundation-model/${nova}`,
      "anthropic/claude-opus-5.5",
    ]) {
      assert.equal((await gateway.client().models.retrieve(id)).id, id);
      const raw = await request(`${gateway.url}/openai/v1/models/${id}/`);
      assert.equal(JSON.parse(raw.body).id, id);
    }
  });

  test("none of them: 404 with the nearest", async () => {
    const unknown = gateway.client().models.retrieve("amazon.nova-light-v1:0");
    await assert.rejects(unknown, (error: any) => {
      assert.equal(error.status, 404);
      assert.equal(error.code, "model_not_found");
      assert.match(error.message, /nearest: 'amazon\.nova-lite-v1:0'/);
      return true;
    });
  });

  test("what cannot be called is not there, although Bedrock knows it", async () => {
    for (const id of [opus, "maker.ended-v1"]) {
      await assert.rejects(gateway.client().models.retrieve(id), { status: 404 });
    }
  });

  test("another method: 405", async () => {
    const answer = await request(`${gateway.url}/v1/models/${nova}`, { method: "DELETE" });
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.allow, "GET");
    const head = await request(`${gateway.url}/v1/models`, { method: "HEAD" });
    assert.equal(head.status, 200);
  });
});

describe("Anthropic's readers", () => {
  let gateway: Gateway;
  before(async () => {
    offer();
    gateway = await start(configuration);
  });
  const ask = async (path: string) => {
    const headers = { "anthropic-version": "2023-06-01", "x-api-key": "any" };
    const answer = await request(`${gateway.url}${path}`, { headers });
    return { ...answer, json: JSON.parse(answer.body) };
  };

  test("find their members", async () => {
    const { json } = await ask("/v1/models?limit=1000");
    assert.equal(json.has_more, false);
    assert.equal(json.first_id, "team");
    assert.equal(json.last_id, nova);
    const claude = json.data.find(({ id }: Listed) => id === "claude-opus-5-5");
    assert.equal(claude.type, "model");
    assert.equal(claude.display_name, "Claude Opus 5.5");
    assert.ok(!Number.isNaN(Date.parse(claude.created_at)));
    assert.equal(claude.max_input_tokens, 1_000_000);
    assert.equal(claude.capabilities.thinking.supported, true);
  });

  test("turn pages", async () => {
    const all: string[] = [];
    for (let after = "", more = true; more; ) {
      const { json } = await ask(`/v1/models?limit=4&after_id=${encodeURIComponent(after)}`);
      all.push(...ids(json.data));
      [after, more] = [json.last_id, json.has_more];
    }
    const conversing = ids(await list(gateway)).filter((id) => id !== titan);
    assert.deepEqual(all, conversing, "Anthropic's clients have no use for vectors");
    const before = await ask("/v1/models?limit=2&before_id=claude-opus-5-5");
    assert.deepEqual(ids(before.json.data), ["team", "gpt-4o"]);
  });

  test("are told of errors in their shape", async () => {
    const unknown = await ask("/v1/models/claude-opus-5-6");
    assert.equal(unknown.status, 404);
    assert.equal(unknown.json.type, "error");
    assert.equal(unknown.json.error.type, "not_found_error");
    assert.match(unknown.json.error.message, /'claude-opus-5-5'/);
    assert.equal(unknown.json.request_id, unknown.headers["x-request-id"]);
    const wrong = await ask("/v1/models?limit=none");
    assert.equal(wrong.status, 400);
    assert.equal(wrong.json.error.type, "invalid_request_error");
  });
});

test("Codex has its own array besides, when it asks", async () => {
  offer();
  const gateway = await start();
  const { body } = await request(`${gateway.url}/v1/models?client_version=0.171.0`);
  const { models, data } = JSON.parse(body);
  assert.deepEqual(
    models.map(({ slug }: { slug: string }) => slug),
    ids(data),
  );
  const claude = models.find(({ slug }: { slug: string }) => slug === "claude-opus-5-5");
  assert.equal(claude.shell_type, "unified_exec");
  assert.equal(claude.truncation_policy.mode, "tokens");
  assert.ok(claude.supported_reasoning_levels.length > 2);
  const without = await request(`${gateway.url}/v1/models`);
  assert.equal(JSON.parse(without.body).models, undefined);
});

test("profiles come in pages", async () => {
  offer();
  plane.pageSize = 7;
  const many = Array.from({ length: 50 }, (_, i) => `us.maker.model-${String(i).padStart(2, "0")}`);
  plane.profiles = many.map((id) => ({ id, model: id.slice(3) }));
  const gateway = await start("", {});
  const found = ids(await list(gateway)).filter((id) => id.startsWith("us.maker."));
  assert.deepEqual(found, many);
});

describe("where Bedrock may not be asked", () => {
  test("what is configured, and what the catalogue knows, unverified", async () => {
    offer();
    plane.trouble = { status: 403, code: "AccessDeniedException" };
    const gateway = await start(configuration);
    const models = await list(gateway);
    assert.deepEqual(ids(models).slice(0, 2), ["team", "gpt-4o"]);
    assert.deepEqual(
      models.filter(({ gateway: { verified } }) => verified).map(({ id }) => id),
      ["team", "gpt-4o"],
    );
    for (const id of ["claude-opus-5-5", `us.${opus}`, `us.${nova}`, "mistral.devstral-2-123b"]) {
      assert.ok(ids(models).includes(id), id);
    }
    for (const id of [opus, `eu.${opus}`, "anthropic.claude-v2:1", "cohere.embed-v4:0"]) {
      assert.ok(!ids(models).includes(id), id);
    }
    await gateway.prints(/us-east-1 were not listed: 403 AccessDeniedException/);
  });

  test("the region of the request counts", async () => {
    plane.trouble = { status: 403, code: "AccessDeniedException" };
    const gateway = await start();
    const headers = { "x-aws-region": "eu-central-1" };
    const answer = await request(`${gateway.url}/v1/models`, { headers });
    const models = ids(JSON.parse(answer.body).data);
    assert.ok(models.includes(`eu.${opus}`));
    assert.ok(!models.includes(`us.${opus}`));
  });
});

describe("when it goes wrong", () => {
  test("the last list stays, and is renewed when Bedrock is well again", async () => {
    offer();
    const gateway = await start("[models]\nrefresh_after = '0s'\n");
    const before = await list(gateway);
    plane.models.push({ id: "maker.new" });
    plane.trouble = { status: 500, code: "InternalServerException" };
    for (const _ of [1, 2]) assert.deepEqual(await list(gateway), before);
    plane.trouble = { status: 429, code: "ThrottlingException" };
    assert.deepEqual(await list(gateway), before);
    plane.trouble = null;
    await eventually("the new model", async () => ids(await list(gateway)).includes("maker.new"));
  });

  test("who asks first does not wait long", async () => {
    plane.silent = true;
    const gateway = await start("", { AWS_MAX_ATTEMPTS: "1" });
    const begun = Date.now();
    const models = await list(gateway);
    assert.ok(Date.now() - begun < 4500);
    assert.ok(ids(models).includes(`us.${opus}`));
    assert.ok(models.every(({ gateway: { verified } }) => !verified));
  });

  test("without credentials it is an error that says so", async () => {
    const gateway = await Gateway.start({ simulator, environment: {} });
    gateways.push(gateway);
    await assert.rejects(list(gateway), { status: 401, code: "missing_aws_credentials" });
  });
});

test("callers with credentials of their own do not see each other's", async () => {
  offer();
  const gateway = await start();
  await list(gateway);
  const as = async (secret: string): Promise<string[]> => {
    const headers = { "x-aws-access-key-id": "AKIAOTHER", "x-aws-secret-access-key": secret };
    const answer = await request(`${gateway.url}/v1/models`, { headers });
    return ids(JSON.parse(answer.body).data);
  };
  plane.models = [{ id: "maker.theirs" }];
  assert.ok((await as("right")).includes("maker.theirs"));
  plane.trouble = { status: 403, code: "InvalidSignatureException" };
  assert.ok(!(await as("wrong")).includes("maker.theirs"));
  assert.ok((await as("right")).includes("maker.theirs"));
  assert.ok(!ids(await list(gateway)).includes("maker.theirs"));
});

describe("Anthropic's own names", () => {
  const ask = async (gateway: Gateway, model: string) => {
    const create = gateway.client().chat.completions.create(hello(model));
    const { data, response } = await create.withResponse();
    return { data, model: response.headers.get("x-gateway-model") };
  };

  test("stand for the profile of the region's geography", async () => {
    offer();
    const gateway = await start();
    const { data, model } = await ask(gateway, "claude-opus-5-5");
    assert.equal(data.model, "claude-opus-5-5");
    assert.equal(model, `us.${opus}`);
    assert.equal(data.choices[0]!.message.content, echo(`us.${opus}`, "Hello!"));
    const europe = await ask(gateway, "eu-west-1/claude-sonnet-4-5-20250929");
    assert.equal(europe.model, "eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
    const spelled = await ask(gateway, "anthropic/claude-haiku-4.5");
    assert.equal(spelled.model, "us.anthropic.claude-haiku-4-5-20251001-v1:0");
  });

  test("come behind the operator's", async () => {
    offer();
    const gateway = await start(`[aliases]\n"claude-opus-5-5" = "${nova}"\n`);
    assert.equal((await ask(gateway, "claude-opus-5-5")).model, nova);
    const listed = (await list(gateway)).filter(({ id }) => id === "claude-opus-5-5");
    assert.deepEqual(
      listed.map(({ gateway: { stands_for } }) => stands_for),
      [nova],
    );
  });

  test("can be switched off", async () => {
    offer();
    const gateway = await start("[models]\nown_names = false\n");
    await assert.rejects(ask(gateway, "claude-opus-5-5"));
    assert.ok(!ids(await list(gateway)).includes("claude-opus-5-5"));
  });
});

describe("bedrock-gateway models", () => {
  const run = async (more: Record<string, string>, ...flags: string[]) => {
    const env = { AWS_EC2_METADATA_DISABLED: "true", ...more };
    const child = spawn(programPath("bedrock-gateway"), ["models", ...flags], { env });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk));
    const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return { status, output };
  };
  const environment = { ...ambientCredentials, AWS_ENDPOINT_URL_BEDROCK: plane.url };

  test("prints a table", async () => {
    offer();
    const aliases = `{"gpt-4o" = "${nova}"}`;
    const { status, output } = await run({ ...environment, BEDROCK_GATEWAY_ALIASES: aliases });
    assert.equal(status, 0, output);
    assert.match(output, /^ID +KIND +CONTEXT +MAX OUTPUT +TAKES +STATUS\n/);
    assert.match(output, /\ngpt-4o +alias for amazon\.nova-lite-v1:0 +300000 +10000 +text,image/);
    assert.match(output, /\nus\.anthropic\.claude-opus-5-5 +profile +1000000 +128000 .* active\n/);
    assert.match(output, /\n\n6 models in us-east-1\.\n$/);
  });

  test("says why it is not verified", async () => {
    plane.trouble = { status: 403, code: "AccessDeniedException" };
    const { status, output } = await run(environment, "--region", "eu-west-1");
    assert.equal(status, 0, output);
    assert.match(output, /\neu\.anthropic\.claude-opus-5-5 .* active, unverified\n/);
    assert.match(output, /Not verified, .*: 403 AccessDeniedException/);
    assert.match(output, /bedrock:ListFoundationModels and bedrock:ListInferenceProfiles/);
    const nobody = await run({});
    assert.equal(nobody.status, 0);
    assert.match(nobody.output, /Not verified, .*: there are none/);
  });

  test("asks the simulator in demo mode", async () => {
    const { status, output } = await run({}, "--demo");
    assert.equal(status, 0, output);
    assert.match(output, /\nus\.anthropic\.claude-opus-5-5 +profile .* active\n/);
    assert.match(output, /\nanthropic\.claude-3-sonnet-20240229-v1:0 .* legacy/);
    assert.doesNotMatch(output, /unverified/i);
  });
});

test("in demo mode the simulator's models are listed, and all of them answer", async () => {
  const gateway = await Gateway.start({ environment: {}, flags: ["--demo", "--workers", "1"] });
  gateways.push(gateway);
  const models = await list(gateway);
  assert.ok(models.length > 100);
  assert.ok(models.every(({ gateway: { verified } }) => verified));
  for (const { id, mode } of models) {
    if (mode === "embedding") {
      const input = "Hello";
      const vectors = await gateway.client().embeddings.create({ model: id, input });
      assert.ok(vectors.data[0]!.embedding.length > 100, id);
      continue;
    }
    const completion = await gateway.client().chat.completions.create(hello(id));
    assert.equal(completion.choices[0]!.finish_reason, "stop", id);
  }
});
