// Chat completions as the official client sees them.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { claude, Gateway, hello, textOf } from "./lib/gateway.ts";
import { postJson, request } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";
import { apiKey, credentials, echo, temporaryCredentials } from "./lib/simulator.ts";

const { simulator, gateway } = await serve();

const lastBody = async (): Promise<any> => JSON.parse((await simulator.requests()).at(-1)!.body);
const chat = () => gateway.client().chat.completions;
const endpoint = () => `${gateway.url}/v1/chat/completions`;

describe("a whole answer", () => {
  test("has every member, and the request's own model", async () => {
    const profile = `us.${claude}`;
    const { data, response } = await chat().create(hello(profile)).withResponse();
    assert.match(data.id, /^chatcmpl-[A-Za-z0-9]{29}$/);
    assert.equal(data.object, "chat.completion");
    assert.equal(data.model, profile);
    assert.ok(Math.abs(data.created - Date.now() / 1000) < 60);
    assert.equal(data.choices.length, 1);
    const choice = data.choices[0]!;
    assert.equal(choice.index, 0);
    assert.equal(choice.finish_reason, "stop");
    assert.deepEqual(
      { role: choice.message.role, content: choice.message.content },
      { role: "assistant", content: echo(profile, "Hello!") },
    );
    const usage = data.usage!;
    assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
    assert.equal(usage.prompt_tokens_details!.cached_tokens, 0);
    assert.match(response.headers.get("x-request-id")!, /^req_/);
    assert.match(response.headers.get("x-amzn-requestid")!, /^[0-9a-f-]{36}$/);
    assert.match(response.headers.get("x-gateway-overhead-us")!, /^[0-9]+$/);
    assert.equal(response.headers.get("x-gateway-simulated"), null);
  });

  test("counts cached tokens as part of the prompt", async () => {
    await simulator.fault({
      answer: { input_tokens: 10, cache_read: 900, cache_write: 90, output_tokens: 5 },
    });
    const { usage } = await chat().create(hello());
    assert.equal(usage!.prompt_tokens, 1000);
    assert.equal(usage!.prompt_tokens_details!.cached_tokens, 900);
    assert.equal(usage!.total_tokens, 1005);
  });

  test("keeps every character", async () => {
    const said = 'Grüße, 世界 😀 "quoted" \\ \t\n \u0001 end';
    const messages = [{ role: "user" as const, content: said }];
    const answer = await chat().create({ model: claude, messages });
    assert.equal(answer.choices[0]!.message.content, echo(claude, said));
    const stream = await chat().create({ model: claude, messages, stream: true });
    assert.equal(await textOf(stream), echo(claude, said));
  });

  test("finishes for the model's reason", async () => {
    const reasons = {
      end_turn: "stop",
      stop_sequence: "stop",
      tool_use: "stop", // there is no call
      max_tokens: "length",
      model_context_window_exceeded: "length",
      guardrail_intervened: "content_filter",
      content_filtered: "content_filter",
      something_new: "stop",
    };
    for (const [stop_reason, finish_reason] of Object.entries(reasons)) {
      await simulator.fault({ answer: { stop_reason } });
      const whole = await chat().create(hello());
      assert.equal(whole.choices[0]!.finish_reason, finish_reason, stop_reason);
      const stream = await chat().create({ ...hello(), stream: true });
      let last;
      for await (const chunk of stream) last = chunk.choices[0]!.finish_reason;
      assert.equal(last, finish_reason, stop_reason);
    }
  });

  // U2e: what the model spoilt is no answer.
  for (const code of ["malformed_model_output", "malformed_tool_use"]) {
    test(`is an error when it is ${code}`, async () => {
      await simulator.fault({ answer: { stop_reason: code } });
      await assert.rejects(chat().create(hello()), { status: 502, code });
      await assert.rejects(async () => {
        const stream = await chat().create({ ...hello(), stream: true });
        for await (const { choices } of stream) assert.equal(choices[0]!.finish_reason, null);
      }, { code });
      // Asked once each: a model that does so once does so again.
      assert.equal((await simulator.requests()).length, 2);
    });
  }
});

