// The simulator is honest: AWS's own client takes it for Bedrock.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";

import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";

import { nativeBodies } from "./lib/native.ts";
import {
  apiKey,
  credentials,
  echo,
  expiredCredentials,
  Simulator,
  temporaryCredentials,
} from "./lib/simulator.ts";

const model = "anthropic.claude-3-sonnet-20240229-v1:0";
let simulator: Simulator;

before(async () => {
  simulator = await Simulator.start();
});
after(() => simulator.stop());
afterEach(() => simulator.reset());

// One attempt and HTTP/1.1, unless the test wants otherwise.
function client(config: BedrockRuntimeClientConfig = {}): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    endpoint: simulator.url,
    region: "us-east-1",
    credentials,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(),
    ...config,
  });
}

const hello = (modelId = model): ConverseCommandInput => ({
  modelId,
  messages: [{ role: "user", content: [{ text: "Hello!" }] }],
});

// The text of a Converse stream, and the last of each other event.
async function converseStream(from: BedrockRuntimeClient, input = hello()) {
  const { stream } = await from.send(new ConverseStreamCommand(input));
  const seen = { text: "", deltas: 0, stopReason: "", totalTokens: 0 };
  for await (const event of stream!) {
    if (event.contentBlockDelta) {
      seen.text += event.contentBlockDelta.delta?.text ?? "";
      ++seen.deltas;
    }
    if (event.messageStop) seen.stopReason = event.messageStop.stopReason!;
    if (event.metadata) seen.totalTokens = event.metadata.usage!.totalTokens!;
  }
  return seen;
}

const invoke = (modelId: string, body: unknown) => ({
  modelId,
  contentType: "application/json",
  accept: "application/json",
  body: JSON.stringify(body),
});

async function invokeStream(from: BedrockRuntimeClient, modelId: string, body: unknown) {
  const command = new InvokeModelWithResponseStreamCommand(invoke(modelId, body));
  const { body: stream } = await from.send(command);
  const chunks: Record<string, unknown>[] = [];
  for await (const event of stream!) {
    if (event.chunk) chunks.push(JSON.parse(new TextDecoder().decode(event.chunk.bytes)));
  }
  return chunks;
}

async function errorOf(work: Promise<unknown>): Promise<Error & Record<string, any>> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  assert.fail("no error");
}

