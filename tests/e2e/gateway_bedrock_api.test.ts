// Bedrock's own API: AWS's SDK takes the gateway for Bedrock.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";

import { Gateway } from "./lib/gateway.ts";
import { eventually } from "./lib/process.ts";
import { postJson, request } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";
import { echo } from "./lib/simulator.ts";

const nova = "amazon.nova-lite-v1:0";
const claude = "anthropic.claude-3-sonnet-20240229-v1:0";

const { simulator, gateway } = await serve({
  config: `
[aliases]
"small" = "${nova}"
[[route]]
name = "two-regions"
targets = [
  { model = "${nova}", region = "us-east-1" },
  { model = "${nova}", region = "us-west-2" },
]
`,
});

// One attempt, and HTTP/1.1. The signature is by credentials that only the client has.
const client = (options: BedrockRuntimeClientConfig = {}, endpoint = gateway.url) =>
  new BedrockRuntimeClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDOFTHECLIENT", secretAccessKey: "its-own" },
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(),
    ...options,
  });
const hello = (modelId = nova) => ({
  modelId,
  messages: [{ role: "user" as const, content: [{ text: "Hello!" }] }],
});
const messages = {
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 100,
  messages: [{ role: "user", content: "Hello!" }],
};
const seen = async () => (await simulator.requests()).at(-1)!;

async function textOf(modelId: string): Promise<string> {
  const { stream } = await client().send(new ConverseStreamCommand(hello(modelId)));
  let text = "";
  for await (const event of stream!) text += event.contentBlockDelta?.delta?.text ?? "";
  return text;
}

