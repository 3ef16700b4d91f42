// AWS's own description of Converse as judge: of what the gateway sends, of what the simulator takes,
// and of the table by which the simulator refuses.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { before, describe, test } from "node:test";

import { root, testProgramPath } from "./lib/process.ts";
import { ServiceModel, skipWithoutServiceModel } from "./lib/service_model.ts";
import { ShapeTable } from "./lib/shape_table.ts";

interface Upstream {
  path: string;
  body: unknown;
}

describe("AWS's service model", { skip: skipWithoutServiceModel }, () => {
  let model: ServiceModel;
  before(() => {
    model = new ServiceModel();
  });

  function judge(upstream: Upstream): string[] {
    const [, id, operation] = /^\/model\/([^/]+)\/(converse|converse-stream)$/.exec(upstream.path)!;
    const shape = operation === "converse" ? "ConverseRequest" : "ConverseStreamRequest";
    return [
      ...model.violations("ConversationalModelId", decodeURIComponent(id!), "modelId"),
      ...model.violations(shape, upstream.body),
    ];
  }

  test("accepts every Converse body of the golden translations", () => {
    const files = globSync("tests/golden/*/*/upstream.json", { cwd: root });
    const upstreams = files.map((file) => {
      const upstream: Upstream = JSON.parse(readFileSync(root + file, "utf8"));
      return { file, ...upstream };
    });
    const converse = upstreams.filter(({ path }) => /\/converse(-stream)?$/.test(path));
    assert.ok(converse.length > 100, `only ${converse.length} bodies`);
    for (const upstream of converse) assert.deepEqual(judge(upstream), [], upstream.file);
  });

  test("accepts what becomes of random requests", { timeout: 300_000 }, () => {
    const options = { encoding: "utf8", maxBuffer: 2 ** 30 } as const;
    const lines = execFileSync(testProgramPath("random_bodies"), ["100"], options).trim().split("\n");
    const converse = lines.filter((line) => /^\{"path":"[^"]*\/converse(-stream)?"/.test(line));
    assert.ok(converse.length > 1000, `only ${converse.length} bodies`);
    for (const line of converse) assert.deepEqual(judge(JSON.parse(line)), [], line.slice(0, 2000));
  });

  test("accepts what the simulator's own tests accept", () => {
    const lines = readFileSync(`${root}tests/simulator/accepted.jsonl`, "utf8").trim().split("\n");
    for (const line of lines) {
      const { body } = JSON.parse(line);
      assert.deepEqual(model.violations("ConverseStreamRequest", body), [], line);
    }
  });

  test("says what the simulator's table of shapes says", () => {
    const table = new ShapeTable();
    for (const request of ["ConverseRequest", "ConverseStreamRequest", "CountTokensRequest"]) {
      assert.deepEqual(table.differences(model, request, request), []);
    }
  });

  test("finds what is wrong (a test of the checker)", () => {
    const wrong: [unknown, string][] = [
      [{ extra: 1 }, "body: extra is unknown"],
      [{ messages: [{ role: "user" }] }, "body.messages.0: content is missing"],
      [{ messages: [{ role: "me", content: [] }] }, "body.messages.0.role: not one of"],
      [
        { messages: [{ role: "user", content: [{ text: "a", cachePoint: { type: "default" } }] }] },
        "body.messages.0.content.0: a union with [text,cachePoint]",
      ],
      [{ toolConfig: { tools: [] } }, "body.toolConfig.tools: 0 is not in 1..Infinity"],
      [
        { toolConfig: { tools: [{ toolSpec: { name: "a.b", inputSchema: { json: {} } } }] } },
        'body.toolConfig.tools.0.toolSpec.name: "a.b" does not match',
      ],
      [{ inferenceConfig: { temperature: 2 } }, "body.inferenceConfig.temperature: 2 is not in"],
      [{ requestMetadata: { "{": "x" } }, 'body.requestMetadata.{: "{" does not match'],
      [
        {
          messages: [
            { role: "user", content: [{ image: { format: "png", source: { bytes: "?" } } }] },
          ],
        },
        "body.messages.0.content.0.image.source.bytes: no base64",
      ],
    ];
    for (const [body, beginning] of wrong) {
      const [first = "nothing"] = model.violations("ConverseRequest", body);
      assert.ok(first.startsWith(beginning), `${first} instead of ${beginning}`);
    }
  });
});
