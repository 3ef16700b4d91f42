// Ranking documents: the requests of Cohere's and Jina's clients, in front of Bedrock's models.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { postJson } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";

const { simulator, gateway } = await serve({
  config: `
[chat]
dry_run = true
[aliases]
"ranker" = "cohere.rerank-v3-5:0"
"unversioned" = "cohere.rerank-v3-5"
`,
});

const cohere = "cohere.rerank-v3-5:0";
const amazon = "amazon.rerank-v1:0";
const query = "what is the capital of France";
const documents = ["the sun is a star", "Paris is the capital of France", "nothing"];

const rank = async (body: object, path = "/v1/rerank") => {
  const answer = await postJson(gateway.url + path, { model: cohere, query, documents, ...body });
  return { ...answer, json: JSON.parse(answer.body) };
};
const order = (json: any): number[] => json.results.map(({ index }: any) => index);

describe("the best document comes first", () => {
  for (const path of ["/v1/rerank", "/v2/rerank", "/rerank", "/openai/v1/rerank"]) {
    test(`at ${path}`, async () => {
      const { status, json } = await rank({}, path);
      assert.equal(status, 200, JSON.stringify(json));
      assert.deepEqual(order(json), [1, 0, 2]);
      assert.equal(json.object, "list");
      assert.equal(json.model, cohere);
      assert.deepEqual(json.meta.billed_units, { search_units: 1 });
      assert.equal(json.results[0].document, undefined);
    });
  }

  test("with Amazon's model, whose body has no version", async () => {
    assert.deepEqual(order((await rank({ model: amazon })).json), [1, 0, 2]);
    assert.deepEqual(await simulator.lastBody(), { query, documents, top_n: 3 });
  });
});

describe("traps", () => {
  test("trap 13: a model by id, ARN and alias gets a body with api_version", async () => {
    const arn = `arn:aws:bedrock:us-east-1::foundation-model/${cohere}`;
    for (const model of [cohere, arn, "ranker", "us-west-2/" + cohere]) {
      const { status, json } = await rank({ model });
      assert.equal(status, 200, JSON.stringify(json));
      assert.deepEqual(await simulator.lastBody(), { query, documents, top_n: 3, api_version: 2 });
      assert.match((await simulator.requests()).at(-1)!.target, /^\/model\/[^/]+\/invoke$/);
    }
  });

  test("trap 14: 101 documents are two units", async () => {
    const { json } = await rank({ documents: Array(101).fill("a capital") });
    assert.equal(json.results.length, 101);
    assert.deepEqual(json.meta.billed_units, { search_units: 2 });
  });

  test("trap 15: every document comes back, also with the score 0", async () => {
    for (const top_n of [3, 0, 99]) {
      const { json } = await rank({ top_n });
      assert.deepEqual(order(json).sort(), [0, 1, 2]);
      assert.equal(json.results.at(-1).relevance_score, 0);
    }
    assert.deepEqual(order((await rank({ top_n: 1 })).json), [1]);
  });
});

test("documents come back where they are asked for, whatever their shape", async () => {
  const shapes = [{ text: documents[0] }, { content: [{ type: "text", text: documents[1] }] }, "c"];
  const { json } = await rank({ documents: shapes, return_documents: true });
  assert.deepEqual(json.results[0].document, { text: documents[1] });
  assert.deepEqual((await simulator.lastBody()).documents, [documents[0], documents[1], "c"]);
});

test("errors are Cohere's and OpenAI's", async () => {
  const wrong = await rank({ documents: [] });
  assert.equal(wrong.status, 400);
  assert.equal(wrong.json.error.param, "documents");
  assert.equal(wrong.json.message, wrong.json.error.message);
  const chat = await rank({ model: "amazon.nova-lite-v1:0" });
  assert.match(chat.json.message, /does not rank documents/);
  await simulator.fault({ error: { code: "ThrottlingException", message: "Slow down." } });
  assert.equal((await rank({})).status, 429);
});

test("a dry run shows what would be sent, and lists show the models", async () => {
  const { json } = await rank({}, "/v2/rerank?dry_run=true");
  assert.equal(json.object, "gateway.dry_run");
  assert.equal(json.request.body.api_version, 2);
  const { data } = await gateway.client().models.list();
  const modes = data.filter(({ id }) => id === cohere || id === amazon).map((m: any) => m.mode);
  assert.deepEqual(modes, ["rerank", "rerank"]);
});