describe("AWS's SDK", () => {
  test("converses", async () => {
    const answer = await client().send(new ConverseCommand(hello()));
    assert.equal(answer.output!.message!.content![0]!.text, echo(nova, "Hello!"));
    assert.equal(answer.stopReason, "end_turn");
    assert.ok(answer.usage!.inputTokens! > 0);
    assert.ok(answer.$metadata.requestId);
    // Signed anew: the simulator knows the gateway's credentials, and not the client's.
    assert.equal((await seen()).body, JSON.stringify({ messages: hello().messages }));
    await gateway.prints(/"path":"\/model\/amazon.nova-lite-v1%3A0\/converse".*"input_tokens":\d/);
  });

  test("streams", async () => {
    assert.equal(await textOf(nova), echo(nova, "Hello!"));
    await gateway.prints(/converse-stream".*"stream":true.*"output_tokens":\d/);
  });

  test("invokes, with the counts in the answer's headers", async () => {
    const body = JSON.stringify(messages);
    const command = new InvokeModelCommand({ modelId: claude, body, contentType: "application/json" });
    const answer = await client().send(command);
    const said = JSON.parse(answer.body.transformToString());
    assert.equal(said.content[0].text, echo(claude, "Hello!"));
    assert.equal((await seen()).body, body);
    const raw = await postJson(`${gateway.url}/model/${encodeURIComponent(claude)}/invoke`, messages);
    assert.ok(Number(raw.headers["x-amzn-bedrock-input-token-count"]) > 0);
    assert.ok(raw.headers["x-amzn-bedrock-invocation-latency"]);
  });

  test("invokes without saying of what type its body is", async () => {
    const command = new InvokeModelCommand({ modelId: claude, body: JSON.stringify(messages) });
    assert.ok((await client().send(command)).body.length > 0);
  });

  test("invokes with a stream", async () => {
    const { body } = await client().send(
      new InvokeModelWithResponseStreamCommand({ modelId: claude, body: JSON.stringify(messages) }),
    );
    let text = "";
    for await (const { chunk } of body!) {
      const event = JSON.parse(new TextDecoder().decode(chunk!.bytes));
      text += event.delta?.text ?? "";
    }
    assert.equal(text, echo(claude, "Hello!"));
    await gateway.prints(/invoke-with-response-stream".*"output_tokens":\d/);
  });

  test("counts tokens", async () => {
    const modelId = "anthropic.claude-haiku-4-5-20251001-v1:0";
    const input = { converse: { messages: hello().messages } };
    const { inputTokens } = await client().send(new CountTokensCommand({ modelId, input }));
    assert.ok(inputTokens! > 0);
  });

  test("names aliases, routes and ARNs", async () => {
    assert.equal(await textOf("small"), echo(nova, "Hello!"));
    await simulator.fault({ times: 1, error: { code: "ServiceUnavailableException" } });
    assert.equal(await textOf("two-regions"), echo(nova, "Hello!"));
    const arn = `arn:aws:bedrock:us-east-1::foundation-model/${nova}`;
    assert.match(await textOf(arn), /You said: Hello!/);
  });
});

describe("failures", () => {
  test("have the names that AWS's SDKs know, and Bedrock's words", async () => {
    const names: [string, string, number][] = [
      ["ValidationException", "ValidationException", 400],
      ["AccessDeniedException", "AccessDeniedException", 403],
      ["ResourceNotFoundException", "ResourceNotFoundException", 404],
      ["ThrottlingException", "ThrottlingException", 429],
      ["ModelNotReadyException", "ModelNotReadyException", 429],
      ["ModelErrorException", "ModelErrorException", 424],
      ["ModelTimeoutException", "ModelTimeoutException", 408],
      ["InternalServerException", "InternalServerException", 500],
      ["ServiceUnavailableException", "ServiceUnavailableException", 503],
      ["ServiceQuotaExceededException", "ServiceQuotaExceededException", 400],
    ];
    for (const [code, name, httpStatusCode] of names) {
      await simulator.fault({ error: { code, message: "Bedrock's own words." } });
      const failed = await client().send(new ConverseCommand(hello())).catch((error) => error);
      assert.equal(failed.name, name);
      assert.equal(failed.message, "Bedrock's own words.");
      assert.equal(failed.$metadata.httpStatusCode, httpStatusCode, code);
    }
  });

  test("before the model has said anything are tried again", async () => {
    await simulator.fault({ times: 1, exception: { code: "throttlingException", after_deltas: 0 } });
    assert.equal(await textOf(nova), echo(nova, "Hello!"));
    assert.equal((await simulator.requests()).length, 2);
  });

  test("in a stream are exceptions, and a stream that is cut is one", async () => {
    const message = "Too much.";
    await simulator.fault({ exception: { code: "throttlingException", message, after_deltas: 3 } });
    await assert.rejects(textOf(nova), { name: "ThrottlingException", message });
    await simulator.fault({ cut: { how: "close", at_frame: 5 } });
    await assert.rejects(textOf(nova), { name: /Exception$/ });
    await simulator.fault({ omit: ["stop", "metadata"] });
    await assert.rejects(textOf(nova), { name: /Exception$/ });
  });

  test("with the status 200 are failures", async () => {
    const unknown = '{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"}}';
    const modelId = "anthropic.claude-haiku-4-5-20251001-v1:0";
    const calls = [
      () => client().send(new ConverseCommand(hello())),
      () => client().send(new InvokeModelCommand({ modelId: claude, body: JSON.stringify(messages) })),
      () => client().send(new CountTokensCommand({ modelId, input: { converse: { messages: hello().messages } } })),
    ];
    for (const body of ["<html>Sign in</html>", '["Hello!"]', unknown]) {
      for (const call of calls) {
        await simulator.fault({ replace: { content_type: "text/html", body } });
        await assert.rejects(call(), { name: "ServiceUnavailableException" }, body);
      }
    }
    await simulator.fault({ error: { status: 200, code: "ThrottlingException", shape: "__type" } });
    await assert.rejects(calls[0]!(), { name: "ThrottlingException" });
    await simulator.reset();
  });

  test("of the gateway's own are AWS's too", async () => {
    const send = (path: string, body: string) =>
      request(`${gateway.url}/model/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
    const broken = await send(`${encodeURIComponent(nova)}/converse`, "{");
    assert.equal(broken.status, 400);
    assert.equal(broken.headers["x-amzn-errortype"], "ValidationException");
    assert.equal(JSON.parse(broken.body).__type, "ValidationException");
    const unknown = await send("m/chat", "{}");
    assert.equal(unknown.status, 404);
    assert.equal(unknown.headers["x-amzn-errortype"], "UnknownOperationException");
  });
});

test("a client that goes away ends the call", async () => {
  await simulator.fault({ delay_ms: { first_event: 60_000 } });
  const abort = new AbortController();
  const sent = client().send(new ConverseStreamCommand(hello()), { abortSignal: abort.signal });
  await eventually("the call", async () => (await simulator.stats()).active === 1);
  abort.abort();
  await assert.rejects(sent.then(async ({ stream }) => { for await (const _ of stream!); }));
  await eventually("its end", async () => (await simulator.stats()).active === 0);
});

describe("a gateway with keys", () => {
  const key = "a-gateway-key-of-some-length";
  const ask = async (options: BedrockRuntimeClientConfig, url: string) =>
    client(options, url).send(new ConverseCommand(hello()));

  test("takes them as API keys, and in the place of an access key's id", async () => {
    const guarded = await Gateway.start({ simulator, config: `[auth]\nkeys = ["${key}"]\n` });
    try {
      const token = { token: { token: key }, authSchemePreference: ["httpBearerAuth"] };
      assert.ok((await ask(token, guarded.url)).output);
      const signed = { credentials: { accessKeyId: key, secretAccessKey: "any" } };
      assert.ok((await ask(signed, guarded.url)).output);
      await assert.rejects(ask({}, guarded.url), { name: "UnrecognizedClientException" });
      assert.doesNotMatch(guarded.output, new RegExp(key));
    } finally {
      await guarded.stop();
    }
  });
});

describe("the operator's guardrail", () => {
  test("is in every request, and replaces none that the request chooses", async () => {
    const config = `[[model]]\npattern = "*"\nguardrail = "operators1"\n`;
    const watched = await Gateway.start({ simulator, config });
    try {
      const aws = client({}, watched.url);
      await aws.send(new ConverseCommand(hello()));
      assert.deepEqual((await simulator.lastBody()).guardrailConfig, {
        guardrailIdentifier: "operators1",
        guardrailVersion: "DRAFT",
      });
      await aws.send(new InvokeModelCommand({ modelId: claude, body: JSON.stringify(messages) }));
      const { headers } = await seen();
      assert.equal(headers["x-amzn-bedrock-guardrailidentifier"], "operators1");
      const other = { guardrailIdentifier: "clients1", guardrailVersion: "1" };
      const chosen = new ConverseCommand({ ...hello(), guardrailConfig: other });
      await assert.rejects(aws.send(chosen), { name: "ValidationException", message: /does not let/ });
    } finally {
      await watched.stop();
    }
  });
});

describe("a dry run", () => {
  const path = `/model/${encodeURIComponent(nova)}/converse-stream`;
  const { messages } = hello();
  const header = { "x-gateway-dry-run": "true" };

  test("shows what would be sent, and sends nothing", async () => {
    const showing = await Gateway.start({ simulator, config: "chat.dry_run = true\n" });
    try {
      await simulator.reset();
      for (const answer of [
        await postJson(`${showing.url}${path}`, { messages }, header),
        await postJson(`${showing.url}${path}?dry_run=true`, { messages }),
      ]) {
        assert.equal(answer.status, 200, answer.body);
        const shown = JSON.parse(answer.body);
        assert.equal(shown.object, "gateway.dry_run");
        assert.ok(shown.request.url.endsWith(path), shown.request.url);
        assert.deepEqual(shown.request.body, { messages });
      }
      const guardrailConfig = { guardrailIdentifier: "clients1", guardrailVersion: "1" };
      const refused = await postJson(`${showing.url}${path}`, { messages, guardrailConfig }, header);
      assert.equal(refused.headers["x-amzn-errortype"], "ValidationException");
      assert.equal((await simulator.requests()).length, 0);
    } finally {
      await showing.stop();
    }
  });

  test("is refused unless the operator allows it", async () => {
    await simulator.reset();
    const answer = await postJson(`${gateway.url}${path}`, { messages }, header);
    assert.equal(answer.status, 403);
    assert.equal(answer.headers["x-amzn-errortype"], "AccessDeniedException");
    assert.match(answer.body, /chat\.dry_run = true/);
    assert.equal((await simulator.requests()).length, 0);
  });
});
