// What Bedrock says beside the answers of models: which models and profiles there are, and how many
// tokens a call would have. Asked by AWS's own client, judged by AWS's own service model.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";

import {
  BedrockClient,
  GetFoundationModelCommand,
  GetInferenceProfileCommand,
  type InferenceProfileSummary,
  ListFoundationModelsCommand,
  ListInferenceProfilesCommand,
  paginateListInferenceProfiles,
} from "@aws-sdk/client-bedrock";
import { BedrockRuntimeClient, CountTokensCommand } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";

import { request } from "./lib/request.ts";
import { controlModelPath, ServiceModel, skipWithoutServiceModel } from "./lib/service_model.ts";
import { credentials, Simulator } from "./lib/simulator.ts";

const sonnet = "anthropic.claude-sonnet-4-5-20250929-v1:0";
let simulator: Simulator;
let control: BedrockClient;
let runtime: BedrockRuntimeClient;

before(async () => {
  simulator = await Simulator.start("--accept-any");
  const config = () => ({
    endpoint: simulator.url,
    region: "us-east-1",
    credentials,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(),
  });
  control = new BedrockClient(config());
  runtime = new BedrockRuntimeClient(config());
});
after(() => simulator.stop());
afterEach(() => simulator.reset());

async function allProfiles(input = {}, pageSize?: number) {
  const found: InferenceProfileSummary[] = [];
  let pages = 0;
  for await (const page of paginateListInferenceProfiles({ client: control, pageSize }, input)) {
    found.push(...page.inferenceProfileSummaries!);
    ++pages;
  }
  return { found, pages };
}

describe("models", () => {
  test("what they take, how they are called, and when they end", async () => {
    const { modelSummaries } = await control.send(new ListFoundationModelsCommand({}));
    const find = (id: string) => modelSummaries!.find(({ modelId }) => modelId === id)!;
    const llama = find("meta.llama3-8b-instruct-v1:0");
    assert.equal(llama.providerName, "Meta");
    assert.equal(llama.responseStreamingSupported, true);
    assert.deepEqual(llama.inferenceTypesSupported, ["ON_DEMAND"]);
    const opus = find("anthropic.claude-opus-5");
    assert.deepEqual(opus.inputModalities, ["TEXT", "IMAGE"]);
    assert.deepEqual(opus.inferenceTypesSupported, ["INFERENCE_PROFILE"]);
    assert.equal(opus.modelLifecycle!.status, "ACTIVE");
    const retired = find("cohere.command-r-v1:0").modelLifecycle!;
    assert.equal(retired.status, "LEGACY");
    assert.equal(retired.endOfLifeTime!.toISOString(), "2026-08-19T00:00:00.000Z");
  });

  test("filters", async () => {
    const ids = async (input: object) => {
      const { modelSummaries } = await control.send(new ListFoundationModelsCommand(input));
      return modelSummaries!.map(({ modelId }) => modelId!);
    };
    const claude = await ids({ byProvider: "Anthropic" });
    assert.ok(claude.length > 10 && claude.every((id) => id.startsWith("anthropic.")));
    assert.ok(!(await ids({ byInferenceType: "ON_DEMAND" })).includes("anthropic.claude-opus-5"));
    assert.deepEqual(await ids({ byOutputModality: "IMAGE" }), []);
  });

  test("one of them", async () => {
    const command = new GetFoundationModelCommand({ modelIdentifier: sonnet });
    assert.equal((await control.send(command)).modelDetails!.modelName, "Claude Sonnet 4.5");
  });
});

describe("profiles", () => {
  test("all pages, whatever their size", async () => {
    const { found, pages } = await allProfiles();
    assert.ok(pages > 1);
    const few = await allProfiles({}, 10);
    assert.equal(few.pages, Math.ceil(found.length / 10));
    assert.deepEqual(few.found, found);
    assert.equal(new Set(found.map((each) => each.inferenceProfileArn)).size, found.length);
    assert.ok(found[0]!.createdAt instanceof Date);
  });

  test("those of geographies, and those of one's own", async () => {
    const { found: system } = await allProfiles({ typeEquals: "SYSTEM_DEFINED" });
    assert.ok(system.every(({ type }) => type === "SYSTEM_DEFINED"));
    const us = system.find((each) => each.inferenceProfileId === "us.anthropic.claude-opus-5")!;
    assert.ok(us.models!.length > 1);
    const { found: own } = await allProfiles({ typeEquals: "APPLICATION" });
    assert.deepEqual(
      own.map((each) => each.inferenceProfileName),
      ["Simulated Claude", "Simulated Nova"],
    );
  });

  test("what they stand for", async () => {
    const modelOf = async (inferenceProfileIdentifier: string) => {
      const command = new GetInferenceProfileCommand({ inferenceProfileIdentifier });
      return (await control.send(command)).models![0]!.modelArn!.split("/").at(-1);
    };
    const { found: own } = await allProfiles({ typeEquals: "APPLICATION" });
    assert.equal(await modelOf(own[0]!.inferenceProfileArn!), sonnet);
    assert.equal(await modelOf(`eu.${sonnet}`), sonnet);
    await assert.rejects(modelOf("eu.no.such"), { name: "ResourceNotFoundException" });
  });
});