describe("Converse", () => {
  test("whole", async () => {
    const answer = await client().send(new ConverseCommand(hello()));
    assert.equal(answer.output!.message!.role, "assistant");
    assert.deepEqual(answer.output!.message!.content, [{ text: echo(model, "Hello!") }]);
    assert.equal(answer.stopReason, "end_turn");
    assert.equal(
      answer.usage!.totalTokens,
      answer.usage!.inputTokens! + answer.usage!.outputTokens!,
    );
    assert.match(answer.$metadata.requestId!, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test("streamed", async () => {
    const seen = await converseStream(client());
    assert.equal(seen.text, echo(model, "Hello!"));
    assert.ok(seen.deltas > 5);
    assert.equal(seen.stopReason, "end_turn");
    assert.ok(seen.totalTokens > 0);
  });

  test("model ids with everything that has to be escaped", async () => {
    const profile = `arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.${model}`;
    const answer = await client().send(new ConverseCommand(hello(profile)));
    assert.deepEqual(answer.output!.message!.content, [{ text: echo(profile, "Hello!") }]);
  });

  test("text in every script, and escapes", async () => {
    const said = 'Grüße, 世界 😀 "quoted" \\ \t\n \u0001 end';
    const input = hello();
    input.messages![0]!.content = [{ text: said }];
    assert.equal((await converseStream(client(), input)).text, echo(model, said));
  });

  test("limits stop the answer", async () => {
    const input = { ...hello(), inferenceConfig: { maxTokens: 4 } };
    const limited = await client().send(new ConverseCommand(input));
    assert.equal(limited.stopReason, "max_tokens");
    assert.equal(limited.usage!.outputTokens, 4);

    const stopping = { ...hello(), inferenceConfig: { stopSequences: ["simulator"] } };
    const stopped = await client().send(new ConverseCommand(stopping));
    assert.equal(stopped.stopReason, "stop_sequence");
    assert.deepEqual(stopped.output!.message!.content, [{ text: "This is the Bedrock " }]);
  });

  test("every stop reason, on request", async () => {
    for (const reason of [
      "end_turn",
      "tool_use",
      "max_tokens",
      "stop_sequence",
      "guardrail_intervened",
      "content_filtered",
      "malformed_model_output",
      "malformed_tool_use",
      "model_context_window_exceeded",
    ]) {
      await simulator.fault({ answer: { stop_reason: reason } });
      assert.equal((await converseStream(client())).stopReason, reason);
    }
  });

  test("what Bedrock refuses", async () => {
    const input = { ...hello(), inferenceConfig: { temperature: 1.5 } };
    const error = await errorOf(client().send(new ConverseCommand(input)));
    assert.equal(error.name, "ValidationException");
    assert.equal(error.$metadata.httpStatusCode, 400);
    assert.match(error.message, /^1 validation error detected: Value '1.5' at 'inferenceConfig/);
  });
});

describe("InvokeModel", () => {
  for (const family of nativeBodies) {
    test(`${family.name}, whole`, async () => {
      const command = new InvokeModelCommand(invoke(family.model, family.body("Hello!", false)));
      const answer = await client().send(command);
      assert.equal(answer.contentType, "application/json");
      const body = JSON.parse(new TextDecoder().decode(answer.body));
      assert.equal(family.text(body).trim(), echo(family.model, "Hello!"));
    });

    test(`${family.name}, streamed`, async () => {
      const chunks = await invokeStream(client(), family.model, family.body("Hello!", true));
      assert.equal(chunks.map(family.delta).join("").trim(), echo(family.model, "Hello!"));
      const metrics = chunks.at(-1)!["amazon-bedrock-invocationMetrics"];
      assert.ok((metrics as { outputTokenCount: number }).outputTokenCount > 0);
    });
  }

  const claude = (...messages: unknown[]) => ({
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 1000,
    tools: [{ name: "get_weather", input_schema: { type: "object", properties: {} } }],
    messages: [{ role: "user", content: 'get_weather({"city":"Paris"})' }, ...messages],
  });

  test("Claude's tools, from call to answer, whole and streamed", async () => {
    const ask = async (body: unknown) => {
      const answer = await client().send(new InvokeModelCommand(invoke(model, body)));
      return JSON.parse(new TextDecoder().decode(answer.body));
    };
    const { content, stop_reason } = await ask(claude());
    assert.equal(stop_reason, "tool_use");
    assert.equal(content[0].name, "get_weather");
    assert.deepEqual(content[0].input, { city: "Paris" });
    const streamed = (await invokeStream(client(), model, claude())) as any[];
    assert.equal(streamed[1].content_block.id, content[0].id);
    const pieces = streamed.map(({ delta }) => delta?.partial_json ?? "");
    assert.deepEqual(JSON.parse(pieces.join("")), { city: "Paris" });

    const result = { type: "tool_result", tool_use_id: content[0].id, content: "sunny" };
    const turns = [
      { role: "assistant", content },
      { role: "user", content: [result] },
    ];
    assert.match((await ask(claude(...turns))).content[0].text, /The tools said: sunny/);
    const error = await errorOf(ask(claude(turns[0], { role: "user", content: "And?" })));
    assert.equal(error.name, "ValidationException");
    assert.match(error.message, /^messages.1: `tool_use` ids were found without `tool_result`/);
  });

  test("what the model refuses", async () => {
    const body = { prompt: "<s>[INST] Hello! [/INST]", stream: true };
    const command = new InvokeModelCommand(invoke("mistral.mistral-7b-instruct-v0:2", body));
    const error = await errorOf(client().send(command));
    assert.equal(error.name, "ValidationException");
    assert.match(error.message, /extraneous key \[stream\] is not permitted/);
  });

  test("a content type that is not JSON", async () => {
    const input = { modelId: "mistral.mistral-7b-instruct-v0:2", body: "{}" };
    const error = await errorOf(client().send(new InvokeModelCommand(input)));
    assert.match(error.message, /Content-Type is invalid/);
  });
});

describe("credentials", () => {
  const nameWith = async (config: BedrockRuntimeClientConfig): Promise<string> =>
    (await errorOf(client(config).send(new ConverseCommand(hello())))).name;

  test("good ones: temporary, and an API key", async () => {
    await client({ credentials: temporaryCredentials }).send(new ConverseCommand(hello()));
    const bearer = client({
      token: { token: apiKey },
      authSchemePreference: ["httpBearerAuth"],
    });
    await bearer.send(new ConverseCommand(hello()));
  });

  test("any region signs, as the endpoint does not say which it is", async () => {
    await client({ region: "ap-southeast-2" }).send(new ConverseCommand(hello()));
  });

  test("an unknown key", async () => {
    const unknown = { ...credentials, accessKeyId: "AKIAUNKNOWN" };
    assert.equal(await nameWith({ credentials: unknown }), "UnrecognizedClientException");
  });

  test("a wrong secret", async () => {
    const wrong = { ...credentials, secretAccessKey: "wrong" };
    assert.equal(await nameWith({ credentials: wrong }), "InvalidSignatureException");
  });

  test("a session token that is not the key's", async () => {
    const mixed = { ...temporaryCredentials, sessionToken: "ANOTHER" };
    assert.equal(await nameWith({ credentials: mixed }), "UnrecognizedClientException");
  });

  test("an expired session token", async () => {
    assert.equal(await nameWith({ credentials: expiredCredentials }), "ExpiredTokenException");
  });

  test("a wrong API key", async () => {
    const config = {
      token: { token: "wrong" },
      authSchemePreference: ["httpBearerAuth"],
    };
    assert.equal(await nameWith(config), "AccessDeniedException");
  });

  test("a clock that is wrong, and corrected by the response's date", async (t) => {
    const now = Date.now;
    let offset = 0;
    t.mock.method(Date, "now", () => now() + offset);
    for (offset of [-3_600_000, 3_600_000]) {
      assert.equal(await nameWith({}), "InvalidSignatureException");
      const patient = await client({ maxAttempts: 2 }).send(new ConverseCommand(hello()));
      assert.equal(patient.$metadata.attempts, 2);
    }
  });
});

describe("errors", () => {
  // Every one that the service's model knows for these operations, and its status.
  const modelled: Record<string, number> = {
    AccessDeniedException: 403,
    InternalServerException: 500,
    ModelErrorException: 424,
    ModelNotReadyException: 429,
    ModelTimeoutException: 408,
    ResourceNotFoundException: 404,
    ServiceUnavailableException: 503,
    ThrottlingException: 429,
    ValidationException: 400,
  };

  test("as HTTP responses", async () => {
    for (const [code, status] of Object.entries(modelled)) {
      await simulator.fault({ error: { code, message: `because of ${code}` } });
      for (const command of [new ConverseCommand(hello()), new ConverseStreamCommand(hello())]) {
        const error = await errorOf(client().send(command as ConverseCommand));
        assert.equal(error.name, code);
        assert.equal(error.constructor.name, code);
        assert.equal(error.$metadata.httpStatusCode, status);
        assert.equal(error.message, `because of ${code}`);
      }
    }
  });

  test("with the upstream's own status", async () => {
    await simulator.fault({ error: { code: "ModelErrorException", original_status: 503 } });
    const error = await errorOf(client().send(new ConverseCommand(hello())));
    assert.equal(error.originalStatusCode, 503);
  });

  test("in the other shapes of a body", async () => {
    for (const shape of ["__type", "code"] as const) {
      await simulator.fault({ error: { code: "ThrottlingException", shape } });
      const error = await errorOf(client().send(new ConverseCommand(hello())));
      assert.equal(error.name, "ThrottlingException", shape);
    }
    await simulator.fault({ error: { code: "AccessDeniedException", shape: "Message" } });
    assert.equal(
      (await errorOf(client().send(new ConverseCommand(hello())))).$metadata.httpStatusCode,
      403,
    );
  });

  test("the client repeats what is worth repeating", async () => {
    await simulator.fault({ times: 2, error: { code: "ThrottlingException", retry_after: "0" } });
    const answer = await client({ maxAttempts: 3 }).send(new ConverseCommand(hello()));
    assert.equal(answer.$metadata.attempts, 3);
  });

  test("as exceptions in the middle of a stream", async () => {
    for (const code of [
      "InternalServerException",
      "ModelStreamErrorException",
      "ServiceUnavailableException",
      "ThrottlingException",
      "ValidationException",
    ]) {
      const event = code[0]!.toLowerCase() + code.slice(1);
      await simulator.fault({ exception: { code: event, message: "too bad", after_deltas: 2 } });
      const { stream } = await client().send(new ConverseStreamCommand(hello()));
      let text = "";
      const error = await errorOf(
        (async () => {
          for await (const each of stream!) text += each.contentBlockDelta?.delta?.text ?? "";
        })(),
      );
      assert.equal(text, "This is");
      assert.equal(error.name, code);
      assert.equal(error.message, "too bad");
    }
  });

  test("as an exception that only InvokeModel's stream has", async () => {
    await simulator.fault({ exception: { code: "modelTimeoutException", after_deltas: 1 } });
    const family = nativeBodies[0]!;
    const error = await errorOf(invokeStream(client(), family.model, family.body("Hello!", true)));
    assert.equal(error.name, "ModelTimeoutException");
  });

  test("as a message that is not modelled", async () => {
    const exception = { code: "InternalFailure", message: "boom", modelled: false };
    await simulator.fault({ exception });
    const error = await errorOf(converseStream(client()));
    assert.equal(error.name, "InternalFailure");
    assert.equal(error.message, "boom");
  });

  test("a damaged frame, and one that is cut", async () => {
    await simulator.fault({ corrupt_frame: 2 });
    await assert.rejects(converseStream(client()), /checksum/);
    await simulator.fault({ cut: { how: "end", at_byte: 300 } });
    await assert.rejects(converseStream(client()), /truncated|Unexpected/i);
  });

  test("a connection that ends early", async () => {
    for (const how of ["close", "reset"] as const) {
      await simulator.fault({ cut: { how, at_frame: 3 } });
      await assert.rejects(converseStream(client()));
      await simulator.fault({ cut: { how, at_byte: 20 } });
      await assert.rejects(client().send(new ConverseCommand(hello())));
    }
  });

  test("an answer that is no HTTP", async () => {
    await simulator.fault({ garbage: "220 mail.example.com ESMTP\r\n" });
    await assert.rejects(client().send(new ConverseCommand(hello())), /Parse Error/);
  });
});
