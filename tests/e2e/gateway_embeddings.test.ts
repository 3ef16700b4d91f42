// Vectors through /v1/embeddings: every family, in the shapes that the official client asks for.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";

import { OpenAIEmbeddings } from "@langchain/openai";

import { Gateway } from "./lib/gateway.ts";
import { eventually } from "./lib/process.ts";
import { postJson } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";

// A vocabulary of three tokens.
const directory = mkdtempSync(join(tmpdir(), "vocabulary-"));
const vocabulary = join(directory, "small.tiktoken");
const tokens = ["Hello", " wor", "ld"].map((text) => Buffer.from(text).toString("base64"));
writeFileSync(vocabulary, tokens.map((token, index) => `${token} ${index}\n`).join(""));

const { simulator, gateway } = await serve({
  config: `
[chat]
dry_run = true
[embeddings]
query_models = ["*-query"]
vocabulary = "${vocabulary}"
[aliases]
"docs" = "cohere.embed-v4:0"
"docs-query" = "cohere.embed-v4:0"
[[route]]
name = "vectors"
targets = [
  { model = "amazon.titan-embed-text-v2:0", region = "us-east-1" },
  { model = "amazon.titan-embed-text-v2:0", region = "us-west-2" },
]
`,
});

const titan = "amazon.titan-embed-text-v2:0";
const cohere = "cohere.embed-english-v3";
const cohere4 = "us.cohere.embed-v4:0";
const nova = "amazon.nova-2-multimodal-embeddings-v1:0";
const marengo = "us.twelvelabs.marengo-embed-3-0-v1:0";
const picture = "data:image/png;base64,iVBORw0KGgo=";

const embeddings = () => gateway.client().embeddings;
const url = () => `${gateway.url}/v1/embeddings`;
const ask = async (body: object) => {
  const answer = await postJson(url(), body);
  return { ...answer, json: JSON.parse(answer.body) };
};
const bodies = async () => (await simulator.requests()).map(({ body }) => JSON.parse(body));

describe("every family", () => {
  const models: [string, number][] = [
    ["amazon.titan-embed-text-v1", 1536],
    ["amazon.titan-embed-g1-text-02", 1536],
    [titan, 1024],
    ["amazon.titan-embed-image-v1", 1024],
    [cohere, 1024],
    ["cohere.embed-multilingual-v3", 1024],
    [cohere4, 1536],
    [nova, 3072],
    ["twelvelabs.marengo-embed-2-7-v1:0", 1024],
    [marengo, 512],
  ];
  for (const [model, dimensions] of models) {
    test(`answers with a vector for each text: ${model}`, async () => {
      const answer = await embeddings().create({ model, input: ["one", "two", "three"] });
      assert.equal(answer.object, "list");
      assert.equal(answer.model, model);
      assert.deepEqual(
        answer.data.map(({ index, embedding }) => [index, embedding.length]),
        [0, 1, 2].map((index) => [index, dimensions]),
      );
      const alone = await embeddings().create({ model, input: "two" });
      assert.deepEqual(alone.data[0]!.embedding, answer.data[1]!.embedding);
    });

    if (model.includes("marengo-embed-2")) continue; // it has come to its end
    test(`is listed as what it is: ${model}`, async () => {
      const base = model.replace(/^us\./, "");
      const { data } = await gateway.client().models.list();
      const listed = data.find(({ id }) => id === model || id === base);
      assert.equal((listed as any)?.mode, "embedding", base);
    });
  }
});