test("a list that the caller may not see, while the other is seen", async () => {
  await simulator.fault({ operation: "inference-profiles", deny: true });
  await assert.rejects(control.send(new ListInferenceProfilesCommand({})), {
    name: "AccessDeniedException",
    message: /not authorized to perform: bedrock:ListInferenceProfiles because no identity-based/,
  });
  await control.send(new ListFoundationModelsCommand({}));
});

test("a list that fails once, and one that is slow", async () => {
  await simulator.fault(
    { operation: "foundation-models", times: 1, error: { code: "ThrottlingException" } },
    { operation: "foundation-models", delay_ms: { head: 50 } },
  );
  const list = () => control.send(new ListFoundationModelsCommand({}));
  await assert.rejects(list(), { name: "ThrottlingException" });
  await list();
});

describe("CountTokens", () => {
  const claude = {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 1,
    messages: [{ role: "user", content: "Hello, you!" }],
  };
  const body = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const messages = [{ role: "user" as const, content: [{ text: "Hello, you!" }] }];
  const refusal = { name: "ValidationException", message: /doesn't support counting tokens/ };
  const count = async (modelId: string, value: unknown = claude) => {
    const input = { invokeModel: { body: body(value) } };
    return (await runtime.send(new CountTokensCommand({ modelId, input }))).inputTokens;
  };

  test("of either form", async () => {
    assert.equal(await count(sonnet), 3);
    const converse = new CountTokensCommand({ modelId: sonnet, input: { converse: { messages } } });
    assert.equal((await runtime.send(converse)).inputTokens, 3);
  });

  test("not by a profile, nor for a model that has profiles only", async () => {
    for (const model of [`us.${sonnet}`, "anthropic.claude-opus-5", "amazon.nova-lite-v1:0"]) {
      await assert.rejects(count(model), refusal, model);
    }
  });

  test("of a body that could be sent", async () => {
    const { max_tokens, ...without } = claude;
    await assert.rejects(count(sonnet, without), { message: "max_tokens: Field required" });
    await assert.rejects(count(sonnet, { ...claude, stream: true }), {
      message: "stream: Extra inputs are not permitted",
    });
  });
});

describe("AWS's service model", { skip: skipWithoutServiceModel }, () => {
  const judge = async (path: string, shape: string) => {
    const headers = { authorization: "Bearer any" };
    const answer = await request(simulator.url + path, { method: "GET", headers });
    assert.equal(answer.status, 200, answer.body);
    const found = new ServiceModel(controlModelPath).violations(shape, JSON.parse(answer.body));
    // AWS itself answers with these, though its model does not have them: "Titan Text Embeddings V2"
    // is longer than a name may be.
    const known = /inferenceTypesSupported.*not one of|modelName: \d+ is not in 1\.\.20/;
    return found.filter((line) => !known.test(line));
  };

  test("knows what the lists say", async () => {
    const application = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/simclaude001";
    for (const [path, shape] of [
      ["/foundation-models", "ListFoundationModelsResponse"],
      [`/foundation-models/${sonnet}`, "GetFoundationModelResponse"],
      ["/inference-profiles?maxResults=1000", "ListInferenceProfilesResponse"],
      ["/inference-profiles?maxResults=1", "ListInferenceProfilesResponse"],
      [`/inference-profiles/us.${sonnet}`, "GetInferenceProfileResponse"],
      [
        `/inference-profiles/${encodeURIComponent(application)}`,
        "GetInferenceProfileResponse",
      ],
    ] as const) {
      assert.deepEqual(await judge(path, shape), [], path);
    }
  });
});
