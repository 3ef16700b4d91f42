// Cohere's own client, in both versions of its API, takes the gateway for Cohere.
import assert from "node:assert/strict";
import { test } from "node:test";


import { clientKey } from "./lib/canaries.ts";
import { serve } from "./lib/serve.ts";

// Named at run time: a check of types does without the package.
const name: string = "cohere-ai";
const { CohereClient, CohereClientV2 } = await import(name);

const { gateway, simulator } = await serve();

const query = "what is the capital of France";
const documents = ["the sun is a star", "Paris is the capital of France", "nothing"];
const model = "cohere.rerank-v3-5:0";
const options = () => ({ token: clientKey, environment: gateway.url, maxRetries: 0 });

test("version 2: the best documents, by index", async () => {
  const client = new CohereClientV2(options());
  const { results, meta } = await client.rerank({ model, query, documents, topN: 2 });
  assert.deepEqual(
    results.map(({ index }: { index: number }) => index),
    [1, 0],
  );
  assert.ok(results[0].relevanceScore > results[1].relevanceScore);
  assert.equal(meta.billedUnits.searchUnits, 1);
  assert.equal((await simulator.lastBody()).top_n, 2);
});

test("version 1: documents that come back", async () => {
  const client = new CohereClient(options());
  const objects = documents.map((text) => ({ text }));
  const { results } = await client.rerank({ model, query, documents: objects, returnDocuments: true });
  assert.equal(results.length, 3);
  assert.equal(results[0].document.text, documents[1]);
});

test("a refusal is an error of its own", async () => {
  const client = new CohereClientV2(options());
  await assert.rejects(client.rerank({ model, query, documents: [] }), (error: any) => {
    assert.equal(error.statusCode, 400);
    assert.match(error.body.message, /documents/);
    return true;
  });
});