describe("traps", () => {
  test("trap 6: the vectors stand in the order of the inputs, whatever the delays", async () => {
    const input = Array.from({ length: 40 }, (_, i) => `text ${i}`);
    const alone = await embeddings().create({ model: titan, input: "text 7" });
    await simulator.fault(
      ...[30, 0, 50, 10].map((body) => ({ times: 5, delay_ms: { body } })),
    );
    const { data } = await embeddings().create({ model: titan, input });
    assert.deepEqual(
      data.map(({ index }) => index),
      input.map((_, i) => i),
    );
    assert.deepEqual(data[7]!.embedding, alone.data[0]!.embedding);
  });

  test("trap 7: every option has its member in Cohere's body", async () => {
    const options = {
      input: ["a"],
      input_type: "classification",
      truncate: "RIGHT",
      dimensions: 512,
      max_tokens: 100,
      embedding_types: ["float"],
    };
    await ask({ model: cohere4, ...options });
    assert.deepEqual((await bodies()).at(-1), {
      texts: ["a"],
      input_type: "classification",
      embedding_types: ["float"],
      truncate: "RIGHT",
      output_dimension: 512,
      max_tokens: 100,
    });
    const refused = await ask({ model: cohere4, input: "a", embedding_types: ["int8"] });
    assert.equal(refused.status, 400);
    assert.equal(refused.json.error.param, "embedding_types");
  });

  test("trap 8: default, float and base64 are the same numbers", async () => {
    const create = (encoding_format?: "float" | "base64") =>
      embeddings().create({ model: titan, input: "numbers", ...(encoding_format && { encoding_format }) });
    const [standard, float, base64] = [await create(), await create("float"), await create("base64")];
    const text = base64.data[0]!.embedding as unknown as string;
    const decoded = new Float32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
    const rounded = Array.from(new Float32Array(float.data[0]!.embedding));
    assert.deepEqual(Array.from(standard.data[0]!.embedding), rounded);
    assert.deepEqual(Array.from(decoded), rounded);
  });

  test("trap 9: tokens that nobody has counted are not invented", async () => {
    const { usage } = await embeddings().create({ model: marengo, input: "nobody counts" });
    assert.deepEqual(usage, { prompt_tokens: 0, total_tokens: 0 });
  });

  test("trap 10: the tokens of 96 + 96 + 8 texts are summed", async () => {
    await simulator.fault({ answer: { input_tokens: 100 } });
    const input = Array.from({ length: 200 }, (_, i) => `text ${i}`);
    const { data, usage } = await embeddings().create({ model: cohere, input });
    assert.equal(data.length, 200);
    assert.deepEqual(usage, { prompt_tokens: 300, total_tokens: 300 });
    const sizes = (await bodies()).map(({ texts }) => texts.length).sort();
    assert.deepEqual(sizes, [8, 96, 96]);
    await gateway.prints(/"path":"\/v1\/embeddings".*"attempts":3,"input_tokens":300/);
  });

  test("trap 11: the purpose is what the request, or else the alias, says", async () => {
    const purpose = async (body: object) => {
      await ask({ input: "a", ...body });
      const last = await simulator.lastBody();
      return last.input_type ?? last.singleEmbeddingParams.embeddingPurpose;
    };
    assert.equal(await purpose({ model: "docs" }), "search_document");
    assert.equal(await purpose({ model: "docs-query" }), "search_query");
    assert.equal(await purpose({ model: "docs-query", input_type: "clustering" }), "clustering");
    assert.equal(await purpose({ model: nova }), "GENERIC_INDEX");
    assert.equal(await purpose({ model: nova, input_type: "search_query" }), "GENERIC_RETRIEVAL");
    assert.equal(await purpose({ model: nova, embeddingPurpose: "TEXT_RETRIEVAL" }), "TEXT_RETRIEVAL");
    const wrong = await ask({ model: "docs", input: "a", input_type: "poetry" });
    assert.equal(wrong.status, 400);
    assert.match(wrong.json.error.message, /search_document, search_query/);
  });

  test("trap 12: a vector has its dimensions in both encodings", async () => {
    for (const encoding_format of ["float", "base64"] as const) {
      const { json } = await ask({ model: titan, input: "a", dimensions: 256, encoding_format });
      const { embedding } = json.data[0];
      const length =
        encoding_format === "float" ? embedding.length : Buffer.from(embedding, "base64").length / 4;
      assert.equal(length, 256);
    }
  });
});

describe("inputs", () => {
  test("may be pictures, for models that take them", async () => {
    const image = { type: "image_url", image_url: { url: picture } };
    const titanImage = "amazon.titan-embed-image-v1";
    const both = { content: [{ type: "text", text: "a dog" }, image] };
    await ask({ model: titanImage, input: [both] });
    assert.deepEqual(await simulator.lastBody(), {
      inputText: "a dog",
      inputImage: "iVBORw0KGgo=",
    });
    const { json } = await ask({ model: cohere, input: ["a", picture, "b"] });
    assert.deepEqual(
      json.data.map((each: any) => each.index),
      [0, 1, 2],
    );
    const images = (await bodies()).filter((body) => body.images);
    assert.equal(images.length, 1);
    assert.equal(images[0].input_type, "image");
    await ask({ model: marengo, input: [image] });
    assert.equal((await simulator.lastBody()).inputType, "image");
    await ask({ model: nova, input: picture });
    assert.equal((await simulator.lastBody()).singleEmbeddingParams.image.format, "png");
    await ask({ model: cohere4, input: [both, "c"] });
    assert.equal((await simulator.lastBody()).inputs.length, 2);
    const refused = await ask({ model: titan, input: [image] });
    assert.equal(refused.json.error.param, "input[0].image_url");
    const remote = await ask({ model: nova, input: [{ type: "input_image", image_url: "https://a.example/x.png" }] });
    assert.match(remote.json.error.message, /data URL/);
  });

  test("may be numbers of tokens, where the vocabulary is known", async () => {
    const { data } = await embeddings().create({ model: titan, input: [[0, 1, 2], [0]] });
    assert.equal(data.length, 2);
    const texts = (await bodies()).map(({ inputText }) => inputText).sort();
    assert.deepEqual(texts, ["Hello", "Hello world"]);
    const unknown = await ask({ model: titan, input: [0, 99] });
    assert.equal(unknown.json.error.param, "input[1]");
  });

  test("that are numbers of tokens are refused with the client's switch, where it is not", async () => {
    const plain = await Gateway.start({ simulator });
    try {
      const { status, body } = await postJson(`${plain.url}/v1/embeddings`, {
        model: titan,
        input: [[1, 2]],
      });
      assert.equal(status, 400);
      assert.match(body, /check_embedding_ctx_length=False/);
    } finally {
      await plain.stop();
    }
  });

  test("are bounded, and none is empty", async () => {
    const wrong: [object, string][] = [
      [{ input: "" }, "input"],
      [{ input: [] }, "input"],
      [{ input: ["a", ""] }, "input[1]"],
      [{ input: Array(2049).fill("a") }, "input"],
      [{ input: 5 }, "input"],
      [{}, "input"],
      [{ input: "a", dimensions: 100 }, "dimensions"],
      [{ input: "a", encoding_format: "int8" }, "encoding_format"],
    ];
    for (const [body, param] of wrong) {
      const { status, json } = await ask({ model: titan, ...body });
      assert.equal(status, 400, JSON.stringify(json));
      assert.equal(json.error.param, param);
    }
    assert.equal((await simulator.requests()).length, 0);
  });
});

