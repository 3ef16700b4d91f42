// Keys and teams: the examples of docs/keys.md, and what each door says to whom.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { examples } from "./lib/documents.ts";
import { claude, Gateway, hello } from "./lib/gateway.ts";
import { type Answer, postJson, request } from "./lib/request.ts";
import { Simulator } from "./lib/simulator.ts";

let simulator: Simulator;
let gateway: Gateway;
before(async () => {
  simulator = await Simulator.start();
  const [config] = examples("keys.md", "A key for each person and service", "toml");
  gateway = await Gateway.start({ simulator, config });
});
after(async () => {
  await gateway.stop();
  await simulator.stop();
});

const messages = [{ role: "user", content: "Hello!" }];
// Each door that a model is asked through, with the body that asks it.
const doors: Record<string, (model: string) => unknown> = {
  "/v1/chat/completions": (model) => ({ model, messages }),
  "/v1/responses": (model) => ({ model, input: "Hello!" }),
  "/v1/messages": (model) => ({ model, messages, max_tokens: 10 }),
  "/v1/messages/count_tokens": (model) => ({ model, messages }),
  "/v1/responses/input_tokens": (model) => ({ model, input: "Hello!" }),
};
const isAnthropics = (path: string): boolean => path.includes("/messages");
const ask = (path: string, key: string, model = claude): Promise<Answer> =>
  postJson(`${gateway.url}${path}`, doors[path]!(model), { "x-api-key": key });

function expectError(path: string, answer: Answer, status: number, code: string): void {
  assert.equal(answer.status, status, answer.body);
  const error = JSON.parse(answer.body).error;
  if (isAnthropics(path)) {
    assert.equal(error.type, status === 404 ? "not_found_error" : "authentication_error");
  } else {
    assert.equal(error.type, "invalid_request_error");
    assert.equal(error.code, code);
  }
}

describe("every door asks for a key", () => {
  for (const path of Object.keys(doors)) {
    test(path, async () => {
      expectError(path, await ask(path, "nobodys"), 401, "invalid_api_key");
      expectError(path, await ask(path, "bobs-secret"), 401, "key_disabled");
      assert.equal((await ask(path, "alices-secret")).status, 200);
      assert.equal((await ask(path, "nightly-secret", "amazon.nova-lite-v1:0")).status, 200);
    });
  }

  test("GET /v1/models", async () => {
    const answer = await request(`${gateway.url}/v1/models`, { headers: { "x-api-key": "nobodys" } });
    assert.equal(answer.status, 401);
  });
});

describe("o12: every door refuses a model that the key may not use", () => {
  for (const path of Object.keys(doors)) {
    test(path, async () => {
      expectError(path, await ask(path, "nightly-secret"), 404, "model_not_found");
      const llama = "meta.llama3-70b-instruct-v1:0";
      expectError(path, await ask(path, "alices-secret", llama), 404, "model_not_found");
    });
  }

  test("an alias counts by its own name, and by the model's", async () => {
    const chat = "/v1/chat/completions";
    assert.equal((await ask(chat, "alices-secret", "assistant")).status, 200);
    assert.equal((await ask(chat, "nightly-secret", "assistant")).status, 404);
    const profile = "us.amazon.nova-lite-v1:0";
    assert.equal((await ask(chat, "nightly-secret", profile)).status, 200);
  });

  test("the list shows only what the key may use", async () => {
    const list = async (key: string): Promise<string[]> => {
      const answer = await request(`${gateway.url}/v1/models`, { headers: { "x-api-key": key } });
      return JSON.parse(answer.body).data.map((model: { id: string }) => model.id);
    };
    const nightly = await list("nightly-secret");
    assert.ok(nightly.length > 0);
    assert.deepEqual(nightly.filter((id) => !id.endsWith("amazon.nova-lite-v1:0")), []);
    const alices = await list("alices-secret");
    assert.ok(alices.includes("assistant"));
    assert.ok(alices.some((id) => /anthropic\.claude-/.test(id)));
    assert.deepEqual(alices.filter((id) => /^(\w+\.)?meta\./.test(id)), []);
    const hidden = await request(`${gateway.url}/v1/models/${claude}`, { headers: { "x-api-key": "nightly-secret" } });
    assert.equal(hidden.status, 404);
    assert.doesNotMatch(hidden.body, /anthropic.claude-3-haiku/);
  });
});

