// Limits of keys and teams: the example of docs/limits.md, the headers and bodies of both APIs, and
// every way out of a request.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";

import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

import { examples } from "./lib/documents.ts";
import { claude, Gateway, hello, textOf } from "./lib/gateway.ts";
import { eventually } from "./lib/process.ts";
import { type Answer, postJson, request } from "./lib/request.ts";
import { Simulator } from "./lib/simulator.ts";

let simulator: Simulator;
before(async () => {
  simulator = await Simulator.start();
});
afterEach(() => simulator.reset());
after(() => simulator.stop());

const [example] = examples("limits.md", "Limits and budgets", "toml");

async function withGateway(config: string, use: (gateway: Gateway) => Promise<void>) {
  const gateway = await Gateway.start({ simulator, config, flags: ["--workers", "2"] });
  try {
    await use(gateway);
  } finally {
    await gateway.stop();
  }
}

const key = (limits: string) => `[[key]]\nid = "k"\nsecret = "secret"\nlimits = { ${limits} }\n`;
const chat = (gateway: Gateway, secret = "secret", body: object = hello()): Promise<Answer> =>
  postJson(`${gateway.url}/v1/chat/completions`, body, { "x-api-key": secret });
const messages = (gateway: Gateway, secret = "secret"): Promise<Answer> =>
  postJson(
    `${gateway.url}/v1/messages`,
    { ...hello(), max_tokens: 10 },
    { "x-api-key": secret, "anthropic-version": "2023-06-01" },
  );
const errorOf = (answer: Answer) => JSON.parse(answer.body).error;

// As Go writes durations, in seconds.
function goDuration(text: unknown): number {
  const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:([\d.]+)s)?$/.exec(String(text));
  const ms = /^(\d+)ms$/.exec(String(text));
  if (ms) return Number(ms[1]) / 1000;
  assert.ok(parts, String(text));
  return Number(parts[1] ?? 0) * 3600 + Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0);
}

describe("the example of the document", () => {
  test("OpenAI's clients see what is left, and when it is all there again (o22)", () =>
    withGateway(example!, async (gateway) => {
      for (const remaining of ["2", "1", "0"]) {
        const { status, headers } = await chat(gateway, "alices-secret");
        assert.equal(status, 200);
        assert.equal(headers["x-ratelimit-limit-requests"], "3");
        assert.equal(headers["x-ratelimit-remaining-requests"], remaining);
        const reset = goDuration(headers["x-ratelimit-reset-requests"]);
        assert.ok(Math.abs(reset - (3 - Number(remaining)) * 20) < 2, String(reset));
        assert.equal(headers["x-ratelimit-limit-tokens"], "100000");
        assert.ok(Number(headers["x-ratelimit-remaining-tokens"]) > 99_000);
        assert.ok(goDuration(headers["x-ratelimit-reset-tokens"]) < 1);
      }
      const refused = await chat(gateway, "alices-secret");
      assert.equal(refused.status, 429);
      const error = errorOf(refused);
      assert.equal(error.type, "requests");
      assert.equal(error.code, "rate_limit_exceeded");
      assert.match(error.message, /key 'alice' on requests per minute \(RPM\): Limit 3, Used 3/);
      assert.match(error.message, /Please try again in \d+(\.\d+)?s\./);
      const wait = Number(refused.headers["retry-after-ms"]);
      assert.ok(wait > 15_000 && wait <= 20_000, String(wait));
      assert.equal(refused.headers["retry-after"], String(Math.ceil(wait / 1000)));
      assert.equal(refused.headers["x-should-retry"], undefined);
      assert.equal(refused.headers["x-ratelimit-remaining-requests"], "0");
    }));

  test("Anthropic's clients see it in their own fields", () =>
    withGateway(example!, async (gateway) => {
      const { headers } = await messages(gateway, "alices-secret");
      assert.equal(headers["anthropic-ratelimit-requests-limit"], "3");
      assert.equal(headers["anthropic-ratelimit-requests-remaining"], "2");
      assert.match(
        String(headers["anthropic-ratelimit-requests-reset"]),
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
      );
      assert.equal(headers["x-ratelimit-limit-requests"], undefined);
      const job = await messages(gateway, "jobs-secret");
      assert.equal(job.headers["anthropic-ratelimit-input-tokens-limit"], "1000");
      assert.equal(job.headers["anthropic-ratelimit-output-tokens-limit"], "5000");
      assert.equal(job.headers["anthropic-ratelimit-tokens-limit"], "2000000", "the team's");
      for (let i = 0; i < 2; ++i) await messages(gateway, "alices-secret");
      const refused = await messages(gateway, "alices-secret");
      assert.equal(refused.status, 429);
      assert.equal(errorOf(refused).type, "rate_limit_error");
      assert.match(String(refused.headers["retry-after"]), /^\d+$/);
    }));

  test("GET /v1/key shows what is left", () =>
    withGateway(example!, async (gateway) => {
      const ask = () =>
        request(`${gateway.url}/v1/key`, { headers: { "x-api-key": "alices-secret" } });
      const [shown] = examples("limits.md", "What clients see", "json");
      assert.deepEqual(JSON.parse((await ask()).body), JSON.parse(shown!));
      await chat(gateway, "alices-secret");
      const { limits, teams } = JSON.parse((await ask()).body);
      assert.equal(limits.rpm.remaining, 2);
      assert.ok(limits.rpm.reset_seconds > 18 && limits.rpm.reset_seconds <= 20);
      assert.equal(teams[0].limits.rpm.limit, 600);
    }));

  test("without limits nothing is said", () =>
    withGateway('auth.keys = ["secret"]', async (gateway) => {
      const { headers } = await chat(gateway);
      assert.deepEqual(Object.keys(headers).filter((name) => name.includes("ratelimit")), []);
    }));
});