describe("a request", () => {
  test("of a model that makes no vectors is refused", async () => {
    await assert.rejects(embeddings().create({ model: "amazon.nova-pro-v1:0", input: "a" }), {
      status: 400,
      param: "model",
      message: /makes no embeddings/,
    });
  });

  test("fails as a whole, with Bedrock's reason", async () => {
    const input = Array.from({ length: 20 }, (_, i) => `text ${i}`);
    const message = "Malformed input request: too long";
    await simulator.fault({ contains: ["text 5"], error: { code: "ValidationException", message } });
    await assert.rejects(embeddings().create({ model: titan, input }), { status: 400, message: /too long/ });
    assert.ok((await simulator.requests()).length < 20);
  });

  test("asks no more than so many calls at once, and ends them with its client", async () => {
    await simulator.fault({ delay_ms: { body: 60_000 } });
    const { aborted } = await simulator.stats();
    const abort = new AbortController();
    const input = Array.from({ length: 50 }, (_, i) => `text ${i}`);
    const asked = embeddings().create({ model: titan, input }, { signal: abort.signal });
    await eventually("eight calls", async () => (await simulator.stats()).active === 8);
    abort.abort();
    await assert.rejects(asked);
    await eventually("their end", async () => (await simulator.stats()).active === 0);
    assert.equal((await simulator.stats()).aborted - aborted, 8);
  });

  // The first call of some has then ended before the others are begun.
  test("of many clients at once gets all of its vectors", async () => {
    const client = async () => {
      for (let i = 0; i < 40; ++i) {
        const { status, json } = await ask({ model: titan, input: ["a", "b", "c"].slice(i % 2) });
        assert.equal(status, 200);
        assert.equal(json.data.length, 3 - (i % 2));
      }
    };
    await Promise.all(Array.from({ length: 8 }, client));
  });

  test("goes to another target of its route, all of it", async () => {
    await simulator.fault({ times: 1, error: { code: "ServiceUnavailableException", message: "no" } });
    const { data } = await embeddings().create({ model: "vectors", input: ["a", "b", "c"] });
    assert.equal(data.length, 3);
  });

  test("cannot have a route that mixes the vectors of two models", async () => {
    const targets = [titan, nova].map((model) => `{ model = "${model}", region = "us-east-1" }`);
    const config = `[[route]]\nname = "mixed"\ntargets = [${targets.join(", ")}]\n`;
    await assert.rejects(Gateway.start({ simulator, config }), /cannot be compared/);
  });

  test("shows in a dry run what would be sent, and how often", async () => {
    const { json } = await ask({ model: titan, input: ["a", "b"], dry_run: true });
    assert.equal(json.object, "list", "a member of the body asks for nothing");
    const shown = JSON.parse((await postJson(`${url()}?dry_run=true`, { model: titan, input: ["a", "b"] })).body);
    assert.equal(shown.object, "gateway.dry_run");
    assert.deepEqual(shown.request.body, { inputText: "a" });
    assert.equal(shown.calls, 2);
  });

  test("says what the model has not got", async () => {
    const answer = await postJson(url(), { model: titan, input: "a", input_type: "search_query", odd: 1 });
    assert.equal(answer.headers["x-gateway-dropped-params"], "odd, input_type");
  });
});

test("LangChain's client, with its texts as they are", async () => {
  const client = new OpenAIEmbeddings({
    model: cohere,
    apiKey: "none",
    configuration: { baseURL: `${gateway.url}/v1` },
  });
  const vectors = await client.embedDocuments(["one", "two"]);
  assert.deepEqual(
    vectors.map(({ length }) => length),
    [1024, 1024],
  );
  assert.equal((await client.embedQuery("three")).length, 1024);
});
