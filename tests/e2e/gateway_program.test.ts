// The program as its operator meets it: flags, mistakes, signals.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { ambientCredentials, Gateway, hello } from "./lib/gateway.ts";
import { eventually, run } from "./lib/process.ts";
import { request } from "./lib/request.ts";
import { Simulator } from "./lib/simulator.ts";

const directory = mkdtempSync(join(tmpdir(), "gateway-e2e-"));
after(() => rmSync(directory, { recursive: true }));

function configFile(text: string): string {
  const file = join(directory, "gateway.toml");
  writeFileSync(file, text);
  return file;
}

describe("flags", () => {
  test("--help and --version", () => {
    const help = run(["--help"]);
    assert.equal(help.status, 0);
    for (const flag of ["--version", "--config", "--listen", "--demo", "--check-config"]) {
      assert.match(help.stdout, new RegExp(flag));
    }
    const version = run(["--version"]);
    assert.equal(version.status, 0);
    assert.match(version.stdout, /\d+\.\d+\.\d+/);
  });

  test("--check-config", () => {
    const good = run(["--check-config", "--config", configFile("strict = true\n")]);
    assert.equal(good.status, 0);
    const bad = run(["--check-config", "--config", configFile("strikt = true\nfoo = 1\n")]);
    assert.notEqual(bad.status, 0);
    assert.match(bad.stderr, /strikt/);
    assert.match(bad.stderr, /foo/);
  });
});

describe("mistakes end the program with one clear line", () => {
  const cases: [string, string[], Record<string, string>, RegExp, number][] = [
    ["a flag that is none", ["--lissen", "x"], {}, /lissen/, 2],
    ["an address that is none", ["--listen", "nowhere"], {}, /nowhere|listen/, 2],
    ["a file that is not there", ["--config", "/nonexistent.toml"], {}, /nonexistent/, 2],
    ["a bad value in the environment", [], { AWS_REGION: "not a region" }, /AWS_REGION/, 2],
    ["a bad port in the environment", [], { PORT: "99999" }, /PORT/, 2],
    [
      "a CA bundle that is not there",
      [],
      { AWS_CA_BUNDLE: "/nonexistent.pem", ...ambientCredentials },
      /nonexistent/,
      2,
    ],
  ];
  for (const [what, flags, environment, message, status] of cases) {
    test(what, () => {
      const ended = run(flags, environment);
      assert.equal(ended.status, status, ended.stderr);
      assert.match(ended.stderr, message);
      assert.equal(ended.stderr.trim().split("\n").length, 1, ended.stderr);
    });
  }

  describe("a busy port", () => {
    let server: Server;
    before(
      () =>
        new Promise<void>((resolve) => {
          server = createServer().listen(0, "127.0.0.1", resolve);
        }),
    );
    after(() => server.close());

    test("is named", () => {
      const { port } = server.address() as { port: number };
      const ended = run(["--listen", `127.0.0.1:${port}`]);
      assert.equal(ended.status, 1);
      assert.match(ended.stderr, new RegExp(`${port}.*in use`));
    });
  });

  test("O8: a port alone is that of all addresses, of IPv4 and IPv6", async () => {
    const gateway = await Gateway.start({ environment: {}, listen: ":0" });
    try {
      const { port } = new URL(gateway.url);
      for (const host of ["127.0.0.1", "[::1]"]) {
        assert.equal((await request(`http://${host}:${port}/healthz`)).status, 200, host);
      }
    } finally {
      await gateway.stop();
    }
  });

  test("credentials of the environment, open to the network", () => {
    const ended = run(["--listen", "0.0.0.0:0"], ambientCredentials);
    assert.notEqual(ended.status, 0);
    assert.match(ended.stderr, /key/);
  });
});

describe("a signal", () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await Simulator.start();
  });
  after(() => simulator.stop());

  test("lets running requests end", async () => {
    const gateway = await Gateway.start({ simulator });
    await simulator.fault({ answer: { text: "a b c d e f" }, delay_ms: { events: 100 } });
    const stream = await gateway.client().chat.completions.create({ ...hello(), stream: true });
    const pieces: string[] = [];
    let stopped: Promise<void> | undefined;
    for await (const chunk of stream) {
      stopped ??= gateway.stop();
      pieces.push(chunk.choices[0]?.delta.content ?? "");
    }
    assert.equal(pieces.join(""), "a b c d e f");
    await stopped;
  });

  test("closes the door at once", async () => {
    const gateway = await Gateway.start({ simulator });
    await simulator.fault({ delay_ms: { head: 600_000 } });
    const asked = gateway
      .client()
      .chat.completions.create(hello())
      .catch(() => undefined);
    await eventually("a request", async () => (await simulator.stats()).active === 1);
    process.kill(gateway.pid, "SIGTERM");
    await eventually("a closed port", () =>
      request(`${gateway.url}/healthz`).then(
        () => false,
        () => true,
      ),
    );
    await gateway.stop(); // the second signal does not wait
    await asked;
  });
});

describe("--demo", () => {
  test("answers from the built-in simulator, and says so", async () => {
    const gateway = await Gateway.start({ environment: {}, flags: ["--demo"] });
    try {
      const { response } = await gateway.client().chat.completions.create(hello()).withResponse();
      assert.match(response.headers.get("x-gateway-simulated")!, /true/);
      assert.match(gateway.output, /simulator/);
    } finally {
      await gateway.stop();
    }
  });

  test("plays a script", async () => {
    const file = join(directory, "script.json");
    const flags = ["--demo", "--demo-script", file];
    writeFileSync(file, JSON.stringify([{ times: 1, answer: { text: "As it is written." } }]));
    const gateway = await Gateway.start({ environment: {}, flags });
    try {
      const say = async () => {
        const answer = await gateway.client().chat.completions.create(hello());
        return answer.choices[0]!.message.content!;
      };
      assert.equal(await say(), "As it is written.");
      assert.match(await say(), /the Bedrock simulator/);
    } finally {
      await gateway.stop();
    }
    writeFileSync(file, "[");
    await assert.rejects(Gateway.start({ environment: {}, flags }), /script\.json: /);
  });

  test("is off when it is not asked for", async () => {
    const gateway = await Gateway.start({});
    assert.doesNotMatch(gateway.output, /Serving from the built-in simulator/);
    await gateway.stop();
  });
});