describe("a stream", () => {
  test("is server-sent events, from the role to [DONE]", async () => {
    const answer = await postJson(endpoint(), { ...hello(), stream: true });
    assert.equal(answer.status, 200);
    assert.match(answer.headers["content-type"]!, /^text\/event-stream/);
    assert.equal(answer.headers["cache-control"], "no-cache");
    assert.equal(answer.headers["x-accel-buffering"], "no");
    assert.equal(answer.headers["content-length"], undefined);
    const events = answer.body.split("\n\n");
    assert.equal(events.pop(), "");
    assert.equal(events.pop(), "data: [DONE]");
    const chunks = events.map((event) => JSON.parse(event.slice("data: ".length)));
    assert.equal(chunks[0].choices[0].delta.role, "assistant");
    assert.ok(chunks.slice(1).every((chunk) => !("role" in chunk.choices[0].delta)));
    assert.ok(chunks.every((chunk) => chunk.object === "chat.completion.chunk"));
    assert.ok(chunks.every((chunk) => chunk.model === claude));
    assert.ok(chunks.every((chunk) => chunk.id === chunks[0].id));
    assert.ok(chunks.every((chunk) => !chunk.usage));
    assert.deepEqual(chunks.at(-1).choices[0].delta, {});
    assert.equal(chunks.at(-1).choices[0].finish_reason, "stop");
  });

  test("has usage in one chunk of its own, when asked for", async () => {
    await simulator.fault({ answer: { input_tokens: 7, output_tokens: 8 } });
    const stream = await chat().create({
      ...hello(),
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    const last = chunks.pop()!;
    assert.deepEqual(last.choices, []);
    assert.equal(last.usage!.prompt_tokens, 7);
    assert.equal(last.usage!.completion_tokens, 8);
    assert.equal(last.usage!.total_tokens, 15);
    assert.ok(chunks.every((chunk) => chunk.usage === null));
    assert.equal("stream_options" in (await lastBody()), false);
  });

  test("passes deltas on as they come", async () => {
    await simulator.fault({ answer: { text: "a b c d" }, delay_ms: { events: 30 } });
    const stream = await chat().create({ ...hello(), stream: true });
    const pieces = [];
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content) pieces.push(chunk.choices[0].delta.content);
    }
    assert.deepEqual(pieces, ["a", " b", " c", " d"]);
  });

  test("can be empty", async () => {
    await simulator.fault({ answer: { text: "" } });
    assert.equal(await textOf(await chat().create({ ...hello(), stream: true })), "");
    assert.equal((await chat().create(hello())).choices[0]!.message.content, "");
  });

  test("can be long", async () => {
    await simulator.fault({ answer: { text: "Lorem ipsum 世界. ", repeat: 20_000, deltas: 5000 } });
    const text = "Lorem ipsum 世界. ".repeat(20_000);
    assert.equal(await textOf(await chat().create({ ...hello(), stream: true })), text);
    assert.equal((await chat().create(hello())).choices[0]!.message.content, text);
  });
});

describe("what reaches Bedrock", () => {
  test("is the conversation, its instructions apart", async () => {
    await chat().create({
      model: claude,
      messages: [
        { role: "developer", content: "Be brief." },
        {
          role: "user",
          content: [
            { type: "text", text: "One" },
            { type: "text", text: "two" },
          ],
        },
        { role: "user", content: "three" },
        { role: "assistant", content: "four" },
        { role: "user", content: "five" },
      ],
      max_completion_tokens: 100,
      temperature: 0,
      top_p: 0.5,
      stop: ["END"],
    });
    const body = await lastBody();
    assert.deepEqual(body.system, [{ text: "Be brief." }]);
    assert.deepEqual(body.messages, [
      { role: "user", content: [{ text: "One" }, { text: "two" }, { text: "three" }] },
      { role: "assistant", content: [{ text: "four" }] },
      { role: "user", content: [{ text: "five" }] },
    ]);
    assert.deepEqual(body.inferenceConfig, {
      maxTokens: 100,
      temperature: 0,
      topP: 0.5,
      stopSequences: ["END"],
    });
  });

  test("is cut to what the model takes, and the client is told", async () => {
    const { response } = await chat()
      .create({ ...hello(), temperature: 1.7, seed: 5, presence_penalty: 1, user: "somebody" })
      .withResponse();
    assert.equal((await lastBody()).inferenceConfig.temperature, 1);
    const dropped = response.headers.get("x-gateway-dropped-params")!.split(", ");
    assert.ok(dropped.includes("seed") && dropped.includes("presence_penalty"), String(dropped));
    assert.ok(
      dropped.some((each) => each.startsWith("temperature")),
      String(dropped),
    );
  });

  test("carries nothing of the client's own headers", async () => {
    await chat().create(hello(), { headers: { cookie: "a=b", "x-custom": "c" } });
    const { headers } = (await simulator.requests()).at(-1)!;
    for (const name of ["cookie", "x-custom", "user-agent", "x-stainless-lang", "x-provider"]) {
      assert.doesNotMatch(headers[name] ?? "", /a=b|c|node|openai/i, name);
    }
  });

  test("has the model's id encoded once", async () => {
    const arn = `arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.${claude}`;
    await chat().create(hello(arn));
    const { target } = (await simulator.requests()).at(-1)!;
    assert.equal(target, `/model/${encodeURIComponent(arn)}/converse`);
  });
});

