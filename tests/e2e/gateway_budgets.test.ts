// What requests cost, and budgets: the examples of docs/limits.md, and every door against one that
// is used up.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";

import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

import { examples } from "./lib/documents.ts";
import { Gateway, textOf } from "./lib/gateway.ts";
import { type Answer, postJson, request } from "./lib/request.ts";
import { Simulator } from "./lib/simulator.ts";

const nova = "amazon.nova-lite-v1:0"; // 0.06 and 0.24 dollars for a million tokens
const hello = (model = nova) => ({ model, messages: [{ role: "user" as const, content: "Hello!" }] });

let simulator: Simulator;
before(async () => {
  simulator = await Simulator.start();
});
afterEach(() => simulator.reset());
after(() => simulator.stop());

async function withGateway(config: string, use: (gateway: Gateway) => Promise<void>) {
  const gateway = await Gateway.start({ simulator, config });
  try {
    await use(gateway);
  } finally {
    await gateway.stop();
  }
}

const budget = (usd: string, rest = "") =>
  `[[key]]\nid = "k"\nteam = "t"\nsecret = "secret"\nbudgets = [{ usd = "${usd}", window = "day" }]\n${rest}\n` +
  `[[team]]\nid = "t"\n`;
const ask = (gateway: Gateway, body: object = hello(), secret = "secret"): Promise<Answer> =>
  postJson(`${gateway.url}/v1/chat/completions`, body, { "x-api-key": secret });

