// /metrics: that it counts what was sent, once, and that Prometheus can read it.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { claude, Gateway, hello, withAdmin } from "./lib/gateway.ts";
import { eventually, root } from "./lib/process.ts";
import { request } from "./lib/request.ts";
import { Simulator } from "./lib/simulator.ts";

const hasPrometheus = spawnSync("promtool", ["--version"]).status === 0;
const needsPrometheus = hasPrometheus ? {} : { skip: "Debian's package prometheus is not there" };

let simulator: Simulator;
before(async () => {
  simulator = await Simulator.start();
});
after(() => simulator.stop());

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

function parse(text: string): Sample[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name, labels = "", value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line)!;
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
      return {
        name: name!,
        labels: Object.fromEntries(pairs.map(([, key, text]) => [key!, text!])),
        value: Number(value),
      };
    });
}

async function scrape(gateway: Gateway): Promise<Sample[]> {
  const { status, headers, body } = await request(`${gateway.adminUrl}/metrics`);
  assert.equal(status, 200);
  assert.match(headers["content-type"]!, /^text\/plain; version=0\.0\.4/);
  return parse(body);
}

function sum(samples: Sample[], name: string, labels: Record<string, string> = {}): number {
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([k, v]) => sample.labels[k] === v))
    .reduce((all, sample) => all + sample.value, 0);
}

// Once so many requests have been counted, and no more: an answer can be here before its count.
async function scrapeOf(gateway: Gateway, requests: number): Promise<Sample[]> {
  const samples = await eventually(`${requests} requests`, async () => {
    const found = await scrape(gateway);
    return sum(found, "bedrock_gateway_requests_total") >= requests && found;
  });
  assert.equal(sum(samples, "bedrock_gateway_requests_total"), requests);
  return samples;
}

async function withGateway(
  body: (gateway: Gateway) => Promise<void>,
  config = "",
  flags: string[] = [],
): Promise<void> {
  const gateway = await Gateway.start({ simulator, environment: withAdmin, config, flags });
  try {
    await body(gateway);
  } finally {
    await gateway.stop();
  }
}