describe("credentials", () => {
  const anonymous = async (
    headers: Record<string, string>,
    environment: Record<string, string> = {},
  ) => {
    // Demo mode would answer without any credentials: an endpoint is configured, so it is off.
    const other = await Gateway.start({ simulator, environment });
    try {
      return await postJson(`${other.url}/v1/chat/completions`, hello(), headers);
    } finally {
      await other.stop();
    }
  };
  const headersOf = (of: typeof credentials & { sessionToken?: string }) => ({
    "x-aws-access-key-id": of.accessKeyId,
    "x-aws-secret-access-key": of.secretAccessKey,
    ...(of.sessionToken === undefined ? {} : { "x-aws-session-token": of.sessionToken }),
  });

  test("of the request go before those of the environment", async () => {
    const wrong = { AWS_ACCESS_KEY_ID: "AKIAUNKNOWN", AWS_SECRET_ACCESS_KEY: "wrong" };
    assert.equal((await anonymous(headersOf(credentials), wrong)).status, 200);
    assert.equal((await anonymous(headersOf(temporaryCredentials), wrong)).status, 200);
    assert.equal((await anonymous({}, wrong)).status, 503); // not the client's fault
  });

  test("are never mixed", async () => {
    const { "x-aws-access-key-id": id, "x-aws-secret-access-key": secret } = headersOf(credentials);
    for (const [headers, missing] of [
      [{ "x-aws-access-key-id": id }, "x-aws-secret-access-key"],
      [{ "x-aws-secret-access-key": secret }, "x-aws-access-key-id"],
      [{ "x-aws-session-token": "t" }, "x-aws-access-key-id"],
    ] as [Record<string, string>, string][]) {
      const answer = await postJson(endpoint(), hello(), headers);
      assert.equal(answer.status, 401);
      assert.match(JSON.parse(answer.body).error.message, new RegExp(missing));
    }
    // The token of the environment does not go with the pair of the request.
    const token = {
      ...{ AWS_SESSION_TOKEN: "T" },
      AWS_ACCESS_KEY_ID: "A",
      AWS_SECRET_ACCESS_KEY: "S",
    };
    assert.equal((await anonymous(headersOf(credentials), token)).status, 200);
  });

  test("missing altogether are explained", async () => {
    const answer = await anonymous({});
    assert.equal(answer.status, 401);
    assert.match(answer.body, /AWS_ACCESS_KEY_ID/);
  });

  test("an SDK's own Authorization is not looked at", async () => {
    await gateway.client({ apiKey: "sk-whatever" }).chat.completions.create(hello());
    await gateway.client({ apiKey }).chat.completions.create(hello());
  });

  test("gateway keys, once there are any, are needed", async () => {
    const guarded = await Gateway.start({ simulator, config: '[auth]\nkeys = ["secret-key"]\n' });
    try {
      const ask = (apiKey: string) => guarded.client({ apiKey }).chat.completions.create(hello());
      await ask("secret-key");
      await assert.rejects(ask("another"), { status: 401, code: "invalid_api_key" });
      const bare = { "x-api-key": "secret-key" };
      const answer = await postJson(`${guarded.url}/v1/chat/completions`, hello(), bare);
      assert.equal(answer.status, 200);
      assert.equal((await request(`${guarded.url}/healthz`)).status, 200);
    } finally {
      await guarded.stop();
    }
  });
});