test("the shared key of the first example", async () => {
  const [config] = examples("keys.md", "One shared key", "toml");
  const shared = await Gateway.start({ simulator, config });
  try {
    await shared.client({ apiKey: "my-shared-key" }).chat.completions.create(hello());
    await assert.rejects(shared.client({ apiKey: "another" }).chat.completions.create(hello()), {
      status: 401,
      code: "invalid_api_key",
    });
  } finally {
    await shared.stop();
  }
});

test("a key that is disabled while the gateway runs is refused from the next request on", async () => {
  const key = (rest: string) => `[[key]]\nid = "carol"\nsecret = "carols-secret"\n${rest}\n`;
  const running = await Gateway.start({ simulator, config: key("") });
  try {
    const client = running.client({ apiKey: "carols-secret" });
    await client.chat.completions.create(hello());
    running.reconfigure(key("disabled = true"));
    await running.prints(/the configuration was reloaded/);
    await assert.rejects(client.chat.completions.create(hello()), { code: "key_disabled" });
    running.reconfigure(key("team = 'nowhere'"));
    await running.prints(/there is no such team/);
    await assert.rejects(client.chat.completions.create(hello()), { code: "key_disabled" });
  } finally {
    await running.stop();
  }
});

test("AWS is told whose key it was, whatever the client's own metadata says", async () => {
  const config =
    "[aws]\nattribution = true\n[[team]]\nid = 'research'\n" +
    "[[key]]\nid = 'alice'\nteam = 'research'\nsecret = 'alices-secret'\n";
  const attributed = await Gateway.start({ simulator, config });
  try {
    const client = attributed.client({ apiKey: "alices-secret" });
    const mine = Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`mine${i}`, "x"]));
    await simulator.reset();
    await client.chat.completions.create({
      ...hello("amazon.nova-lite-v1:0"),
      metadata: { ...mine, gateway_key: "mallory" },
    });
    const [converse] = await simulator.requests();
    const { requestMetadata } = JSON.parse(converse!.body);
    assert.equal(requestMetadata.gateway_key, "alice");
    assert.equal(requestMetadata.gateway_team, "research");
    assert.equal(Object.keys(requestMetadata).length, 16);
    await simulator.reset();
    const asked = { ...hello("us.anthropic.claude-sonnet-4-6"), max_tokens: 10 };
    const headers = { "x-api-key": "alices-secret" };
    const answer = await postJson(`${attributed.url}/v1/messages`, asked, headers);
    assert.equal(answer.status, 200, answer.body);
    const [invoke] = await simulator.requests();
    assert.deepEqual(JSON.parse(String(invoke!.headers["x-amzn-bedrock-request-metadata"])), {
      gateway_key: "alice",
      gateway_team: "research",
    });
    const forged = '{"gateway_key":"mallory","mine":"x"}';
    const ours = { gateway_key: "alice", gateway_team: "research" };
    const send = async (path: string, body: object, more = {}) => {
      await simulator.reset();
      const answer = await postJson(`${attributed.url}${path}`, body, { ...headers, ...more });
      assert.equal(answer.status, 200, answer.body);
      const sent = (await simulator.requests())[0]!;
      const header = sent.headers["x-amzn-bedrock-request-metadata"];
      return { answer, sent: header ? JSON.parse(String(header)) : JSON.parse(sent.body).requestMetadata };
    };
    const own = await send("/model/amazon.nova-lite-v1%3A0/converse", {
      messages: [{ role: "user", content: [{ text: "Hello!" }] }],
      requestMetadata: JSON.parse(forged),
    });
    assert.deepEqual(own.sent, { ...ours, mine: "x" });
    assert.equal(own.answer.headers["x-gateway-dropped-params"], "requestMetadata=sanitized");
    const { model, ...rest } = asked;
    const native = { anthropic_version: "bedrock-2023-05-31", ...rest };
    const invoked = await send(`/model/${model}/invoke`, native, { "x-amzn-bedrock-request-metadata": forged });
    assert.deepEqual(invoked.sent, { ...ours, mine: "x" });
    const vectors = await send("/v1/embeddings", { model: "amazon.titan-embed-text-v2:0", input: "a" });
    assert.deepEqual(vectors.sent, ours);
    const ranked = { model: "cohere.rerank-v3-5:0", query: "a", documents: ["a", "b"] };
    assert.deepEqual((await send("/v1/rerank", ranked)).sent, ours);
  } finally {
    await attributed.stop();
  }
});

test("o17: no secret is in an error or in the log", async () => {
  const wrong = await ask("/v1/chat/completions", "CANARY-wrong-key");
  assert.doesNotMatch(wrong.body, /CANARY|alices-secret/);
  assert.doesNotMatch(gateway.output, /CANARY|alices-secret|bobs-secret|nightly-secret/);
});