const post = (gateway: Gateway, path: string, body: unknown) =>
  request(`${gateway.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

const chat = "/v1/chat/completions";
const messages = { ...hello(), max_tokens: 100 };

describe("the sum of requests", () => {
  test("is what was sent: every door, and every outcome", () =>
    withGateway(
      async (gateway) => {
        let sent = 0;
        const send = async (path: string, body: unknown): Promise<void> => {
          await post(gateway, path, body);
          ++sent;
        };
        for (const stream of [false, true]) {
          for (let i = 0; i < 3; ++i) {
            await send(chat, { ...hello(), stream });
            await send("/v1/messages", { ...messages, stream });
            await send("/v1/responses", { model: claude, input: "Hello!", stream });
          }
        }
        await send("/v1/messages/count_tokens", messages);
        await send(chat, "{");
        await send(chat, { ...hello(), n: 2 });
        await send("/v1/nothing", {});
        await request(`${gateway.url}/v1/models`);
        await request(`${gateway.url}/healthz`);
        sent += 2;
        await simulator.fault({ times: 3, error: { status: 503, code: "ServiceUnavailableException" } });
        await send(chat, hello());
        const samples = await scrapeOf(gateway, sent);
        assert.equal(sum(samples, "http_server_request_duration_seconds_count"), sent);
        const of = (labels: Record<string, string>) =>
          sum(samples, "bedrock_gateway_requests_total", labels);
        assert.equal(of({ endpoint: chat }), 9);
        assert.equal(of({ endpoint: "/v1/messages", outcome: "ok", code: "200" }), 6);
        assert.equal(of({ endpoint: "/v1/responses", outcome: "ok" }), 6);
        assert.equal(of({ endpoint: chat, outcome: "client_error", code: "400" }), 1);
        assert.equal(of({ endpoint: chat, outcome: "upstream_error", code: "503" }), 1);
        assert.equal(of({ endpoint: "other", code: "404" }), 1);
        const failed = { result: "server_is_overloaded" };
        assert.equal(sum(samples, "bedrock_gateway_upstream_attempts_total", failed), 3);
        assert.equal(sum(samples, "bedrock_gateway_retries_total"), 2);
      },
      "",
      ["--workers", "3"],
    ));

  test("counts clients that leave", () =>
    withGateway(async (gateway) => {
      await simulator.fault({ times: 1, answer: { text: "a b c d e f" }, delay_ms: { events: 200 } });
      const leaving = new AbortController();
      const stream = await gateway
        .client()
        .chat.completions.create({ ...hello(), stream: true }, { signal: leaving.signal });
      await assert.rejects(async () => {
        for await (const _chunk of stream) leaving.abort();
        throw new Error("it ended");
      });
      const samples = await scrapeOf(gateway, 1);
      const closed = { outcome: "client_closed" };
      assert.equal(sum(samples, "bedrock_gateway_requests_total", closed), 1);
      assert.equal(sum(samples, "bedrock_gateway_streams_aborted_total", { by: "client" }), 1);
    }));

  test("goes on over a reload, and names that clients make up are one series", () =>
    withGateway(async (gateway) => {
      await post(gateway, chat, { ...hello(), model: "made.up-0" });
      const before = (await scrapeOf(gateway, 1)).length;
      gateway.reconfigure("strict = true\n");
      await gateway.prints(/was reloaded/);
      for (let i = 1; i < 100; ++i) await post(gateway, chat, { ...hello(), model: `made.up-${i}` });
      const samples = await scrapeOf(gateway, 100);
      assert.ok(samples.length - before < 100, `${before} grew to ${samples.length}`);
      assert.equal(sum(samples, "bedrock_gateway_config_reloads_total", { result: "ok" }), 1);
    }));
});

test("tokens are those of the answer", () =>
  withGateway(async (gateway) => {
    const { usage } = await gateway.client().chat.completions.create(hello());
    const samples = await scrapeOf(gateway, 1);
    const model = { gen_ai_request_model: claude, gen_ai_operation_name: "chat" };
    const tokens = (kind: string) =>
      sum(samples, `gen_ai_client_inference_usage_${kind}_tokens_total`, model);
    assert.equal(tokens("input"), usage!.prompt_tokens);
    assert.equal(tokens("output"), usage!.completion_tokens);
  }));

// Something of everything.
async function exercise(gateway: Gateway): Promise<void> {
  for (const stream of [false, true]) {
    await post(gateway, chat, { ...hello(), stream });
    await post(gateway, "/v1/messages", { ...messages, stream });
  }
  await post(gateway, chat, "{");
  await simulator.fault({ times: 3, error: { status: 429, code: "ThrottlingException" } });
  await post(gateway, chat, hello());
}

describe("Prometheus", needsPrometheus, () => {
  test("has nothing to object to", () =>
    withGateway(async (gateway) => {
      await exercise(gateway);
      const { body } = await request(`${gateway.adminUrl}/metrics`);
      const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
        input: body,
        encoding: "utf8",
      });
      assert.equal(`${stdout}${stderr}`, "");
      assert.equal(status, 0);
    }, '[metrics]\ngenai = "both"'));

  test("has nothing to object to in the alerts, which do as they say", () => {
    const alerts = `${root}packaging/prometheus/alerts`;
    for (const [what, file] of [
      ["check", `${alerts}.yml`],
      ["test", `${alerts}_test.yml`],
    ] as const) {
      const done = spawnSync("promtool", [what, "rules", file], { encoding: "utf8" });
      assert.equal(done.status, 0, done.stdout + done.stderr);
    }
  });

  test("scrapes it, and the dashboard's queries find something", () =>
    withGateway(async (gateway) => {
      await exercise(gateway);
      const server = await prometheus(new URL(gateway.adminUrl).host);
      try {
        await eventually("a scrape", async () => {
          await exercise(gateway);
          return (await server.query("bedrock_gateway_build_info")) > 0;
        });
        assert.equal(await server.query("up"), 1);
        const file = `${root}packaging/grafana/bedrock-gateway.json`;
        const board = JSON.parse(readFileSync(file, "utf8")) as Dashboard;
        const queries = board.panels.flatMap((panel) => panel.targets ?? []).map((t) => t.expr);
        assert.ok(queries.length > 10);
        for (const query of queries) {
          const real = query.replaceAll("$__rate_interval", "1m");
          await eventually(query, async () => (await server.query(real)) > 0, 60);
        }
      } finally {
        await server.stop();
      }
    }));
});

interface Dashboard {
  panels: { targets?: { expr: string }[] }[];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// A real one, which scrapes `target` every second.
async function prometheus(target: string): Promise<{
  query(expression: string): Promise<number>; // how many series it finds
  stop(): Promise<void>;
}> {
  const directory = mkdtempSync(join(tmpdir(), "prometheus-e2e-"));
  const config = join(directory, "prometheus.yml");
  writeFileSync(
    config,
    `global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs: [{job_name: gateway, static_configs: [{targets: ["${target}"]}]}]
`,
  );
  const port = await freePort();
  const child = spawn(
    "prometheus",
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${directory}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: "ignore" },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = `http://127.0.0.1:${port}`;
  await eventually("Prometheus", () =>
    request(`${url}/-/ready`).then(
      ({ status }) => status === 200,
      () => false,
    ),
  );
  return {
    async query(expression) {
      const { status, body } = await request(
        `${url}/api/v1/query?query=${encodeURIComponent(expression)}`,
      );
      assert.equal(status, 200, `${expression}: ${body}`);
      return (JSON.parse(body) as { data: { result: unknown[] } }).data.result.length;
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}