describe("HTTP", () => {
  test("health", async () => {
    assert.equal((await request(`${gateway.url}/healthz`)).status, 200);
    assert.equal((await request(`${gateway.url}/readyz`)).status, 200);
  });

  test("other paths to the same endpoint", async () => {
    for (const path of [
      "/v1/chat/completions/",
      "/openai/v1/chat/completions",
      "/api/v1/chat/completions",
    ]) {
      assert.equal((await postJson(gateway.url + path, hello())).status, 200, path);
    }
  });

  test("K7: repeated slashes in the path", async () => {
    for (const path of ["/v1//chat/completions", "//v1/chat/completions"]) {
      assert.equal((await postJson(gateway.url + path, hello())).status, 200, path);
    }
  });

  test("K4: a compressed body is refused by name", async () => {
    const url = `${gateway.url}/v1/chat/completions`;
    const answer = await postJson(url, hello(), { "content-encoding": "gzip" });
    assert.equal(answer.status, 415);
    assert.equal(answer.headers["accept-encoding"], "identity");
    const { error } = JSON.parse(answer.body);
    assert.equal(error.param, "content-encoding");
    assert.match(error.message, /content-encoding 'gzip'/);
    const plain = await postJson(url, hello(), { "content-encoding": "identity" });
    assert.equal(plain.status, 200);
  });

  test("U51: a page of another origin, where that is allowed", async () => {
    const config = '[server]\ncors_origins = ["https://chat.example"]\n';
    const open = await Gateway.start({ simulator, config });
    const ask = (origin: string) =>
      request(`${open.url}/v1/chat/completions`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization, x-stainless-os",
        },
      });
    try {
      const allowed = await ask("https://chat.example");
      assert.equal(allowed.status, 204);
      assert.equal(allowed.headers["access-control-allow-origin"], "https://chat.example");
      assert.match(String(allowed.headers["access-control-allow-methods"]), /POST/);
      assert.equal(
        allowed.headers["access-control-allow-headers"],
        "authorization, x-stainless-os",
      );
      const answer = await postJson(`${open.url}/v1/chat/completions`, hello(), {
        origin: "https://chat.example",
      });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers["access-control-allow-origin"], "https://chat.example");
      const other = await ask("https://evil.example");
      assert.equal(other.status, 405);
      assert.equal(other.headers["access-control-allow-origin"], undefined);
    } finally {
      await open.stop();
    }
  });

  test("what is not there", async () => {
    const unknown = await request(`${gateway.url}/v2/nothing`);
    assert.equal(unknown.status, 404);
    assert.equal(JSON.parse(unknown.body).error.type, "invalid_request_error");
    const wrongMethod = await request(endpoint());
    assert.equal(wrongMethod.status, 405);
    assert.equal(wrongMethod.headers.allow, "POST");
  });

  test("a body that is not JSON, and one that is too large", async () => {
    const text = await postJson(endpoint(), hello(), { "content-type": "text/plain" });
    assert.equal(text.status, 415);
    assert.equal((await postJson(endpoint(), "{")).status, 400);
    const large = await request(endpoint(), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "content-length": String(33 * 1024 * 1024),
      },
      body: "{",
      unfinished: true,
    });
    assert.equal(large.status, 413);
  });

  test("another provider", async () => {
    const answer = await postJson(endpoint(), hello(), { "x-provider": "openai" });
    assert.equal(answer.status, 400);
    assert.match(JSON.parse(answer.body).error.message, /bedrock/);
    assert.equal((await postJson(endpoint(), hello(), { "x-provider": "bedrock" })).status, 200);
  });

  test("strict refuses what would be dropped", async () => {
    const strict = await Gateway.start({ simulator, config: "strict = true\n" });
    try {
      const ask = strict.client().chat.completions.create({ ...hello(), seed: 5 });
      await assert.rejects(ask, { status: 400, param: "seed" });
    } finally {
      await strict.stop();
    }
  });
});