describe("limits hold", () => {
  test("o18: an edit resets nothing", () =>
    withGateway(key("rpm = 3"), async (gateway) => {
      for (let i = 0; i < 3; ++i) assert.equal((await chat(gateway)).status, 200);
      gateway.reconfigure(key("rpm = 4"));
      await gateway.prints(/the configuration was reloaded/);
      const { status, headers } = await chat(gateway);
      assert.equal(status, 429, "what was used up is used up");
      assert.equal(headers["x-ratelimit-limit-requests"], "4");
      assert.ok(Number(headers["retry-after-ms"]) < 16_000, "and comes back faster");
    }));

  test("o1: of 40 at once over two workers five pass", () =>
    withGateway(key("rpm = 5"), async (gateway) => {
      const answers = await Promise.all(Array.from({ length: 40 }, () => chat(gateway)));
      assert.equal(answers.filter(({ status }) => status === 200).length, 5);
      assert.equal(answers.filter(({ status }) => status === 429).length, 35);
    }));

  test("tokens that were used more than expected are waited for", () =>
    withGateway(key("tpm = 1000"), async (gateway) => {
      assert.equal((await chat(gateway)).status, 200);
      const large = { ...hello(), messages: [{ role: "user", content: "word ".repeat(900) }] };
      assert.equal((await chat(gateway, "secret", large)).status, 429);
      // The first request's account may be settled a moment after its answer.
      await eventually("the refused one took nothing", async () => {
        const { headers } = await chat(gateway);
        return Number(headers["x-ratelimit-remaining-tokens"]) > 600;
      }, 5);
    }));

  test("a request that no wait makes fit is not sent again", () =>
    withGateway(key("tpm = 100"), async (gateway) => {
      const large = { ...hello(), messages: [{ role: "user" as const, content: "x ".repeat(500) }] };
      const before = (await simulator.requests()).length;
      const client = gateway.client({ apiKey: "secret", maxRetries: 2 });
      await assert.rejects(client.chat.completions.create(large), (error: unknown) => {
        assert.ok(error instanceof OpenAI.RateLimitError);
        assert.equal(error.type, "tokens");
        assert.equal(error.headers!.get("x-should-retry"), "false");
        return true;
      });
      assert.equal((await simulator.requests()).length, before);
      await gateway.prints(/"path":"\/v1\/chat/);
      assert.equal(gateway.output.match(/"path":"\/v1\/chat\/completions"/g)?.length, 1);
    }));

  test("o6: what is refused takes nothing", () =>
    withGateway(key("rpm = 1"), async (gateway) => {
      assert.equal((await chat(gateway, "secret", { model: claude })).status, 400);
      assert.equal((await chat(gateway, "secret", { ...hello(), model: "" })).status, 400);
      assert.equal((await chat(gateway)).status, 200);
      assert.equal((await chat(gateway)).status, 429);
    }));

  test("an error of Bedrock takes a request and no tokens", () =>
    withGateway(key("rpm = 5, tpm = 1000") + "[retry]\nattempts = 1\n", async (gateway) => {
      await simulator.fault({ error: { code: "ValidationException", message: "no" } });
      const { headers } = await chat(gateway);
      assert.equal(headers["x-ratelimit-remaining-requests"], "4");
      const after = await chat(gateway);
      assert.equal(after.headers["x-ratelimit-remaining-requests"], "3");
      assert.ok(Number(after.headers["x-ratelimit-remaining-tokens"]) > 700);
    }));

  test("both SDKs stream under limits", () =>
    withGateway(key("rpm = 10, tpm = 100000, concurrency = 1"), async (gateway) => {
      const openai = gateway.client({ apiKey: "secret" });
      const stream = await openai.chat.completions.create({ ...hello(), stream: true });
      assert.ok((await textOf(stream)).length > 0);
      const anthropic = new Anthropic({ baseURL: gateway.url, apiKey: "secret", maxRetries: 0 });
      const message = anthropic.messages.stream({ ...hello(), max_tokens: 20 });
      assert.ok((await message.finalMessage()).content.length > 0);
    }));
});

test("o5: clients that go away give their places back", () =>
  withGateway(key("concurrency = 2"), async (gateway) => {
    const openai = gateway.client({ apiKey: "secret" });
    for (let i = 0; i < 20; ++i) {
      await simulator.fault({ delay_ms: { head: 300 } });
      const controller = new AbortController();
      const asked = openai.chat.completions.create(hello(), { signal: controller.signal });
      setTimeout(() => controller.abort(), 10 + i);
      await assert.rejects(asked);
      await simulator.reset();
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    const both = await Promise.all([chat(gateway), chat(gateway)]);
    assert.deepEqual(both.map(({ status }) => status), [200, 200]);
  }));
