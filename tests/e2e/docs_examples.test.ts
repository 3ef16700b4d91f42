// The requests that the documentation shows are answered in demo mode, as they stand there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";

import { Gateway } from "./lib/gateway.ts";
import { postJson } from "./lib/request.ts";

const gateway = await Gateway.start({ flags: ["--demo"], environment: {} });
after(() => gateway.stop());

// curl http://localhost:3000/PATH -H '...' -d '{...}'
const curl = /curl http:\/\/localhost:3000(\/\S+) .*?-d '(\{[^']*\})'/gs;

for (const page of ["embeddings", "rerank"]) {
  const text = readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), "utf8");
  const examples = [...text.matchAll(curl)];
  test(`docs/${page}.md`, async () => {
    assert.ok(examples.length > 0);
    for (const [, path, body] of examples) {
      const answer = await postJson(gateway.url + path, body!);
      assert.equal(answer.status, 200, answer.body);
      assert.equal(answer.headers["x-gateway-simulated"], "true");
    }
  });
}