// The last line about a request.
async function logged(gateway: Gateway): Promise<Record<string, unknown>> {
  await gateway.prints(/"path":"\/v1\/(chat|mess)/);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const lines = gateway.output.split("\n").filter((line) => line.includes('"path":"/v1/'));
  return JSON.parse(lines.at(-1)!);
}

describe("what a request costs", () => {
  test("is in a header and in the log, exactly", () =>
    withGateway(budget("1.00"), async (gateway) => {
      const answer = await ask(gateway);
      const { prompt_tokens: input, completion_tokens: output } = JSON.parse(answer.body).usage;
      const nanodollars = input * 60 + output * 240;
      assert.equal(Math.round(Number(answer.headers["x-gateway-cost-usd"]) * 1e9), nanodollars);
      const line = await logged(gateway);
      assert.equal(Math.round(Number(line.cost_usd) * 1e9), nanodollars);
      assert.equal(line.key, "k");
      assert.equal(line.team, "t");
    }));

  test("of a stream is in the log", () =>
    withGateway(budget("1.00"), async (gateway) => {
      const client = gateway.client({ apiKey: "secret" });
      await textOf(await client.chat.completions.create({ ...hello(), stream: true }));
      const line = await logged(gateway);
      const nanodollars = Number(line.input_tokens) * 60 + Number(line.output_tokens) * 240;
      assert.equal(Math.round(Number(line.cost_usd) * 1e9), nanodollars);
    }));

  test("is null where nobody knows the price, and the operator's own price counts first", async () => {
    const [, price] = [...examples("limits.md", "What requests cost", "toml"), undefined].reverse();
    const config = `auth.keys = ["secret"]\n${price}`;
    await withGateway(config, async (gateway) => {
      const unknown = await ask(gateway, hello("nobodys.new-model-v1:0"));
      assert.equal(unknown.headers["x-gateway-cost-usd"], undefined);
      if (unknown.status === 200) assert.equal((await logged(gateway)).cost_usd, null);
      const known = await ask(gateway, hello("us.anthropic.claude-sonnet-4-6"));
      const { prompt_tokens: input, completion_tokens: output } = JSON.parse(known.body).usage;
      const nanodollars = input * 2700 + output * 13_500;
      assert.equal(Math.round(Number(known.headers["x-gateway-cost-usd"]) * 1e9), nanodollars);
    });
  });
});

describe("a budget", () => {
  test("the example of the document serves", async () => {
    const [config] = examples("limits.md", "Budgets", "toml");
    await withGateway(config!, async (gateway) => {
      assert.equal((await ask(gateway, hello(), "alices-secret")).status, 200);
    });
  });

  test("o23: that is used up makes both SDKs send exactly one request", () =>
    withGateway(budget("0.000001"), async (gateway) => {
      const openai = gateway.client({ apiKey: "secret", maxRetries: 2 });
      await assert.rejects(openai.chat.completions.create(hello()), (error: unknown) => {
        assert.ok(error instanceof OpenAI.RateLimitError);
        assert.equal(error.type, "insufficient_quota");
        assert.equal(error.code, "project_spend_limit_exceeded");
        assert.match(error.message, /The budget of key 'k' is used up: \$0\.00 of \$0\.000001 this day/);
        assert.match(error.message, /The next day begins at \d{4}-\d\d-\d\dT00:00:00Z\./);
        return true;
      });
      const anthropic = new Anthropic({ baseURL: gateway.url, apiKey: "secret", maxRetries: 2 });
      const asked = anthropic.messages.create({ ...hello(), max_tokens: 100 });
      await assert.rejects(asked, (error: unknown) => {
        assert.ok(error instanceof Anthropic.RateLimitError);
        const body = error.error as { error: { type: string; details: { error_code: string } } };
        assert.equal(body.error.type, "rate_limit_error");
        assert.equal(body.error.details.error_code, "enforced_spend_limit_reached");
        assert.equal(error.headers!.get("retry-after"), null);
        return true;
      });
      await logged(gateway);
      assert.equal(gateway.output.match(/"path":"\/v1\/(chat|messages)/g)?.length, 2);
      assert.equal((await simulator.requests()).length, 0);
    }));

  test("o12: is asked by every door that an answer comes through", () =>
    withGateway(budget("0.000001"), async (gateway) => {
      const bodies = {
        "chat/completions": hello(),
        responses: { model: nova, input: "Hello!" },
        messages: { ...hello(), max_tokens: 100 },
      };
      for (const [path, body] of Object.entries(bodies)) {
        for (const stream of [false, true]) {
          const url = `${gateway.url}/v1/${path}`;
          const answer = await postJson(url, { ...body, stream }, { "x-api-key": "secret" });
          assert.equal(answer.status, 429, `${path}: ${answer.body}`);
        }
      }
    }));

  test("holds what was spent, and admits what fits", () =>
    withGateway(budget("0.0002"), async (gateway) => {
      let admitted = 0;
      let spent = 0;
      for (;;) {
        const answer = await ask(gateway);
        if (answer.status !== 200) break;
        spent += Number(answer.headers["x-gateway-cost-usd"]);
        admitted += 1;
      }
      assert.ok(admitted >= 2, String(admitted));
      assert.ok(spent <= 0.0002, String(spent));
      assert.ok(spent > 0.0001, `${spent}: what was reserved too much came back`);
    }));

  test("is shown by GET /v1/key, to the billionth of a dollar", () =>
    withGateway(budget("0.01"), async (gateway) => {
      let spent = 0;
      for (let i = 0; i < 3; ++i) {
        spent += Math.round(Number((await ask(gateway)).headers["x-gateway-cost-usd"]) * 1e9);
      }
      const answer = await request(`${gateway.url}/v1/key`, { headers: { "x-api-key": "secret" } });
      const [shown] = JSON.parse(answer.body).budgets;
      assert.equal(shown.usd, "0.01");
      assert.equal(shown.window, "day");
      assert.equal(Math.round(Number(shown.used_usd) * 1e9), spent);
      assert.equal(Math.round(Number(shown.remaining_usd) * 1e9), 10_000_000 - spent);
      assert.match(shown.ends_at, /T00:00:00Z$/);
    }));

  test("with 'warn' refuses nothing", () =>
    withGateway(budget("0.000001").replace('"day" }', '"day", on_exceed = "warn" }'), async (gateway) => {
      assert.equal((await ask(gateway)).status, 200);
    }));

  test("o4: refuses a model without a price, unless the key allows it", async () => {
    const unknown = hello("nobodys.new-model-v1:0");
    await withGateway(budget("100.00"), async (gateway) => {
      const answer = await ask(gateway, unknown);
      assert.equal(answer.status, 403, answer.body);
      assert.equal(JSON.parse(answer.body).error.code, "model_not_priced");
    });
    await withGateway(budget("100.00", "allow_unpriced = true"), async (gateway) => {
      assert.notEqual((await ask(gateway, unknown)).status, 403);
    });
  });

  test("o14: an aborted stream is paid for", () =>
    withGateway(budget("0.00025"), async (gateway) => {
      const client = gateway.client({ apiKey: "secret" });
      await simulator.fault({ delay_ms: { events: 100 } });
      const stream = await client.chat.completions.create({ ...hello(), stream: true });
      for await (const chunk of stream) {
        if (chunk.choices[0]?.delta.content) break; // which aborts it
      }
      await gateway.prints(/"outcome":"client_closed"/);
      await simulator.reset();
      let admitted = 0;
      while ((await ask(gateway)).status === 200) admitted += 1;
      const fresh = await Gateway.start({ simulator, config: budget("0.00025") });
      let all = 0;
      while ((await ask(fresh)).status === 200) all += 1;
      await fresh.stop();
      assert.ok(admitted < all, `${admitted} of ${all}`);
    }));
});
